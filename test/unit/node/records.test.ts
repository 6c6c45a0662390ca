import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as zlib from 'node:zlib';
import { readRecordAt, readRecords, type RecordItem } from '../../../src/node/records';
import { tempFolder, type TempFolder } from '../../support/files';

let folder: TempFolder;
before(() => (folder = tempFolder()));
after(() => folder.remove());

let counter = 0;
async function read(
  content: string | Uint8Array,
  name = `f${counter++}.jsonl`,
): Promise<{ path: string; items: RecordItem[] }> {
  const path = folder.write(name, content);
  const items: RecordItem[] = [];
  for await (const batch of readRecords(path)) items.push(...batch.items);
  return { path, items };
}

/** Records as [line or index, value], errors as [line, code]. */
const short = (items: RecordItem[]): unknown[] =>
  items.map((item) =>
    item.type === 'record'
      ? [item.record.index === undefined ? `L${item.record.line ?? '?'}` : `[${item.record.index}]`, item.record.value]
      : [`L${item.error.line ?? '?'}`, item.error.code],
  );

async function check(content: string | Uint8Array, expected: unknown[]): Promise<void> {
  const { path, items } = await read(content);
  assert.deepEqual(short(items), expected);
  const bytes = fs.readFileSync(path);
  for (const item of items) {
    if (item.type !== 'record') continue;
    const { offsetBytes, lengthBytes, value } = item.record;
    assert.deepEqual(JSON.parse(bytes.subarray(offsetBytes, offsetBytes + lengthBytes).toString('utf8')), value);
  }
}

describe('readRecords', () => {
  it('lines, with their exact byte ranges', () =>
    check('{"a":"ä"}\n{"b":2}\n', [
      ['L1', { a: 'ä' }],
      ['L2', { b: 2 }],
    ]));
  it('CRLF', () =>
    check('{"a":1}\r\n{"b":2}\r\n', [
      ['L1', { a: 1 }],
      ['L2', { b: 2 }],
    ]));
  it('a byte-order mark', () =>
    check('\uFEFF{"a":1}\n{"b":2}', [
      ['L1', { a: 1 }],
      ['L2', { b: 2 }],
    ]));
  it('blank lines count but are no records', () =>
    check('\n{"a":1}\n\n \t\n{"b":2}\n\n', [
      ['L2', { a: 1 }],
      ['L5', { b: 2 }],
    ]));
  it('a last line without its end', () =>
    check('{"a":1}\n{"b":2}', [
      ['L1', { a: 1 }],
      ['L2', { b: 2 }],
    ]));
  it('a last line that was cut off', () =>
    check('{"a":1}\n{"b":"x', [
      ['L1', { a: 1 }],
      ['L2', 'cut-off'],
    ]));
  it('a bad line between good ones', () =>
    check('{"a":1}\nnot json\n{"b":2}\n', [
      ['L1', { a: 1 }],
      ['L2', 'not-json'],
      ['L3', { b: 2 }],
    ]));
  it('a line that is cut in the middle of the file is not JSON', () =>
    check('{"a":1}\n{"b":\n{"c":3}\n', [
      ['L1', { a: 1 }],
      ['L2', 'not-json'],
      ['L3', { c: 3 }],
    ]));
  it('a line that holds a list: a record an element', () =>
    check('[{"a":1},{"b":2}]\n[{"c":3}]\n', [
      ['[0]', { a: 1 }],
      ['[1]', { b: 2 }],
      ['[0]', { c: 3 }],
    ]));
  it('one document', () => check('{"a":1}', [['L1', { a: 1 }]]));
  it('one document on many lines', () =>
    check('\n{\n  "a": "}\\"{",\n  "b": [1]\n}\n', [['L2', { a: '}"{', b: [1] }]]));
  it('documents on many lines, one after the other', () =>
    check('{\n"a":1\n}\n{\n"b":2\n}', [
      ['L1', { a: 1 }],
      ['L4', { b: 2 }],
    ]));
  it('a list on many lines', () =>
    check('[\n  {"a": "]"},\n  [1],\n "x", 4\n]\n', [
      ['[0]', { a: ']' }],
      ['[1]', [1]],
      ['[2]', 'x'],
      ['[3]', 4],
    ]));
  it('a list on one line', () =>
    check('[{"a":1},{"b":2}]', [
      ['[0]', { a: 1 }],
      ['[1]', { b: 2 }],
    ]));
  it('a list that was cut off keeps what is whole', () =>
    check('[\n{"a":1},\n{"b":', [
      ['[0]', { a: 1 }],
      ['L3', 'cut-off'],
    ]));
  it('a list that lacks its end', () =>
    check('[\n{"a":1}', [
      ['[0]', { a: 1 }],
      ['L2', 'cut-off'],
    ]));
  it('a document that was cut off', () => check('{\n"a":1,\n', [['L1', 'cut-off']]));
  it('an element that is no JSON does not hide its neighbours', () =>
    check('[\n{"a":1},\n{a:1},\n{"b":2}]', [
      ['[0]', { a: 1 }],
      ['L3', 'not-json'],
      ['[2]', { b: 2 }],
    ]));
  it('an empty file, and one of white space', async () => {
    await check('', [['L?', 'empty']]);
    await check('\uFEFF \n\n', [['L?', 'empty']]);
  });
  it('a record nested too deeply leaves the next alone', () =>
    check(`${'['.repeat(100_000)}${']'.repeat(100_000)}\n{"a":1}\n`.replace(/^/, '{"z":0}\n'), [
      ['L1', { z: 0 }],
      ['L2', 'bad-record'],
      ['L3', { a: 1 }],
    ]));
  it('a line of 5 MB', () => {
    const long = { a: 'ü'.repeat(2_500_000) };
    return check(`{"z":0}\n${JSON.stringify(long)}\n{"b":1}\n`, [
      ['L1', { z: 0 }],
      ['L2', long],
      ['L3', { b: 1 }],
    ]);
  });
  it('the place of what is not JSON is in the message', async () => {
    const { items } = await read('{"a":1}\n{"ä": nope}\n');
    assert.match(items[1]?.type === 'error' ? items[1].error.message : '', /Line 2 is not valid JSON/);
  });

  for (const [what, bytes] of [
    ['gzip', zlib.gzipSync('{"a":1}')],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0])],
    ['zip', Buffer.from('PK\u0003\u0004xxxx')],
    ['Parquet', Buffer.from('PAR1xxxx')],
    ['binary', Buffer.from([0x0a, 0x00, 0x12, 0x00])],
  ] as const) {
    it(`${what} is said not to be read yet, with the file`, async () => {
      const { path, items } = await read(bytes);
      const [item] = items;
      assert.ok(item?.type === 'error' && items.length === 1);
      assert.equal(item.error.code, 'unreadable');
      assert.ok(item.error.message.includes(path) && item.error.message.includes('not built yet'), item.error.message);
    });
  }

  it('a record is read again from its place', async () => {
    const { path, items } = await read('\uFEFF{"a":"é"}\r\n{"b":2}\r\n');
    const second = items[1];
    assert.ok(second?.type === 'record');
    const { record } = await readRecordAt(path, second.record);
    assert.deepEqual(record?.value, { b: 2 });
  });
});
