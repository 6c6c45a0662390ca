import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { visibleRuns } from '../../../src/webview/shared/visibleText';

describe('visibleRuns', () => {
  it('names what hides', () => {
    assert.deepEqual(visibleRuns('a\u202eb'), [{ text: 'a' }, { hidden: 'U+202E' }, { text: 'b' }]);
  });

  it('leaves line ends, tabs, emoji and joiners alone', () => {
    const text = 'a\tb\r\nc 👩\u200d👧';
    assert.deepEqual(visibleRuns(text), [{ text: 'a\tb\n'.replace('\n', '\r\nc 👩\u200d👧') }]);
  });

  it('names letters of the tag block, which are outside the basic plane', () => {
    assert.deepEqual(visibleRuns('\u{e0041}'), [{ hidden: 'U+E0041' }]);
  });

  it('binary junk makes a bounded number of runs and lets nothing hidden through', () => {
    const runs = visibleRuns('\u0000'.repeat(100_000));
    assert.ok(runs.length < 1000);
    assert.ok(!runs.some((run) => 'text' in run && run.text.includes('\u0000')));
  });

  it('loses no visible character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const shown = visibleRuns(text).map((run) => ('text' in run ? run.text : ''));
        assert.equal(
          shown.join(''),
          // eslint-disable-next-line no-control-regex -- they are what is looked for
          text.replace(
            /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu,
            '',
          ),
        );
      }),
    );
  });
});
