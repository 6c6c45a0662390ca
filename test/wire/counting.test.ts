import assert from 'node:assert/strict';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import { WorkerClient } from '../../src/node/workerClient';
import type { DocumentWorkerMethods } from '../../src/protocol/contextApi';
import type {
  CalibrationEvents,
  CalibrationMethods,
  CountingMethods,
  CountingSettings,
} from '../../src/protocol/countingApi';
import type { TraceWorkerEvents, TraceWorkerMethods } from '../../src/protocol/traceApi';
import { tempFolder, type TempFolder } from '../support/files';
import { usageLog, wordsOf } from '../support/usageLog';

type Documents = WorkerClient<DocumentWorkerMethods & CountingMethods, Record<string, never>>;
type Traces = WorkerClient<
  TraceWorkerMethods & CountingMethods & CalibrationMethods,
  TraceWorkerEvents & CalibrationEvents
>;

const BPE = inRoot('test/fixtures/tokenizers/bpe.json');

describe('counting over the wire', () => {
  let folder: TempFolder;
  let settings: CountingSettings;
  let documents: Documents;
  let traces: Traces;
  beforeEach(() => {
    folder = tempFolder();
    settings = { tokenizers: { 'llama*': BPE }, calibrationFile: path.join(folder.path, 'calibration.json') };
    documents = new WorkerClient('document', inRoot('dist/workers/document.js'), () => settings);
    traces = new WorkerClient('trace', inRoot('dist/workers/trace.js'), () => settings);
  });
  afterEach(async () => {
    await documents.dispose();
    await traces.dispose();
    folder.remove();
  });

  async function basisOf(model: string): Promise<unknown> {
    const text = `version: 1\nmodel: ${model}\nwindow: 900\nsections: [{ id: a, text: ${wordsOf(20)} }]`;
    const update = { path: '/nowhere/a.context.yaml', format: 'yaml', text, version: 1, overlay: {}, now: 0 } as const;
    const { snapshot } = await documents.request('update', update);
    return snapshot?.answer.sections[0]?.kept;
  }

  it('starts with the settings that it was given, and follows new ones', async () => {
    assert.deepEqual(await basisOf('llama-9'), { tokens: 60, basis: 'exact' });
    await documents.request('counting', { tokenizers: {} });
    assert.deepEqual(await basisOf('llama-9'), { tokens: 20, basis: 'estimate', error: 0.2 });
  });

  it('learns from a trace that is opened, for the other workers, and forgets', async () => {
    const file = folder.write('log.jsonl', usageLog());
    const calibrated = new Promise<{ models: number }>((resolve) => traces.on('calibrated', resolve));
    await traces.request('open', { setId: 's', paths: [file] });
    assert.deepEqual(await calibrated, { models: 1 });
    await traces.request('counting', settings);
    const { ledger } = await traces.request('callAnswer', { setId: 's', callId: 'chatcmpl-u2' });
    assert.equal(ledger.total.basis, 'calibrated');
    assert.equal(ledger.residual?.tokens, 0);
    assert.deepEqual(await basisOf('claude-sonnet-4-5'), { tokens: 30, basis: 'calibrated', error: 0, samples: 4 });
    await traces.request('resetCalibration', null);
    await documents.request('counting', settings);
    assert.deepEqual(await basisOf('claude-sonnet-4-5'), { tokens: 20, basis: 'estimate', error: 0.25 });
  }).timeout(30_000);
});
