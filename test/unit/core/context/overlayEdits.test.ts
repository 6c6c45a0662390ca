import assert from 'node:assert/strict';
import { overlayEditsOf, textAfter } from '../../../../src/core/context/overlayEdits';
import type { ContextOverlay } from '../../../../src/core/context/snapshotModel';

const YAML = `version: 1 # the format
model: gpt-4o   # the model
window: 8000
sections:
  - id: a   # first
    budget: { max: 800, min: 10 } # agreed
    text: A
  - id: b
    budget:
      max: 10%
    text: B
  - id: c
    text: C
`;

function applied(
  text: string,
  overlay: ContextOverlay,
  format: 'yaml' | 'json' = 'yaml',
): { text: string; message: string } {
  const found = overlayEditsOf(text, format, overlay);
  if ('refusal' in found) throw new Error(found.refusal);
  return { text: textAfter(text, found.edits), message: found.message };
}
const refusal = (text: string, overlay: ContextOverlay, format: 'yaml' | 'json' = 'yaml'): string => {
  const found = overlayEditsOf(text, format, overlay);
  return 'refusal' in found ? found.refusal : '';
};
/** The lines that differ. */
const changed = (before: string, after: string): string[] =>
  after.split(/\r?\n/).filter((line) => !before.split(/\r?\n/).includes(line));

describe('overlayEditsOf', () => {
  it('changes the number alone: comments and all else stay', () => {
    const { text, message } = applied(YAML, { window: 7910, budgets: { a: { max: 640 } } });
    assert.deepEqual(changed(YAML, text), ['window: 7910', '    budget: { max: 640, min: 10 } # agreed']);
    assert.equal(message, 'Wrote window 7,910 (was 8,000); a max 640 (was 800).');
  });

  it('keeps a share a share, and says which is nearest', () => {
    const { text, message } = applied(YAML, { budgets: { b: { max: 1000 } } });
    assert.deepEqual(changed(YAML, text), ['      max: 13%']);
    assert.equal(message, 'Wrote b max 13%, the nearest share of the window to 1,000 tokens (was 10%).');
  });

  it('counts shares by the window that is tried', () => {
    assert.deepEqual(changed(YAML, applied(YAML, { window: 4000, budgets: { b: { max: 1000 } } }).text), [
      'window: 4000',
      '      max: 25%',
    ]);
  });

  it('gives a section without a budget one', () => {
    const { text } = applied(YAML, { budgets: { c: { max: 90, min: 20 } } });
    assert.deepEqual(changed(YAML, text), ['    budget: { max: 90, min: 20 }']);
  });

  it('takes a size away', () => {
    assert.deepEqual(changed(YAML, applied(YAML, { budgets: { a: { min: null } } }).text), [
      '    budget: { max: 800 } # agreed',
    ]);
    assert.ok(!applied(YAML, { budgets: { b: { max: null } } }).text.includes('10%'));
  });

  it('writes the window of another model where the document has one of its own', () => {
    const { text, message } = applied(YAML, { model: 'example-model' });
    assert.deepEqual(changed(YAML, text), ['model: example-model   # the model']);
    assert.match(message, /^Wrote model example-model \(was gpt-4o\)\.$/);
    const other = applied(YAML, { model: 'gpt-4o-mini' });
    assert.deepEqual(changed(YAML, other.text), ['model: gpt-4o-mini   # the model', 'window: 128000']);
    assert.match(other.message, /window 128,000, that of gpt-4o-mini \(was 8,000\)/);
  });

  it('writes what the document does not say yet', () => {
    const text = 'version: 1\nsections:\n  - id: a\n    text: A\n';
    assert.equal(
      applied(text, { window: 500, model: 'gpt-4o' }).text,
      'version: 1\nmodel: gpt-4o\nwindow: 500\nsections:\n  - id: a\n    text: A\n',
    );
  });

  it('keeps line ends', () => {
    const crlf = YAML.replaceAll('\n', '\r\n');
    const { text } = applied(crlf, { window: 7910, budgets: { c: { max: 90 } } });
    assert.equal(text.replaceAll('\r\n', '').includes('\n'), false);
    assert.deepEqual(changed(crlf, text), ['window: 7910', '    budget: { max: 90 }']);
  });

  it('writes JSON as JSON', () => {
    const json = '{\n  "version": 1,\n  "window": 8000,\n  "sections": [\n    { "id": "a", "text": "A" }\n  ]\n}\n';
    const { text } = applied(json, { window: 700, budgets: { a: { max: 5 } } }, 'json');
    assert.deepEqual(JSON.parse(text), {
      version: 1,
      window: 700,
      sections: [{ id: 'a', budget: { max: 5 }, text: 'A' }],
    });
  });

  it('refuses where an edit would change more than was asked for', () => {
    const shared = `version: 1
sections:
  - id: a
    budget: &b { max: 800 }
    text: A
  - id: b
    budget: *b
    text: B
`;
    assert.match(refusal(shared, { budgets: { a: { max: 5 } } }), /would change more than that.*"max: 5".*by hand/);
    assert.match(refusal(shared, { budgets: { b: { max: 5 } } }), /by hand/);
  });

  it('refuses where the text is no document, and where there is nothing to write', () => {
    assert.match(refusal('version: 1\nsections: 5\n', { window: 5 }), /no valid document now/);
    assert.match(refusal(YAML, { window: 8000, budgets: { a: { max: 800 }, b: { max: 801 } } }), /nothing to write/);
  });
});
