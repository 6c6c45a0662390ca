/** What each file of the corpus holds, counted by hand from the raw files (expected.tsv), is what a trace set says. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { openTraceSet } from '../../src/node/traceSet';
import { inRoot } from '../../scripts/paths.mjs';
import { corpusFiles, corpusPath, skipWithoutCorpus } from './corpus';

type Counts = Record<'calls' | 'messages' | 'toolCalls' | 'errors' | 'ignored', string>;
interface Expected {
  file: string;
  counts: Counts;
  why: string;
}

const COUNTED = ['otel-genai-otlp/', 'openinference/', 'openinference-large/', 'langfuse/', 'claude-code/'];
const COUNTED_FILES = ['openai-logs/chat_request_response.jsonl', 'anthropic-logs/messages_request_response.jsonl'];

function readExpected(): Expected[] {
  const [, ...lines] = fs.readFileSync(inRoot('test/corpus/expected.tsv'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [file = '', calls = '', messages = '', toolCalls = '', errors = '', ignored = '', why = ''] = line.split('\t');
    return { file, counts: { calls, messages, toolCalls, errors, ignored }, why };
  });
}

async function count(file: string): Promise<Counts> {
  const set = openTraceSet([corpusPath(file)]);
  try {
    const state = await set.whenIndexed();
    const ids = await set.callIds('');
    const calls = await Promise.all(ids.map(async (id) => (await set.call(id)).call));
    const toolCalls = calls.flatMap(({ output }) => output.flatMap(({ parts }) => parts.filter(({ type }) => type === 'toolCall')));
    return {
      calls: String(calls.length),
      messages: String(calls.reduce((sum, { messages }) => sum + messages.length, 0)),
      toolCalls: String(toolCalls.length),
      errors: String(state.errors),
      ignored: state.ignored
        .map(({ reason, count: times }) => `${reason}=${times}`)
        .sort()
        .join(';'),
    };
  } finally {
    set.close();
  }
}

const sorted = (ignored: string): string => ignored.split(';').sort().join(';');

describe('counts of the corpus', () => {
  before(skipWithoutCorpus);

  it('are stated for every file of the folders, each with a reason', () => {
    const wanted = corpusFiles().filter((file) => COUNTED.some((folder) => file.startsWith(folder)) || COUNTED_FILES.includes(file));
    const expected = readExpected();
    assert.deepEqual(expected.map(({ file }) => file).sort(), wanted);
    assert.deepEqual(expected.filter(({ why }) => why === ''), []);
  });

  for (const { file, counts, why } of readExpected()) {
    it(file, async () => {
      assert.deepEqual(await count(file), { ...counts, ignored: sorted(counts.ignored) }, why);
    });
  }
});
