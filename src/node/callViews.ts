/** What is shown of one call: its context, its stable JSON, its timing, its raw record. */
import { toContextAnswer } from '../core/context/answer';
import { assemble } from '../core/context/assemble';
import type { LadderRung } from '../core/context/assembly';
import { sourcesOf, type SourceChanges } from '../core/context/freshness';
import type { ContextOverlay, ContextSnapshot } from '../core/context/snapshotModel';
import { ladderOf } from '../core/context/ladder';
import { isPlainOverlay, withBudgets } from '../core/context/overlay';
import { reconstruct } from '../core/context/reconstruct';
import { toSnapshot } from '../core/context/snapshot';
import { lookupModel } from '../core/tokens/catalogue';
import type { CallAnswer, TraceAnswerCall } from '../core/trace/answers';
import type { CallRow } from '../core/trace/format';
import type { JoinedCall } from '../core/trace/join';
import type { Call, SourceRange } from '../core/trace/model';
import type { RawResult, TimingBar } from '../protocol/traceApi';
import { lintCall } from './lintContext';
import { readRecordAt } from './records';
import { findSourceChanges } from './sourceChanges';
import { counterFor } from './tokenizer';

/** `now` is the call's own start: ages are as they were then. */
const timeOf = (call: Call): number => call.startTime ?? Date.now();

const modelOf = (call: Call): string | undefined => {
  const served = lookupModel(call.servedModel);
  return served.known ? call.servedModel : (call.requestedModel ?? call.servedModel);
};

/** Where the sources that a log names are looked for, and whether git may be asked when they changed. */
export interface CallSources {
  folder: string;
  mayRunGit: boolean;
}

/** Which of the call's sources had changed by the call's own time; of a call without a time nothing is known. */
export async function changesOf(call: Call, sources: CallSources | undefined): Promise<SourceChanges | undefined> {
  const named = call.startTime === undefined ? [] : sourcesOf(reconstruct(call).sections);
  if (named.length === 0 || !sources) return undefined;
  return (await findSourceChanges(named, { ...sources, now: timeOf(call) })).sourceChanges;
}

export function callAnswer(call: Call, sourceChanges?: SourceChanges): CallAnswer {
  const resolved = reconstruct(call);
  const lookup = lookupModel(modelOf(call));
  const counter = counterFor(lookup.entry);
  const assembly = assemble(resolved, {
    lookup,
    counter,
    now: timeOf(call),
    mode: 'as-sent',
    ...(sourceChanges && { sourceChanges }),
  });
  const diagnostics = lintCall({ assembly, resolved, call });
  const ledger = { ...toContextAnswer(assembly), diagnostics };
  return { call, context: resolved.document, ledger, replayability: call.replayability };
}

/** A logged call as a context: as it was sent, or as it would be with what the overlay changes. */
export function assembleCall(call: Call, overlay: ContextOverlay, sourceChanges?: SourceChanges) {
  const resolved = withBudgets(reconstruct(call), overlay);
  const mode = isPlainOverlay(overlay) ? 'as-sent' : 'assemble';
  const assembly = assemble(resolved, { ...callInput(call, overlay), mode, ...(sourceChanges && { sourceChanges }) });
  return { assembly, resolved, diagnostics: lintCall({ assembly, resolved, call }) };
}

function callInput(call: Call, { model, window }: ContextOverlay) {
  const lookup = lookupModel(model ?? modelOf(call));
  return { lookup, ...(window !== undefined && { window }), counter: counterFor(lookup.entry), now: timeOf(call) };
}

/** At which window sizes which section of the call would give way. */
export const callLadder = (call: Call, overlay: ContextOverlay): LadderRung[] =>
  ladderOf(withBudgets(reconstruct(call), overlay), callInput(call, overlay));

export interface CallContextOptions {
  overlay: ContextOverlay;
  version: number;
  sourceChanges?: SourceChanges | undefined;
}

/** `assembled`: where it is at hand. */
export function callContext(
  call: Call,
  { overlay, version, sourceChanges }: CallContextOptions,
  assembled = assembleCall(call, overlay, sourceChanges),
): ContextSnapshot {
  const { assembly, resolved, diagnostics } = assembled;
  const title = call.site ?? call.requestedModel ?? call.servedModel ?? 'Call';
  // A logged call has a model and sizes of its own only: those that the what-if is measured against.
  const own = { model: modelOf(call) ?? null, window: lookupModel(modelOf(call)).entry.window ?? null, budgets: {} };
  const options = { version, title, subtitle: call.id, mode: 'call' as const, overlay, diagnostics, own };
  return toSnapshot(assembly, resolved, options);
}

/** The spans of the call's trace, in order of time; the call alone where its trace has none. */
export function timingOf(call: Call, joined: JoinedCall): TimingBar[] {
  const bars = (joined.trace?.spans ?? []).map(({ span }): TimingBar => ({
    spanId: span.id,
    name: span.name,
    kind: span.kind,
    ...(span.startTime !== undefined && { startTime: span.startTime }),
    ...(span.endTime !== undefined && { endTime: span.endTime }),
    isThisCall: span.id === call.spanId,
    ...(span.error && { error: span.error.message }),
  }));
  if (!bars.some((bar) => bar.isThisCall)) bars.push(ownBar(call));
  return bars.sort((a, b) => (a.startTime ?? Infinity) - (b.startTime ?? Infinity) || 0);
}

function ownBar(call: Call): TimingBar {
  const { startTime, durationMs } = call;
  const endTime =
    call.endTime ?? (startTime === undefined || durationMs === undefined ? undefined : startTime + durationMs);
  return {
    spanId: call.spanId ?? call.id,
    name: call.site ?? call.requestedModel ?? call.servedModel ?? 'call',
    kind: 'llm',
    ...(startTime !== undefined && { startTime }),
    ...(endTime !== undefined && { endTime }),
    isThisCall: true,
    ...(call.error && { error: call.error.message }),
  };
}

/** In UTF-16 units: a megabyte of ASCII. */
const RAW_LIMIT = 1024 * 1024;

export async function rawOf(source: SourceRange): Promise<RawResult> {
  const { path, line, offsetBytes, lengthBytes } = source;
  const place = { offsetBytes, lengthBytes, ...(line !== undefined && { line }) };
  const { bytes, record } = await readRecordAt(path, place);
  const text = record === undefined ? bytes.toString('utf8') : JSON.stringify(record.value, null, 2);
  return { source, text: text.slice(0, RAW_LIMIT), isCut: text.length > RAW_LIMIT };
}

/** A row as the stable JSON of `ctxdbg trace` has it. */
export function answerCall(row: CallRow): TraceAnswerCall {
  return {
    id: row.id,
    file: row.file,
    line: row.line ?? null,
    traceId: row.traceId ?? null,
    spanId: row.spanId ?? null,
    sessionId: row.sessionId ?? null,
    site: row.site ?? null,
    model: row.model ?? null,
    provider: row.provider ?? null,
    startTime: row.startTime ?? null,
    durationMs: row.durationMs ?? null,
    inputTokens: row.inputTokens ?? null,
    outputTokens: row.outputTokens ?? null,
    error: row.error ?? null,
    replayability: row.replayability,
  };
}
