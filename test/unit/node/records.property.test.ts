import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import fc from 'fast-check';
import { readRecords } from '../../../src/node/records';
import { tempFolder, type TempFolder } from '../../support/files';

const RUNS = process.env['CTX_LONG'] === '1' ? 2000 : 100;

describe('records, whatever the line ends and characters', () => {
  let folder: TempFolder;
  before(() => (folder = tempFolder()));
  after(() => folder.remove());

  const values = fc.array(fc.dictionary(fc.string(), fc.oneof(fc.string({ unit: 'binary' }), fc.integer())), {
    minLength: 1,
    maxLength: 20,
  });
  const layout = fc.record({
    mark: fc.boolean(),
    end: fc.constantFrom('\n', '\r\n', '\n\n', '\r\n \n'),
    last: fc.boolean(),
    form: fc.constantFrom('lines', 'list', 'pretty list'),
  });

  it('every record has its exact bytes, its line or index, and its value', async () => {
    await fc.assert(
      fc.asyncProperty(values, layout, async (records, { mark, end, last, form }) => {
        const text =
          form === 'lines'
            ? records.map((value) => JSON.stringify(value)).join(end) + (last ? end : '')
            : JSON.stringify(records, null, form === 'list' ? 0 : 2).replaceAll('\n', end);
        const path = folder.write('p.jsonl', (mark ? '\uFEFF' : '') + text);
        const bytes = fs.readFileSync(path);
        const found = [];
        for await (const { items } of readRecords(path)) found.push(...items);
        assert.equal(found.length, records.length);
        found.forEach((item, at) => {
          assert.ok(item.type === 'record');
          const { offsetBytes, lengthBytes, value, line, index } = item.record;
          const slice = bytes.subarray(offsetBytes, offsetBytes + lengthBytes).toString('utf8');
          // What JSON.parse gives of the bytes, not of the original: a lone surrogate is written as an escape.
          assert.deepEqual(value, JSON.parse(slice));
          assert.deepEqual(value, JSON.parse(JSON.stringify(records[at])));
          if (form === 'lines') {
            const before = bytes.subarray(0, offsetBytes).toString('latin1').split('\n').length;
            assert.equal(line, before);
          } else assert.equal(index, at);
        });
      }),
      { numRuns: RUNS, seed: 20_261_123 },
    );
  });
});
