/** Recorded answers: of a run file (every `ok` outcome) or of a trace (what was logged), found by the request's body. */
import { open } from 'node:fs/promises';
import { assemble } from '../core/context/assemble';
import { reconstruct } from '../core/context/reconstruct';
import type { Provider, ProviderAnswer, RunOutcomeLine } from '../core/replay/model';
import { createRecordedProvider } from '../core/replay/recorded';
import { renderOpenAiChat } from '../core/replay/renderOpenAiChat';
import { requestHash } from '../core/replay/requestHash';
import { lookupModel } from '../core/tokens/catalogue';
import type { Call, JsonObject } from '../core/trace/model';
import { RpcError } from '../protocol/rpcPeer';
import { sha256 } from './hash';
import { readRunLine, RunIndex, type LineRef } from './runIndex';
import { counterFor } from './tokenizer';
import { openTraces } from './traceSource';

const hashOf = (body: JsonObject): string => requestHash({ provider: 'recorded', body }, sha256);

export async function openRecorded(file: string): Promise<Provider> {
  const index = new RunIndex(file);
  try {
    await index.update();
  } catch (error) {
    throw new RpcError(
      'unreadable',
      `Cannot read the recording ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return index.header ? fromRun(index) : fromTrace(file);
}

async function fromRun(index: RunIndex): Promise<Provider> {
  const file = await open(index.path, 'r');
  try {
    const recorded = new Map<string, LineRef[]>();
    for (const request of index.requests.values()) {
      const line = await readRunLine(file, request.ref);
      if (line.type !== 'request') continue;
      const hash = hashOf(line.body);
      const refs = recorded.get(hash) ?? [];
      for (let sample = 0; sample < (index.header?.samples ?? 1); sample++) {
        const outcome = index.outcomeOf(request.callId, request.variantId, sample);
        if (outcome?.status === 'ok') refs.push(outcome.ref);
      }
      recorded.set(hash, refs);
    }
    return createRecordedProvider(async ({ requestHash: hash, sample }) => {
      const ref = recorded.get(hash)?.[sample];
      return ref && answerAt(index.path, ref);
    }, index.path);
  } finally {
    await file.close();
  }
}

async function answerAt(path: string, ref: LineRef): Promise<ProviderAnswer | undefined> {
  const file = await open(path, 'r');
  try {
    const line = await readRunLine(file, ref);
    return line.type === 'outcome' ? answerOf(line) : undefined;
  } finally {
    await file.close();
  }
}

function answerOf({
  output,
  finishReason,
  usage,
  servedModel,
  fingerprint,
  timeToFirstTokenMs,
}: RunOutcomeLine): ProviderAnswer {
  return {
    output,
    usage,
    ...(finishReason === undefined ? {} : { finishReason }),
    ...(servedModel === undefined ? {} : { servedModel }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(timeToFirstTokenMs === undefined ? {} : { timeToFirstTokenMs }),
  };
}

async function fromTrace(file: string): Promise<Provider> {
  const traces = await openTraces([file]);
  try {
    const recorded = new Map<string, ProviderAnswer[]>();
    for (const id of await traces.callIds('')) {
      const call = await traces.call(id);
      const answer = loggedAnswer(call);
      if (!answer) continue;
      const hash = hashOf(loggedBody(call));
      recorded.set(hash, [...(recorded.get(hash) ?? []), answer]);
    }
    return createRecordedProvider(({ requestHash: hash, sample }) => recorded.get(hash)?.[sample], file);
  } finally {
    await traces.close();
  }
}

function loggedBody(call: Call): JsonObject {
  const lookup = lookupModel(call.requestedModel ?? call.servedModel);
  const options = { lookup, counter: counterFor(lookup.entry), now: call.startTime ?? 0, mode: 'as-sent' as const };
  const { request } = assemble(reconstruct(call), options);
  const model = request.model ?? call.servedModel;
  return renderOpenAiChat(model === undefined ? request : { ...request, model }).body;
}

function loggedAnswer(call: Call): ProviderAnswer | undefined {
  const [message] = call.output;
  if (!message || call.error) return undefined;
  const [finishReason] = call.finishReasons;
  return {
    output: message.parts,
    usage: call.usage,
    ...(finishReason === undefined ? {} : { finishReason }),
    ...(call.servedModel === undefined ? {} : { servedModel: call.servedModel }),
  };
}
