import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as fc from 'fast-check';
import { parseContextDocument } from '../../../../src/core/context/parse';
import { resolveDocument } from '../../../../src/core/context/resolve';
import { calls } from '../../../support/anyCall';

const numRuns = process.env['CTX_LONG'] === '1' ? 10_000 : 400;
const GOLDEN = fs.readFileSync('test/fixtures/golden/support.context.yaml', 'utf8');

const SNIPPETS = [
  '"',
  "'",
  '\n',
  '  ',
  '\t',
  '- ',
  ': ',
  '{',
  '}',
  '[',
  ']',
  '&a ',
  '*a',
  '!x ',
  '|\n',
  '>-\n',
  '---\n',
  '# ',
  '{{',
  '\r',
  '\uFEFF',
  '\uD800',
  '%',
  '@',
  ',',
  'null',
  '\0',
  '<<: *a\n',
];
/** The golden document with stretches taken out and others put in. */
const mutated = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: GOLDEN.length }),
      remove: fc.integer({ min: 0, max: 12 }),
      insert: fc.oneof(fc.constantFrom(...SNIPPETS), fc.string({ maxLength: 4, unit: 'binary' })),
    }),
    { maxLength: 4 },
  )
  .map((edits) =>
    edits.reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), GOLDEN),
  );

function checkRanges(text: string, format: 'yaml' | 'json'): void {
  const parsed = parseContextDocument(text, format);
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const { range, message } of parsed.diagnostics) {
    assert.ok(range, message);
    for (const { line, column } of [range.start, range.end]) {
      assert.ok(column >= 0 && column <= (lines[line]?.length ?? -1), `${message} ${line}:${column}`);
    }
    assert.ok(
      range.start.line < range.end.line ||
        (range.start.line === range.end.line && range.start.column <= range.end.column),
    );
    assert.match(message, /\.$|\?$/);
  }
  assert.ok(parsed.document !== undefined || parsed.diagnostics.some(({ severity }) => severity === 'error'));
}

describe('parseContextDocument, of any text', () => {
  it('never throws, and points into the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(mutated, fc.string({ unit: 'binary' })),
        fc.constantFrom('yaml' as const, 'json' as const),
        checkRanges,
      ),
      { numRuns, seed: 3 },
    );
  });

  it('what it takes can be resolved, with any call', () => {
    fc.assert(
      fc.property(mutated, calls, (text, call) => {
        const { document } = parseContextDocument(text, 'yaml');
        if (document) resolveDocument(document, { files: new Map(), call, set: {} });
      }),
      { numRuns, seed: 3 },
    );
  });

  it('any JSON value as a document is refused or read', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => checkRanges(JSON.stringify(value, null, 2), 'json')),
      { numRuns, seed: 3 },
    );
  });
});
