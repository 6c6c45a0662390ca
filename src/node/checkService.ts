/**
 * Checks context documents and whole logs: findings of a document, its conformance to logged calls, and what lint finds
 * over a log as a report by rule. It never writes, and one call is in memory at a time.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { assemble } from '../core/context/assemble';
import type { LintAnswer } from '../core/context/check';
import { LogReport } from '../core/context/lint/logReport';
import { conformanceOf, type Conformance } from '../core/context/conformance';
import type { SourceChanges } from '../core/context/freshness';
import type { LintOptions } from '../core/context/lint/levels';
import type { ToolUse } from '../core/context/lint/model';
import { toolUseOf } from '../core/context/lint/rules/unusedToolDefinition';
import type { Diagnostic } from '../core/context/model';
import { reconstruct } from '../core/context/reconstruct';
import { resolveDocument } from '../core/context/resolve';
import { lookupModel } from '../core/tokens/catalogue';
import type { Call } from '../core/trace/model';
import type { ContextOverlay } from '../protocol/contextApi';
import type { ContextRef } from '../protocol/contextRef';
import type { CancelSignal } from '../protocol/rpc';
import { RpcError } from '../protocol/rpcPeer';
import { readContextFile } from './contextFiles';
import { assembleLoaded, assembleOnly, loadDocument } from './contextService';
import { parseDocument } from './foreignDocuments';
import { changesOf, type CallSources } from './callViews';
import { lintCall } from './lintContext';
import { createSampleReader } from './sampleCall';
import { counterFor } from './tokenizer';
import { openTraceSet, type TraceSetHandle } from './traceSet';

export interface CheckOptions {
  lint: LintOptions;
  set: { readonly [name: string]: string };
  /** Milliseconds since the epoch; a bound call's own start wins, unless the time is fixed. */
  now: number;
  isNowFixed?: boolean;
}

/** All findings of one document, with its sample bound where it names one. Rejects where the file cannot be read. */
export async function checkDocument(file: string, options: CheckOptions): Promise<Diagnostic[]> {
  const { set, isNowFixed = false } = options;
  const read = { set, now: options.now, isNowFixed, readSample: createSampleReader() };
  const loaded = await loadDocument(file, read);
  const { resolved, diagnostics, now } = loaded;
  if (!resolved) return diagnostics;
  return assembleLoaded({ ...loaded, resolved }, { overlay: {}, now, lint: options.lint }).diagnostics;
}

export interface ConformanceOptions extends Omit<CheckOptions, 'lint'> {
  /** As it stands in the editor; else as on disk. */
  text?: string;
  overlay?: ContextOverlay;
  onProgress?: (done: number, all: number) => void;
  signal?: CancelSignal;
}

/** The part of a trace set that is read: one call at a time. */
export type CallsToCheck = Pick<TraceSetHandle, 'callIds'> & {
  call(id: string): Promise<{ call: Call }>;
};

/**
 * Each logged call against what the document makes of its values. Empty where the text is no valid document; rejects
 * with 'cancelled', and where the file cannot be read.
 */
export async function checkConformance(
  file: string,
  trace: CallsToCheck,
  options: ConformanceOptions,
): Promise<Conformance[]> {
  const { onProgress, signal, overlay = {} } = options;
  const source = await readSource(file, options.text);
  if (!source) return [];
  const ids = await trace.callIds('');
  const results: Conformance[] = [];
  for (const [index, id] of ids.entries()) {
    if (signal?.aborted) throw new RpcError('cancelled', 'The check was cancelled.');
    onProgress?.(index, ids.length);
    const { call } = await trace.call(id);
    const resolved = resolveDocument(source.document, { files: source.files, set: options.set, call });
    const now = options.isNowFixed ? options.now : (call.startTime ?? options.now);
    // Whether a source changed since is no part of what was sent: git is not asked.
    const assembly = assembleOnly({ parsed: source.parsed, resolved }, { overlay, now });
    results.push(conformanceOf(assembly, call, resolved.document.sections));
  }
  onProgress?.(ids.length, ids.length);
  return results;
}

/** The text and its files, read once for all calls. */
async function readSource(file: string, given: string | undefined) {
  const text = given ?? (await fs.readFile(file, 'utf8'));
  const parsed = parseDocument(file, text);
  if (!parsed.document) return undefined;
  const folder = path.dirname(file);
  const read = parsed.files.map(async (written) => [written, await readContextFile(folder, written)] as const);
  return { parsed, document: parsed.document, files: new Map(await Promise.all(read)) };
}

type DocumentRef = Extract<ContextRef, { type: 'document' }>;

/** For the worker: opens the trace, and closes it whatever happens. */
export async function conformanceOfTrace(
  { path: file, text, overlay, now, set = {} }: DocumentRef,
  options: Pick<ConformanceOptions, 'onProgress' | 'signal'> & { paths: string[] },
): Promise<Conformance[]> {
  const trace = openTraceSet(options.paths);
  try {
    const { failure } = await trace.whenIndexed();
    if (failure !== undefined) throw new RpcError('no-trace', failure);
    return await checkConformance(file, trace, {
      ...options,
      ...(text === undefined ? {} : { text }),
      overlay,
      now,
      set,
    });
  } finally {
    trace.close();
  }
}

interface LogCheckOptions {
  lint: LintOptions;
  /** Absent: whether sources changed is not asked. */
  sources?: CallSources;
  onProgress?: (done: number, all: number) => void;
}

/** Of every rule how many calls it is found in, at which sites, and the tokens in vain. */
export async function checkLog(
  trace: Pick<TraceSetHandle, 'callIds' | 'call'>,
  { lint, sources, onProgress }: LogCheckOptions,
): Promise<LintAnswer> {
  const ids = await trace.callIds('');
  const use = new Map<string, { toolCalls: number; names: Set<string> }>();
  // Tools that one call leaves alone are called by another of its site: the whole log is looked through first.
  for (const id of ids) noteToolUse((await trace.call(id)).call, use);
  const report = new LogReport();
  for (const [index, id] of ids.entries()) {
    onProgress?.(index, ids.length);
    const { call } = await trace.call(id);
    const sourceChanges = await changesOf(call, sources);
    report.add(call, lintLogged(call, { lint, toolUse: use.get(siteOf(call)), sourceChanges }));
  }
  return { calls: ids.length, rules: report.rules() };
}

const siteOf = (call: Call): string => JSON.stringify([call.site ?? null, call.tools.map(({ name }) => name)]);

function noteToolUse(call: Call, use: Map<string, { toolCalls: number; names: Set<string> }>): void {
  if (call.tools.length === 0) return;
  const own = toolUseOf([...call.messages, ...call.output]);
  const known = use.get(siteOf(call)) ?? { toolCalls: 0, names: new Set() };
  for (const name of own.names) known.names.add(name);
  use.set(siteOf(call), { toolCalls: known.toolCalls + toolUseOf(call.output).toolCalls, names: known.names });
}

interface LoggedOptions {
  lint: LintOptions;
  toolUse: ToolUse | undefined;
  sourceChanges: SourceChanges | undefined;
}

function lintLogged(call: Call, { lint, toolUse, sourceChanges }: LoggedOptions): Diagnostic[] {
  const resolved = reconstruct(call);
  const lookup = lookupModel(call.requestedModel ?? call.servedModel);
  const counter = counterFor(lookup.entry);
  const now = call.startTime ?? 0;
  const changes = sourceChanges ? { sourceChanges } : {};
  const assembly = assemble(resolved, { lookup, counter, now, mode: 'as-sent', ...changes });
  return lintCall({ assembly, resolved, call, ...(toolUse ? { toolUse } : {}) }, lint);
}

const SKIPPED_FOLDERS = new Set(['node_modules', '.git', '.context-debugger']);
const DOCUMENT_NAME = /\.context\.(?:ya?ml|json)$/i;

export const isContextDocument = (file: string): boolean => DOCUMENT_NAME.test(file);

/** The context documents below a folder, sorted. */
export async function documentsBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) found.push(...(await documentsBelow(full)));
    if (entry.isFile() && isContextDocument(entry.name)) found.push(full);
  }
  return found.sort();
}
