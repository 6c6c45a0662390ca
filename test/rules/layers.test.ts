import assert from 'node:assert/strict';
it('placeholder', () => assert.ok(true));
