import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import { reconstruct } from '../../src/core/context/reconstruct';
import { resolvePrompt } from '../../src/core/context/resolve';
import { openTraceSet } from '../../src/node/traceSet';
import { asSent, requestOf } from '../support/anyCall';

/** The folders and files of the corpus whose readers are built. */
const READ = [
  'otel-genai-otlp',
  'openinference',
  'openinference-large',
  'langfuse',
  'claude-code',
  'openai-logs/chat_request_response.jsonl',
  'anthropic-logs/messages_request_response.jsonl',
];

describe('rebuilt calls of the corpus', function () {
  this.timeout(120_000);
  const corpus = inRoot(process.env['CORPUS_DIR'] ?? '../shared/corpus');

  before(function () {
    if (fs.existsSync(corpus)) return;
    console.log(`      skipped: there is no corpus at ${corpus} (CORPUS_DIR)`);
    this.skip();
  });

  for (const name of READ) {
    it(`${name}: assembled as sent, each is the call; with a prompt, it differs in the system text alone`, async () => {
      const set = openTraceSet([path.join(corpus, name)]);
      await set.whenIndexed();
      const ids = await set.callIds('');
      assert.ok(ids.length > 0, `no call was read from ${name}`);
      for (const id of ids) {
        const { call } = await set.call(id);
        const logged = requestOf(call);
        assert.deepEqual(asSent(reconstruct(call)), logged, `${name} ${id}`);
        const changed = asSent(resolvePrompt('Another prompt.', call));
        const isSystem = ({ role }: { role: string }): boolean => role === 'system' || role === 'developer';
        const firstOther = logged.messages.findIndex((message) => !isSystem(message));
        const rest = firstOther < 0 ? [] : logged.messages.slice(firstOther);
        assert.deepEqual(changed.messages.slice(call.system ? 0 : 1), rest, `${name} ${id}`);
        assert.deepEqual({ ...changed, messages: [], system: [] }, { ...logged, messages: [], system: [] });
      }
      set.close();
    });
  }
});
