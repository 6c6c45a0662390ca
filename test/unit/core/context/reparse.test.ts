import assert from 'node:assert/strict';
import { reparse } from '../../../../src/core/context/reparse';
import { changeBetween } from '../../../../src/core/context/textChange';
import { readSource } from '../../../../src/core/context/yaml';
import type { DocumentPath } from '../../../../src/core/context/model';

/** The edit is written into the text: «removed|inserted». */
function pathReadAgain(marked: string, format: 'yaml' | 'json' = 'yaml'): DocumentPath | undefined {
  const old = marked.replace(/«([^|]*)\|[^»]*»/, '$1');
  const now = marked.replace(/«[^|]*\|([^»]*)»/, '$1');
  const change = changeBetween(old, now);
  assert.ok(change);
  return reparse({ text: old, format, source: readSource(old, format) }, now, change)?.path;
}

const block = (middle: string): string => `version: 1
sections:
  - id: a
    items:
      - id: i1
        text: |
          one
          two${middle}
      - id: i2
        text: three
  # said of b
  - id: b
    text: four
`;

const READ_ALONE: [what: string, text: string, path: DocumentPath, format?: 'json'][] = [
  ['a letter in a text of an item', block('«|x»'), ['sections', 0, 'items', 0, 'text']],
  ['a line more at the end of a text', block('«|\n          x»'), ['sections', 0, 'items', 0, 'text']],
  ['a key more', block('«|\n        score: 1»'), ['sections', 0, 'items', 0]],
  ['an element more', block('«|\n      - id: i3»'), ['sections', 0, 'items']],
  ['an element that goes', 'sections:\n  - id: a\n«  - id: b\n|»  - id: c\n', ['sections']],
  ['a value of a key', 'version: 1\nwindow: 1«|0»\nsections: []\n', ['window']],
  ['the first key of an element', 'sections:\n  - id: a«|b»\n    text: x\n  - id: c\n', ['sections', 0]],
  ['an element before a comment', 'sections:\n  - id: a\n    text: x«|y»\n  # c\n  - id: c\n', ['sections', 0, 'text']],
  ['the last words of a text', 'sections:\n  - id: a\n    text: one«| two»', ['sections', 0, 'text']],
  ['an element between brackets', 'sections: [{ id: a, text: x«|y» }, { id: b }]\n', ['sections', 0]],
  ['an item in JSON', '{"sections":[{"items":[{"text":"x"«|,"id":"y"»},{}]}]}', ['sections', 0, 'items', 0], 'json'],
  ['a string in JSON', '{"sections":[{"text":"x«|y»"},{}]}', ['sections', 0, 'text'], 'json'],
  ['a number in JSON', '{"sections":[{"priority":4«|5»,"text":"x"}]}', ['sections', 0, 'priority'], 'json'],
];

const READ_WHOLE: [what: string, text: string, format?: 'json'][] = [
  ['a line indented as far as the list', block('«|\n    x: y»')],
  ['the end of a document', block('«|\n...»')],
  ['a quote that takes in what follows', 'sections:\n  - id: a\n    text: «|"»x\n  - id: "c"\n'],
  ['a key written twice', block('«|\n        id: i9»')],
  ['an anchor', block('').replace('four', '«|&x »four')],
  ['an alias elsewhere', `${block('«|x»')}name: &n x\nx-other: *n\n`],
  ['a bracket too many in JSON', '{"sections":[{"items":[{"text":"x"«|}»}]}]}', 'json'],
  ['a value in JSON that goes', '{"sections":[{"priority":«4|»,"text":"x"},{"text":"y"}]}', 'json'],
  ['no JSON', '{"sections":[{"items":[{"text":«|x» "x"}]}]}', 'json'],
  ['a byte-order mark', block('«|\uFEFF»')],
];

describe('reparse', () => {
  for (const [what, text, path, format] of READ_ALONE) {
    it(`reads again ${what}`, () => assert.deepEqual(pathReadAgain(text, format), path));
  }
  for (const [what, text, format] of READ_WHOLE) {
    it(`leaves to the whole text: ${what}`, () => assert.equal(pathReadAgain(text, format), undefined));
  }
});
