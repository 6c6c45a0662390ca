import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { checkDocument } from '../../../src/node/checkService';

const DOCUMENT = `version: 1
model: gpt-4o
sample: { trace: t.jsonl }
sections:
  - { id: q, kind: query, required: true, from: call.query }
  - { id: a, text: hello, required: true, asOf: 2026-01-01, freshness: { maxAge: 7d } }
`;
const CALL = {
  created_at: '2026-01-02T00:00:00Z',
  request: { model: 'gpt-4o', messages: [{ role: 'user', content: 'Where?' }] },
  response: {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: Date.parse('2026-01-02') / 1000,
    model: 'gpt-4o-2024-08-06',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Here.' }, finish_reason: 'stop' }],
  },
};

describe('checkDocument', () => {
  let folder = '';
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'check-service-'));
    fs.writeFileSync(path.join(folder, 'a.context.yaml'), DOCUMENT);
    fs.writeFileSync(path.join(folder, 't.jsonl'), `${JSON.stringify(CALL)}\n`);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  const isStale = async (isNowFixed: boolean): Promise<boolean> => {
    const options = { lint: {}, set: {}, now: Date.parse('2026-06-01'), isNowFixed };
    const found = await checkDocument(path.join(folder, 'a.context.yaml'), options);
    return found.some(({ code }) => code === 'stale');
  };

  it('counts ages to the start of the bound call', async () => assert.equal(await isStale(false), false));
  it('counts them to a fixed time', async () => assert.equal(await isStale(true), true));
});
