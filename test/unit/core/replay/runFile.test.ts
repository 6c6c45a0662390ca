import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { inRoot } from '../../../../scripts/paths.mjs';
import { isToBeSent, outcomeKey, parseRunLine, serialiseRunLine } from '../../../../src/core/replay/runFile';

const golden = fs.readFileSync(inRoot('test/fixtures/golden/run.replay.jsonl'), 'utf8').trimEnd().split('\n');

describe('run file', () => {
  it('every line of the golden run is valid and comes back as it was', () => {
    for (const text of golden) {
      const parsed = parseRunLine(text);
      assert.ok(parsed.ok, parsed.ok ? '' : parsed.message);
      assert.deepEqual(JSON.parse(serialiseRunLine(parsed.line)), JSON.parse(text));
    }
  });

  const bad: [what: string, text: string, message: RegExp][] = [
    ['half a line', golden[0]!.slice(0, 40), /no JSON/],
    ['a line of a later version', '{"v":2,"type":"run"}', /version 2; this program reads version 1/],
    ['another kind of line', '{"v":1,"type":"verdict"}', /'verdict' is no kind of line/],
    ['a list', '[]', /no object/],
    ['an outcome without its status', golden[4]!.replace('"status":"ok",', ''), /no valid 'outcome'.*status/],
    ['a status that is none', golden[4]!.replace('"status":"ok"', '"status":"fine"'), /\/status/],
    ['a hash that is none', golden[3]!.replace('"hash":"d4', '"hash":"X4'), /\/hash/],
  ];
  for (const [what, text, message] of bad) {
    it(`refuses ${what} with a sentence`, () => {
      const parsed = parseRunLine(text);
      assert.ok(!parsed.ok);
      assert.match(parsed.message, message);
    });
  }

  it('reads a line with fields that it does not know', () => {
    assert.ok(parseRunLine(golden[5]!.replace('}', ',"later":1}')).ok);
  });

  it('keys with separators inside are two keys', () => {
    const key = (callId: string, variantId: string): string => outcomeKey({ callId, variantId, sample: 0 });
    assert.notEqual(key('a","b', 'c'), key('a', 'b","c'));
  });

  it('sends again everything but an ok of the same request', () => {
    assert.equal(isToBeSent({ status: 'ok', requestHash: 'h' }, 'h'), false);
    assert.equal(isToBeSent({ status: 'ok', requestHash: 'h' }, 'other'), true);
    for (const status of ['failed', 'capped', 'cancelled'] as const) {
      assert.equal(isToBeSent({ status, requestHash: 'h' }, 'h'), true);
    }
    assert.equal(isToBeSent(undefined, 'h'), true);
  });
});
