import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { yamlText } from '../../../../../src/core/context/convert/yamlText';
import { readSource } from '../../../../../src/core/context/yaml';
import type { JsonValue } from '../../../../../src/core/trace/model';

const fragment = fc.oneof(
  fc.constantFrom(
    '\n',
    '\n\n',
    ' ',
    '\t',
    '  - a',
    '# no comment',
    ': ',
    '{{name}}',
    '{',
    '[',
    '|',
    '---',
    '...',
    '"',
    "'",
  ),
  fc.constantFrom(
    'A line of plain words. ',
    'yes',
    'null',
    '1e3',
    '0x1f',
    '\r\n',
    '\u2028',
    '\ufeff',
    '\ud800',
    '😀',
    '\u0000',
    '\u0085',
  ),
  fc.string({ maxLength: 12, unit: 'binary' }),
);
const text = fc.array(fragment, { maxLength: 8 }).map((parts) => parts.join(''));
const value = fc.letrec<{ any: JsonValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom<JsonValue[]>(null, true, false, 0, -1.5, 1e21, 4096),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(text, tie('any'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any;

describe('writing YAML', function () {
  this.timeout(60_000);

  it('gives back every value', () => {
    fc.assert(
      fc.property(fc.dictionary(text, value, { maxKeys: 4, noNullPrototype: true }), (written) => {
        const document = yamlText(written);
        const { root, problems } = readSource(document, 'yaml');
        assert.deepEqual(problems, [], document);
        assert.deepEqual(root?.value ?? {}, written, document);
      }),
      { numRuns: 1000 },
    );
  });

  it('writes a text of several lines as a block, as it is', () => {
    const written = yamlText({ sections: [{ id: 'a', text: 'One: "two"\n  three\n' }] });
    assert.equal(written, 'sections:\n  - id: a\n    text: |\n      One: "two"\n        three\n');
  });

  it('chooses the quotes that need no escapes', () => {
    assert.equal(yamlText({ a: '<doc id="1">', b: 'Documents:\n' }), `a: '<doc id="1">'\nb: "Documents:\\n"\n`);
  });

  it('keeps short values on one line', () => {
    assert.equal(
      yamlText({ params: { temperature: 0.2, stop: ['a', 'b c'] } }),
      'params: { temperature: 0.2, stop: [a, b c] }\n',
    );
  });

  it('puts comments above their keys', () => {
    const comments = new Map([
      ['', ['Made by hand.']],
      ['sections/0/id', ['First.']],
      ['model', ['Two\nlines']],
    ]);
    const written = yamlText({ model: 'm', sections: [{ id: 'a', text: 'x' }] }, { comments });
    assert.equal(
      written,
      '# Made by hand.\n# Two lines\nmodel: m\nsections:\n  -\n    # First.\n    id: a\n    text: x\n',
    );
  });
});
