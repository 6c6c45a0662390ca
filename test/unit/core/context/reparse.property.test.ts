import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { DocumentParser, parseContextDocument } from '../../../../src/core/context/parse';
import { Resolver, resolveDocument } from '../../../../src/core/context/resolve';
import { reparse } from '../../../../src/core/context/reparse';
import { changeBetween } from '../../../../src/core/context/textChange';
import { readSource, type SourceNode } from '../../../../src/core/context/yaml';
import type { DocumentPath, ParsedDocument } from '../../../../src/core/context/model';
import { calls } from '../../../support/anyCall';
import { edited, edits, SAMPLES, type DocumentSample } from '../../../support/documentEditing';

const isLong = process.env['CTX_LONG'] === '1';
const WAIT_MS = isLong ? 600_000 : 60_000;

/** Without the difference between what was read and what was moved. */
function plainTree({ start, end, value, entries, items }: SourceNode): unknown {
  return {
    start,
    end,
    value,
    entries: entries && [...entries].map(([name, { key, node }]) => [name, key.start, key.end, plainTree(node)]),
    items: items?.map(plainTree),
  };
}

function pathsIn(value: unknown, path: DocumentPath = []): DocumentPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [
    path,
    ...steps.flatMap((step) => pathsIn((value as Record<string | number, unknown>)[step], [...path, step])),
  ];
}

/** All that a parsed document says. */
function said(parsed: ParsedDocument, text: string, format: 'yaml' | 'json'): unknown {
  const { root } = readSource(text.replace(/^\uFEFF/, ''), format);
  const places = root ? pathsIn(root.value).slice(0, 200) : [[]];
  return {
    document: parsed.document,
    diagnostics: parsed.diagnostics,
    files: parsed.files,
    places: places.map((path) => [
      parsed.locate(path),
      parsed.locate(path, 'e'),
      parsed.locate([...path, 'gone']),
      parsed.extent(path),
      parsed.edit?.(path),
      parsed.edit?.([...path, 'overflow'], 'drop'),
      parsed.edit?.(path, 7),
    ]),
  };
}

describe('an edited document, read again', () => {
  for (const sample of SAMPLES) {
    it(`has the tree of the whole text: ${sample.name}`, () => {
      fc.assert(
        fc.property(edits(5), (list) => checkTrees(sample, list)),
        { numRuns: isLong ? 20_000 : 250, seed: 11 },
      );
    }).timeout(WAIT_MS);
  }

  it('says what the whole text says, through errors and back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SAMPLES), edits(5), (sample, list) => {
        const parser = new DocumentParser(sample.format);
        parser.parse(sample.text);
        let text = sample.text;
        for (const edit of list) {
          text = edited(text, edit);
          const whole = parseContextDocument(text, sample.format);
          assert.deepEqual(said(parser.parse(text), text, sample.format), said(whole, text, sample.format));
        }
        const mended = parseContextDocument(sample.text, sample.format);
        const again = parser.parse(sample.text);
        assert.deepEqual(said(again, sample.text, sample.format), said(mended, sample.text, sample.format));
      }),
      { numRuns: isLong ? 20_000 : 400, seed: 12 },
    );
  }).timeout(WAIT_MS);
});

describe('an edited document, resolved again', () => {
  it('is what resolving it for the first time gives', () => {
    const values = fc.record({
      edit: edits(1),
      set: fc.constantFrom({}, { product: 'set' }),
      file: fc.constantFrom({ text: 'of {{product}}' }, { text: 'other' }, { error: 'It is gone.' }),
      call: fc.option(fc.constantFrom(...fc.sample(calls, { numRuns: 6, seed: 1 })), { nil: undefined, freq: 3 }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...SAMPLES), fc.array(values, { minLength: 2, maxLength: 5 }), (sample, list) => {
        const [parser, resolver] = [new DocumentParser(sample.format), new Resolver()];
        let { text } = sample;
        for (const { edit, set, file, call } of list) {
          const next = edited(text, edit[0]!);
          const { document, files } = parser.parse(next);
          if (!document) continue;
          text = next;
          const options = { set, files: new Map(files.map((name) => [name, file])), ...(call ? { call } : {}) };
          assert.deepEqual(resolver.resolve(document, options), resolveDocument(document, options));
        }
      }),
      { numRuns: isLong ? 10_000 : 400, seed: 13 },
    );
  }).timeout(WAIT_MS);
});

function checkTrees({ text: first, format }: DocumentSample, list: readonly Parameters<typeof edited>[1][]): void {
  let old = { text: first.replace(/^\uFEFF/, ''), format, source: readSource(first.replace(/^\uFEFF/, ''), format) };
  for (const edit of list) {
    const text = edited(old.text, edit);
    const change = changeBetween(old.text, text);
    if (!change) continue;
    const again = reparse(old, text, change);
    const source = readSource(text, format);
    if (again) {
      const { root, problems, isSelfContained } = source;
      assert.deepEqual([problems, isSelfContained], [[], true], JSON.stringify(text));
      assert.ok(again.source.root && root);
      assert.deepEqual(plainTree(again.source.root), plainTree(root), JSON.stringify(text));
      old = { text, format, source: again.source };
    } else if (source.root && source.problems.length === 0) old = { text, format, source };
  }
}
