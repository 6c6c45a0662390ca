import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { inRoot } from '../../scripts/paths.mjs';
import type { ReplayAnswer, RunLine, RunOutcomeLine } from '../../src/core/replay/model';
import { canonicalJson } from '../../src/core/replay/canonicalJson';
import { outcomeKey, parseRunLine, requestKey } from '../../src/core/replay/runFile';
import type { JsonObject } from '../../src/core/trace/model';
import { startOpenAiServer, type OpenAiServer } from '../support/openAiServer';

const KEYS = 40;
const moments = process.env['CTX_LONG'] === '1' ? 10 : 3;

/** A fixed sequence: a failure can be seen again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a replay that is killed', function () {
  this.timeout(60_000);
  let folder: string;
  let child: string;
  let server: OpenAiServer;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ctx-kill-'));
    fs.writeFileSync(path.join(folder, 'prompt.md'), 'You are brief.');
    // Beside this bundle, from where the token tables are found.
    child = path.join(__dirname, 'replayChild.js');
    const entry = inRoot('test/support/replayChild.ts');
    await esbuild.build({
      entryPoints: [entry],
      outfile: child,
      bundle: true,
      platform: 'node',
      packages: 'external',
      logLevel: 'error',
    });
    server = await startOpenAiServer();
  });
  after(async () => {
    await server.close();
    fs.rmSync(folder, { recursive: true, force: true });
    fs.rmSync(child, { force: true });
  });

  const start = (out: string): ChildProcess =>
    spawn(process.execPath, [child, server.baseUrl, out, path.join(folder, 'prompt.md')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  /** Only what can be read: a killed process may leave half a line. */
  const linesOf = (file: string): RunLine[] =>
    (fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : []).flatMap((text) => {
      const parsed = parseRunLine(text);
      return parsed.ok ? [parsed.line] : [];
    });
  const okOf = (lines: readonly RunLine[]): RunOutcomeLine[] =>
    lines.flatMap((line) => (line.type === 'outcome' && line.status === 'ok' ? [line] : []));
  const isSame = (a: JsonObject, b: JsonObject): boolean => canonicalJson(a) === canonicalJson(b);

  const random = seeded(2026);
  random(); // the first number of such a sequence is close to its seed
  for (let moment = 1; moment <= moments; moment++) {
    // From before the first answer to after the last; the wait puts the kill before, in or after the writing of a line.
    const atRequest = Math.floor(random() * KEYS);
    const waitMs = Math.floor(random() * 12);

    it(`at request ${atRequest} + ${waitMs} ms ends with every key ok once and repeats no ok`, async () => {
      const out = path.join(folder, `run-${moment}.replay.jsonl`);
      server.received.length = 0;
      let victim: ChildProcess | undefined = start(out);
      server.behave((_, index) => {
        const running = victim;
        if (index === atRequest && running) setTimeout(() => running.kill('SIGKILL'), waitMs);
        return { kind: 'slow', delayMs: 1 + (index % 5) };
      });
      const [, signal] = (await once(victim, 'exit')) as [number | null, string | null];
      victim = undefined;
      assert.equal(signal, 'SIGKILL');
      const before = okOf(linesOf(out));
      assert.ok(before.length < KEYS, 'killed before its end');
      const sentBefore = server.received.length;

      const resumed = start(out);
      let stdout = '';
      resumed.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      const [code] = (await once(resumed, 'close')) as [number | null];
      assert.equal(code, 0);
      const answer = JSON.parse(stdout) as ReplayAnswer;
      assert.deepEqual([answer.planned, answer.ok, answer.failed], [KEYS, KEYS, 0]);

      const lines = linesOf(out);
      assert.equal(
        fs
          .readFileSync(out, 'utf8')
          .split('\n')
          .filter((text) => text !== '').length,
        lines.length,
        'no half line is left',
      );
      const ok = okOf(lines);
      assert.equal(ok.length, KEYS);
      assert.equal(new Set(ok.map(outcomeKey)).size, KEYS);
      const bodies = new Map(
        lines.flatMap((line) => (line.type === 'request' ? [[requestKey(line), line.body] as const] : [])),
      );
      const sentAgain = server.received.slice(sentBefore);
      assert.equal(sentAgain.length, KEYS - before.length);
      for (const outcome of before) {
        const body = bodies.get(requestKey(outcome))!;
        assert.ok(
          !sentAgain.some((request) => isSame(request.body, body)),
          `${outcome.callId} was ok and was sent again`,
        );
      }
    });
  }
});
