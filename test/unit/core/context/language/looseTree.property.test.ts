import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import fc from 'fast-check';
import { completionsAt } from '../../../../../src/core/context/language/completion';
import { hoverAt } from '../../../../../src/core/context/language/hover';
import { looseTree } from '../../../../../src/core/context/language/looseTree';
import type { LooseNode } from '../../../../../src/core/context/language/looseNode';
import { readSource, type SourceNode } from '../../../../../src/core/context/yaml';

const RUNS = process.env.CTX_LONG ? 20_000 : 1_500;
const TEMPLATES = fs.readdirSync('media/templates').map((name) => fs.readFileSync(`media/templates/${name}`, 'utf8'));
const bits = fc.constantFrom(
  '\n',
  '  ',
  '- ',
  '-',
  ': ',
  ':',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '|',
  '>',
  '#',
  '\r\n',
  '\t',
  '&a ',
  '*a',
  '!t ',
  'id',
  'sections:',
  'é',
  '{{',
);

const anyText = fc.oneof(
  fc.array(bits, { maxLength: 60 }).map((parts) => parts.join('')),
  fc
    .tuple(fc.constantFrom(...TEMPLATES), fc.nat(), fc.nat(80), fc.array(bits, { maxLength: 6 }))
    .map(([text, at, gone, added]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + added.join('') + text.slice(start + gone);
    }),
);

function isInside(node: LooseNode | undefined, start: number, end: number): void {
  if (!node) return;
  assert.ok(
    node.start >= start && node.end <= end && node.start <= node.end,
    `${node.start}-${node.end} in ${start}-${end}`,
  );
  node.items?.forEach((item) => isInside(item, start, end));
  node.entries?.forEach(({ value }) => isInside(value, start, end));
}

/** Keys and places of what both trees have. */
function agrees(loose: LooseNode | undefined, exact: SourceNode, text: string, path: string): void {
  assert.ok(loose, path);
  if (exact.entries) {
    assert.deepEqual(
      loose.entries?.map(({ key }) => key),
      [...exact.entries.keys()],
      path,
    );
    for (const { key, keySpan, value } of loose.entries ?? []) {
      const entry: { key: { start: number }; node: SourceNode } = exact.entries.get(key)!;
      assert.equal(keySpan.start, entry.key.start, `${path}.${key}`);
      if (entry.node.end > entry.node.start) agrees(value, entry.node, text, `${path}.${key}`);
    }
  } else if (exact.items) {
    assert.equal(loose.items?.length, exact.items.length, path);
    exact.items.forEach((item, index) => agrees(loose.items?.[index], item, text, `${path}[${index}]`));
  } else {
    assert.equal(loose.start, exact.start, path);
    if (loose.text !== undefined)
      assert.equal(loose.text, typeof exact.value === 'string' ? exact.value : JSON.stringify(exact.value), path);
  }
}

describe('the tree of unfinished text', () => {
  it('ends on any text, inside it', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('yaml' as const, 'json' as const), (text, format) => {
        isInside(looseTree(text, format), 0, text.length);
      }),
      { numRuns: RUNS },
    );
  });
  it('completion and hover answer at any place of it', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.constantFrom('yaml' as const, 'json' as const), (text, at, format) => {
        const offset = at % (text.length + 1);
        for (const { span } of completionsAt({ text, offset, format })) {
          assert.ok(span.start <= offset && span.end >= offset && span.end <= text.length);
        }
        hoverAt({ text, offset, format });
      }),
      { numRuns: RUNS },
    );
  });
  for (const file of [
    'examples/support.v1.context.yaml',
    'examples/support.v2.context.yaml',
    ...fs.readdirSync('media/templates').map((name) => `media/templates/${name}`),
    'test/fixtures/workspace/bad.context.json',
  ]) {
    it(`is that of the parser where the text is whole: ${file}`, () => {
      const text = fs.readFileSync(file, 'utf8');
      const format = file.endsWith('.json') ? 'json' : 'yaml';
      agrees(looseTree(text, format), readSource(text, format).root!, text, '');
    });
  }
  it('of deep nesting and of a megabyte in one line', () => {
    for (const text of [
      '['.repeat(100_000),
      '- '.repeat(100_000),
      '{a: '.repeat(50_000),
      'a: "' + 'x'.repeat(1_000_000),
      'a: ' + 'b '.repeat(500_000),
    ]) {
      isInside(looseTree(text, 'yaml'), 0, text.length);
    }
  });
});
