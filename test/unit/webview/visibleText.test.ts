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
    // Kept whole where nothing hides; the strings come from printable characters.
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', ' ', '\n', '\t', 'é', '漢', '👩', '\u200d', '<', '{{')), (parts) => {
        const text = parts.join('');
        const shown = visibleRuns(parts.join('\u202e')).map((run) => ('text' in run ? run.text : ''));
        assert.equal(shown.join(''), text);
      }),
    );
  });
});
