import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { shownAnswer } from '../../../src/core/context/snapshotParts';
import type { JsonValue } from '../../../src/core/trace/model';
import { openTraceSet, type TraceSetHandle } from '../../../src/node/traceSet';
import type { ListRow, TraceSetState } from '../../../src/protocol/traceApi';
import { tempFolder, type TempFolder } from '../../support/files';
import { LLM, logsRequest, spanId, spansRequest } from '../../support/otlp';

const lines = (...values: JsonValue[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const user = (text: string) => ({ role: 'user', content: text });
/** A line of an OpenAI log. */
const pair = (id: string, text: string, answer = 'Fine.') => ({
  request: { model: 'gpt-4o', messages: [{ role: 'system', content: 'Be brief.' }, user(text)] },
  response: {
    id,
    object: 'chat.completion',
    model: 'gpt-4o',
    choices: [{ message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 20, completion_tokens: 2 },
  },
});

describe('trace set', () => {
  let folder: TempFolder;
  const opened: TraceSetHandle[] = [];
  beforeEach(() => (folder = tempFolder()));
  afterEach(() => {
    for (const set of opened.splice(0)) set.close();
    folder.remove();
  });

  async function open(...paths: string[]): Promise<{ set: TraceSetHandle; state: TraceSetState }> {
    const set = openTraceSet(paths);
    opened.push(set);
    return { set, state: await set.whenIndexed() };
  }
  const short = (row: ListRow): string =>
    row.type === 'call' ? row.row.id : `${row.error.code} L${row.error.line ?? '?'}`;
  const list = async (set: TraceSetHandle, filter = ''): Promise<string[]> =>
    (await set.rows(filter, 0, 1000)).rows.map(short);

  it('rows and error rows in file order, ranges of them, and the ignored by reason', async () => {
    const file = folder.write(
      'a.jsonl',
      `${lines(pair('r1', 'one'))}no json\n${lines(pair('r2', 'two'), { foreign: 1 })}{"cut`,
    );
    const { set, state } = await open(file);
    assert.deepEqual(await list(set), ['r1', 'not-json L2', 'r2', 'cut-off L5']);
    const range = await set.rows('', 1, 2);
    assert.deepEqual([range.total, range.start, range.rows.map(short)], [4, 1, ['not-json L2', 'r2']]);
    assert.deepEqual(range.matchingCalls, ['r1', 'r2']);
    assert.deepEqual([state.calls, state.errors, state.records, state.formats], [2, 2, 5, ['OpenAI Chat']]);
    assert.deepEqual(state.ignored, [{ path: file, reason: 'record of no known format', count: 1 }]);
    assert.deepEqual([state.indexedBytes, state.sizeBytes], [fs.statSync(file).size, fs.statSync(file).size]);
  });

  it('the call, read again from its bytes, is what the row says', async () => {
    const { set } = await open(
      folder.write('a.jsonl', `\uFEFF${lines(pair('r1', 'ä'), pair('r2', '{{x}} <b>é\ud800</b>'))}`),
    );
    const { call } = await set.call('r2');
    assert.deepEqual(
      call.messages.map(({ role, parts }) => [role, parts]),
      [
        ['system', [{ type: 'text', text: 'Be brief.' }]],
        ['user', [{ type: 'text', text: '{{x}} <b>é\ud800</b>' }]],
      ],
    );
    const raw = await set.raw('r2', 0);
    assert.deepEqual(JSON.parse(raw.text), pair('r2', '{{x}} <b>é\ud800</b>'));
    assert.deepEqual([raw.source.line, raw.isCut], [2, false]);
  });

  it('spans and their message events in two files of a folder are joined', async () => {
    folder.write(
      'logs/b.jsonl',
      lines(logsRequest([{ span: 'a', name: 'gen_ai.user.message', body: { content: 'Hello there' } }])),
    );
    folder.write(
      'a.jsonl',
      lines(
        spansRequest([
          { id: 'a', from: 0, to: 9, attributes: LLM },
          { id: 'r', attributes: { 'session.id': 's' } },
        ]),
      ),
    );
    folder.write('node_modules/c.jsonl', lines(pair('x', 'x')));
    folder.write('run.replay.jsonl', lines(pair('y', 'y')));
    const { set, state } = await open(folder.path);
    assert.equal(state.files.length, 2);
    const [row] = (await set.rows('', 0, 9)).rows;
    assert.ok(row?.type === 'call');
    assert.deepEqual(
      [row.row.messageCount, row.row.firstWords, row.row.durationMs, row.row.sessionId],
      [1, 'Hello there', 9, 's'],
    );
    const { call, timing } = await set.call(spanId('a'));
    assert.equal(call.messages.length, 1);
    assert.deepEqual(
      timing.map((bar) => [bar.spanId, bar.isThisCall]),
      [
        [spanId('a'), true],
        [spanId('r'), false],
      ],
    );
  });

  it('a glob; ids by place have their path inside the set', async () => {
    const bare = {
      request: { model: 'gpt-4o', messages: [user('Q')] },
      response: { choices: [{ message: { role: 'assistant', content: 'A' } }] },
    };
    folder.write('x/a.jsonl', lines(bare));
    folder.write('y/a.jsonl', lines(bare, bare));
    const { set } = await open(`${folder.path}/*/a.jsonl`);
    assert.deepEqual(await list(set), ['x/a.jsonl:L1', 'y/a.jsonl:L1', 'y/a.jsonl:L2']);
    const { set: one } = await open(`${folder.path}/y/a.jsonl`);
    assert.deepEqual(await list(one), ['L1', 'L2']);
  });

  it('a session log: a call is read again with all that came before it', async () => {
    const line = (uuid: string, parentUuid: string | null, type: string, message: JsonValue) => ({
      sessionId: 's',
      uuid,
      parentUuid,
      type,
      timestamp: '2026-01-01T00:00:00Z',
      message,
    });
    const answer = (id: string, text: string) => ({
      id,
      role: 'assistant',
      model: 'claude',
      type: 'message',
      content: [{ type: 'text', text }],
      usage: { input_tokens: 1, output_tokens: 1 },
    });
    const file = folder.write(
      's.jsonl',
      lines(
        line('1', null, 'user', user('first')),
        line('2', '1', 'assistant', answer('m1', 'one')),
        line('3', '2', 'user', user('second')),
        line('4', '3', 'assistant', answer('m2', 'two')),
      ),
    );
    const { set } = await open(file);
    assert.deepEqual(await list(set), ['m1', 'm2']);
    const { call } = await set.call('m2');
    assert.equal(call.messages.length, 3);
    assert.deepEqual(
      (await set.rows('', 1, 1)).rows.map((row) => row.type === 'call' && [row.row.messageCount, row.row.line]),
      [[3, 4]],
    );
    assert.deepEqual(await list(set, 'second'), ['m2']);
  });

  describe('text filter', () => {
    const open3 = () =>
      open(
        folder.write(
          'a.jsonl',
          lines(
            pair('r1', 'Refund for\nAnna, please'),
            pair('r2', 'Delivery "naïve" refund', 'Sure: 30 days'),
            pair('r3', 'nothing'),
          ),
        ),
      );
    for (const [filter, ids] of [
      ['REFUND', ['r1', 'r2']],
      ['refund sure', ['r2']],
      ['"30 days"', ['r2']],
      ['"days 30"', []],
      ['NAÏVE', ['r2']],
      ['anna,', ['r1']],
      ['gpt-4o', ['r1', 'r2', 'r3']],
      ['r3', ['r3']],
      ['stop nothing', ['r3']],
    ] as [string, string[]][]) {
      it(filter, async () => {
        const { set } = await open3();
        assert.deepEqual(await list(set, filter), ids);
        assert.deepEqual(await set.callIds(filter), ids);
        assert.deepEqual(
          (await set.answer(filter)).calls.map(({ id }) => id),
          ids,
        );
      });
    }

    it('finds letters beyond ASCII as they are and as escapes', async () => {
      const escape = (text: string): string =>
        text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
      const text = lines(pair('r1', '退款 ÜBER 😀'), pair('r2', 'plain'));
      for (const written of [text, escape(text)]) {
        const { set } = await open(folder.write('a.jsonl', written));
        for (const word of ['退款', 'über', '😀']) assert.deepEqual(await list(set, word), ['r1'], word);
        assert.deepEqual(await list(set, '退货'), []);
      }
    });

    it('finds a word in whichever record of a block it stands', async () => {
      const many = Array.from({ length: 300 }, (_, at) => pair(`r${at}`, `${'filler '.repeat(200)} mark${at}end`));
      const { set } = await open(folder.write('a.jsonl', lines(...many)));
      for (const at of [0, 7, 151, 299]) assert.deepEqual(await list(set, `MARK${at}END filler`), [`r${at}`]);
      assert.deepEqual(await list(set, 'mark300end'), []);
    });

    it('can be cancelled', async () => {
      const { set } = await open(
        folder.write('a.jsonl', lines(...Array.from({ length: 3000 }, (_, at) => pair(`r${at}`, 'naïve')))),
      );
      const signal = { aborted: true, onAbort: () => undefined };
      await assert.rejects(
        set.rows('naïve…x', 0, 10, signal).then((result) => result.total),
        /cancelled/,
      );
    });
  });

  describe('stable JSON', () => {
    it('of the list', async () => {
      const file = folder.write(
        'a.jsonl',
        lines(spansRequest([{ id: 'a', from: 0, to: 5, attributes: { ...LLM, 'gen_ai.usage.input_tokens': 7 } }])),
      );
      const { set } = await open(file);
      const answer = await set.answer('');
      assert.deepEqual(
        [answer.format, answer.files, answer.rows, answer.errors, answer.ignored],
        ['OTLP (GenAI)', [file], 1, [], []],
      );
      assert.deepEqual(
        { ...answer.calls[0], replayability: undefined },
        {
          id: spanId('a'),
          file,
          line: 1,
          traceId: answer.calls[0]?.traceId,
          spanId: spanId('a'),
          sessionId: null,
          site: null,
          model: 'm',
          provider: null,
          startTime: 1_795_419_757_000,
          durationMs: 5,
          inputTokens: 7,
          outputTokens: null,
          error: null,
          replayability: undefined,
        },
      );
    });

    it('of a call: context and ledger, whose rows add up', async () => {
      const { set } = await open(folder.write('a.jsonl', lines(pair('r1', 'How are you today?'))));
      const { call, context, ledger } = await set.callAnswer('r1');
      assert.equal(call.id, 'r1');
      assert.equal(context.model, 'gpt-4o');
      const kept = ledger.sections.reduce((sum, section) => sum + section.kept.tokens, 0);
      assert.ok(kept > 0);
      assert.equal(ledger.total.tokens, kept + ledger.framing.tokens);
      assert.equal(ledger.total.tokens + (ledger.residual?.tokens ?? 0), 20);
    });

    it('the Context view shows the same ledger, and a smaller window as what-if', async () => {
      const { set } = await open(folder.write('a.jsonl', lines(pair('r1', 'word '.repeat(400)))));
      const { ledger } = await set.callAnswer('r1');
      const snapshot = await set.callContext('r1', {}, 3);
      assert.deepEqual(snapshot.answer, shownAnswer(ledger));
      assert.deepEqual([snapshot.mode, snapshot.version, snapshot.subtitle], ['call', 3, 'r1']);
      const small = await set.callContext('r1', { window: 100 }, 4);
      assert.deepEqual([small.answer.window, small.answer.fits, ledger.fits], [100, false, true]);
      assert.ok(small.answer.overflow > 0);
    });

    it('gives the payload of a call and of its what-if by rows', async () => {
      const { set } = await open(folder.write('a.jsonl', lines(pair('r1', 'word '.repeat(400)), pair('r2', 'other'))));
      const { payload } = await set.callContext('r1', {}, 1);
      const asSent = await set.shownCall('r1', {});
      assert.equal(asSent.payload({ version: 1, from: 0, count: 9 }).total, payload.rows);
      assert.equal(await set.shownCall('r1', {}), asSent, 'kept while it is asked for');
      assert.notEqual(await set.shownCall('r1', { window: 100 }), asSent);
      const { rows } = (await set.shownCall('r2', {})).payload({ version: 0, from: 3, count: 1 });
      assert.equal(rows[0]?.type === 'block' && rows[0].segments[0]?.text, 'other');
    });
  });

  describe('bad input', () => {
    const failureOf = async (...paths: string[]): Promise<string> => (await open(...paths)).state.failure ?? '(none)';
    it('a file that is no trace', async () => {
      assert.match(
        await failureOf(folder.write('a.txt', 'Dear Anna,\nhello\n')),
        /a\.txt is no trace.*line 1.*ctxdbg formats/,
      );
      assert.match(await failureOf(folder.write('p.json', '{"name":"x"}')), /p\.json is no trace.*no trace format/);
    });
    it('an empty file', async () => assert.match(await failureOf(folder.write('a.jsonl', '')), /a\.jsonl is empty/));
    it('a missing file', async () =>
      assert.match(await failureOf(`${folder.path}/no.jsonl`), /There is no file .*no\.jsonl/));
    it('a glob without a match', async () =>
      assert.match(await failureOf(`${folder.path}/*.jsonl`), /No file matches/));
    it('a folder without traces', async () => {
      fs.mkdirSync(`${folder.path}/sub`);
      assert.match(await failureOf(`${folder.path}/sub`), /holds no trace files/);
    });
    it('a folder in which no file is a trace', async () => {
      folder.write('sub/a.json', '{"x":1}');
      folder.write('sub/b.json', '{"x":1}');
      assert.match(await failureOf(`${folder.path}/sub`), /No trace was found in the 2 files/);
    });
    it('a foreign file among traces is ignored by reason, a missing one is an error row', async () => {
      folder.write('sub/a.json', '{"x":1}');
      folder.write('sub/b.jsonl', lines(pair('r', 'x')));
      const { set, state } = await open(`${folder.path}/sub`, `${folder.path}/gone.jsonl`);
      assert.deepEqual(
        state.ignored.map(({ reason }) => reason),
        ['file that is no trace'],
      );
      assert.deepEqual(await list(set), ['unreadable L?', 'r']);
      assert.equal(state.failure, undefined);
    });
    it('a text file of many lines is given up early, with one message', async () => {
      const { state } = await open(folder.write('a.txt', 'no json\n'.repeat(300_000)));
      assert.equal(state.errors, 1);
      assert.ok(state.records < 300_000);
    });
    it('an unknown call', async () => {
      const { set } = await open(folder.write('a.jsonl', lines(pair('r', 'x'))));
      await assert.rejects(set.call('zz'), /There is no call 'zz' in a\.jsonl/);
    });
    it('a file that changed since: no garbage, a sentence, and read anew', async () => {
      const file = folder.write('a.jsonl', lines(pair('r1', 'x'), pair('r2', 'x')));
      const { set } = await open(file);
      fs.writeFileSync(file, lines(pair('longer-id-0', 'y'), pair('r2', 'new')));
      await assert.rejects(set.call('r2'), /a\.jsonl changed since it was read/);
      await set.whenIndexed();
      assert.deepEqual(await list(set), ['longer-id-0', 'r2']);
      assert.deepEqual((await set.call('r2')).call.messages.at(-1)?.parts, [{ type: 'text', text: 'new' }]);
    });
    it('a file that vanished', async () => {
      const file = folder.write('a.jsonl', lines(pair('r1', 'x')));
      const { set } = await open(file);
      fs.rmSync(file);
      await assert.rejects(set.call('r1'), /There is no file/);
    });
  });
});
