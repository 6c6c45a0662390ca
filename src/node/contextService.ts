/**
 * From the path of a context document to what is shown of it: reads its files and its sample, then parse → resolve →
 * assemble → snapshot. It never writes, and it never rejects because of what a document or its files hold.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { assemble } from '../core/context/assemble';
import { sourcesOf, type SourceChanges } from '../core/context/freshness';
import { ladderOf } from '../core/context/ladder';
import { parseContextDocument, placeDiagnostics } from '../core/context/parse';
import { resolveDocument } from '../core/context/resolve';
import { offeredModels, sectionRangesOf, toSnapshot } from '../core/context/snapshot';
import type { LintOptions } from '../core/context/lint/levels';
import { lookupModel } from '../core/tokens/catalogue';
import type { Assembly, LadderRung, ResolvedDocument } from '../core/context/assembly';
import type { ContextDocument, Diagnostic, ParsedDocument } from '../core/context/model';
import type { Call } from '../core/trace/model';
import type { ContextOverlay, DocumentResult, DocumentUpdate } from '../protocol/contextApi';
import type { CancelSignal } from '../protocol/rpc';
import { RpcError } from '../protocol/rpcPeer';
import { readContextFile } from './contextFiles';
import { lintDocument } from './lintContext';
import { createSampleReader } from './sampleCall';
import type { SampleReader } from './sampleCall';
import { findSourceChanges } from './sourceChanges';
import { counterFor } from './tokenizer';

export interface LoadOptions {
  set: { readonly [name: string]: string };
  call?: Call;
  /** Milliseconds since the epoch; the start of a bound call wins, unless the time is fixed. */
  now: number;
  isNowFixed?: boolean;
  /** Whether git may be asked when sources changed; false in a workspace that is not trusted. Default: true. */
  isTrusted?: boolean;
  /** Reads the call of the document's `sample:`; without it the sample is not bound. */
  readSample?: SampleReader;
}

export interface LoadedDocument {
  parsed: ParsedDocument;
  /** Absent where the text is no valid document. Its diagnostics have their ranges. */
  resolved?: ResolvedDocument;
  /** All findings so far: of the text and of what it names. Assembly adds its own. */
  diagnostics: Diagnostic[];
  /** The call that is bound. */
  call?: Call;
  /** The time that ages are counted to. */
  now: number;
  sourceChanges?: SourceChanges;
  /** Absolute paths. */
  dependencies: string[];
}

/** Reads a document from disk; rejects only where the file itself cannot be read. */
export async function loadDocument(file: string, options: LoadOptions): Promise<LoadedDocument> {
  const text = await fs.readFile(file, 'utf8');
  const format = file.toLowerCase().endsWith('.json') ? 'json' : 'yaml';
  return loadText(file, { ...options, text, format, readSample: createSampleReader() });
}

interface TextOptions extends LoadOptions {
  text: string;
  format: 'yaml' | 'json';
  bind?: { trace: string; call: string };
  isCancelled?: () => boolean;
}

interface Loaded extends LoadedDocument {
  boundCall?: { id: string; trace: string };
}

async function loadText(file: string, options: TextOptions): Promise<Loaded> {
  const parsed = parseContextDocument(options.text, options.format);
  const { document } = parsed;
  if (!document) return { parsed, diagnostics: parsed.diagnostics, dependencies: [], now: options.now };
  const folder = path.dirname(file);
  const contents = await Promise.all(parsed.files.map(async (written) => readContextFile(folder, written)));
  const files = new Map(parsed.files.map((written, index) => [written, contents[index] ?? { error: 'Not read.' }]));
  const sample = await sampleOf(document, folder, options);
  const call = options.call ?? sample?.call;
  const found = resolveDocument(document, { files, set: options.set, ...(call ? { call } : {}) });
  const open = [...(sample?.diagnostics ?? []), ...found.diagnostics, ...modelFinding(found.document)];
  const diagnostics = placeDiagnostics(open, parsed);
  const boundTrace = sample?.trace;
  const now = options.isNowFixed ? options.now : (call?.startTime ?? options.now);
  const sources = { folder, now, mayRunGit: options.isTrusted ?? true };
  const changes = await findSourceChanges(sourcesOf(found.sections), sources);
  return {
    parsed,
    resolved: { ...found, diagnostics },
    diagnostics: [...parsed.diagnostics, ...diagnostics],
    ...(call ? { call } : {}),
    now,
    sourceChanges: changes.sourceChanges,
    dependencies: [
      ...parsed.files.map((written) => path.resolve(folder, written)),
      ...(boundTrace ? [boundTrace] : []),
      ...changes.files,
    ],
    ...(call && boundTrace ? { boundCall: { id: call.id, trace: boundTrace } } : {}),
  };
}

interface Sample {
  trace: string;
  call?: Call;
  diagnostics: Diagnostic[];
}

/** The call that `bind` or the document's `sample:` names; a given call wins over both. */
async function sampleOf(document: ContextDocument, folder: string, options: TextOptions): Promise<Sample | undefined> {
  const wanted = options.bind ?? document.sample;
  if (!wanted || options.call || !options.readSample) return undefined;
  const trace = path.resolve(folder, wanted.trace);
  const found = await options.readSample(trace, wanted.call);
  if ('call' in found) return { trace, call: found.call, diagnostics: [] };
  const at = options.bind ? [] : ['sample'];
  return { trace, diagnostics: [{ code: 'missing-sample', severity: 'error', message: found.error, path: at }] };
}

/** Without a window nothing can be said to fit or not; assembly says nothing more about the model then. */
function modelFinding({ model, window }: ContextDocument): Diagnostic[] {
  if (model === undefined || lookupModel(model).known) return [];
  const path = ['model'];
  const unknown = `The model '${model}' is not in the catalogue`;
  if (window !== undefined) {
    const message = `${unknown}: its tokens are estimated and it has no price. Check the name.`;
    return [{ code: 'unknown-model', severity: 'warning', message, path }];
  }
  const message = `${unknown}, so its window is not known and nothing gives way. Correct the name, or add "window:" with its number of tokens.`;
  return [{ code: 'unknown-model', severity: 'error', message, path }];
}

export interface AssembledDocument {
  assembly: Assembly;
  /** Of the text, of what it names, and of assembly, each with its range and each once. */
  diagnostics: Diagnostic[];
}

/** A loaded document that is one. */
export interface ToAssemble {
  parsed: ParsedDocument;
  resolved: ResolvedDocument;
  call?: Call;
  sourceChanges?: SourceChanges;
}

function assemblyInput(
  { resolved, sourceChanges }: ToAssemble,
  { overlay, now }: { overlay: ContextOverlay; now: number },
) {
  const { model, window } = overlay;
  const document = model === undefined ? resolved.document : { ...resolved.document, model };
  const lookup = lookupModel(document.model);
  return {
    resolved: { ...resolved, document: withoutOwnWindow(document, overlay) },
    lookup,
    counter: counterFor(lookup.entry),
    now,
    ...(window === undefined ? {} : { window }),
    ...(sourceChanges ? { sourceChanges } : {}),
  };
}

/** At which window sizes which section gives way. */
export function ladderLoaded(loaded: ToAssemble, options: { overlay: ContextOverlay; now: number }): LadderRung[] {
  const { resolved, ...rest } = assemblyInput(loaded, options);
  return ladderOf(resolved, rest);
}

/** What views and command line both show of a loaded document. */
export function assembleLoaded(
  loaded: ToAssemble,
  options: { overlay: ContextOverlay; now: number; lint?: LintOptions },
): AssembledDocument {
  const { parsed, call } = loaded;
  const { resolved: overlaid, ...rest } = assemblyInput(loaded, options);
  const assembly = assemble(overlaid, { ...rest, mode: 'assemble' });
  const isKnown = new Set(parsed.diagnostics.map(({ code }) => code));
  const own = assembly.diagnostics.filter(({ code }) => code !== 'lone-surrogate' || !isKnown.has(code));
  const subject = { assembly, resolved: overlaid, parsed, ...(call ? { call } : {}) };
  const linted = lintDocument(subject, own, options.lint ?? {});
  return { assembly, diagnostics: [...parsed.diagnostics, ...placeDiagnostics(linted, parsed)] };
}

/** Another model in the what-if brings its own window along, unless one is given for it. */
function withoutOwnWindow(document: ContextDocument, { model, window }: ContextOverlay): ContextDocument {
  if (model === undefined || window !== undefined || lookupModel(model).entry.window === undefined) return document;
  const { window: _own, ...others } = document;
  return others;
}

export interface ContextService {
  update(update: DocumentUpdate, signal?: CancelSignal): Promise<DocumentResult>;
  /** The document is no longer open. */
  close(file: string): void;
  models(): { id: string; window: number | null }[];
}

type GoodDocument = Loaded & { resolved: ResolvedDocument };

export function createContextService(readSample: SampleReader = createSampleReader()): ContextService {
  /** The last valid state of each open document: it stays on screen while the text is none. */
  const lastGood = new Map<string, GoodDocument>();
  const newest = new Map<string, number>();
  return {
    async update(update, signal) {
      newest.set(update.path, Math.max(update.version, newest.get(update.path) ?? 0));
      const refuseOld = (): void => {
        const isOld = (newest.get(update.path) ?? update.version) > update.version;
        if (isOld || signal?.aborted) throw new RpcError('superseded', 'A newer edit has taken the place of this one.');
      };
      // Lets messages that wait already come in, so that of many edits only the newest is computed.
      await new Promise((resolve) => setImmediate(resolve));
      refuseOld();
      const isTrusted = update.isTrusted ?? false;
      const loaded = await loadText(update.path, { ...update, set: update.set ?? {}, isTrusted, readSample });
      refuseOld();
      const { resolved } = loaded;
      if (resolved) lastGood.set(update.path, { ...loaded, resolved });
      const good = lastGood.get(update.path);
      const { diagnostics } = loaded;
      if (!good) return { diagnostics, dependencies: loaded.dependencies };
      const now = good.call?.startTime ?? update.now;
      const shown = assembleLoaded(good, { ...update, now, lint: { settings: update.lint ?? {} } });
      const snapshot = snapshotOf(good, shown, update, !resolved);
      if (update.withLadder) snapshot.answer.ladder = ladderLoaded(good, { ...update, now });
      const dependencies = resolved ? loaded.dependencies : good.dependencies;
      return { snapshot, diagnostics: resolved ? shown.diagnostics : diagnostics, dependencies };
    },
    close(file) {
      lastGood.delete(file);
      newest.delete(file);
    },
    models: offeredModels,
  };
}

function snapshotOf(good: GoodDocument, shown: AssembledDocument, update: DocumentUpdate, isOutdated: boolean) {
  const name = path.basename(update.path);
  return toSnapshot(shown.assembly, good.resolved, {
    version: update.version,
    title: good.resolved.document.name ?? name,
    subtitle: name,
    mode: 'document',
    overlay: update.overlay,
    sectionRanges: sectionRangesOf(good.parsed),
    isOutdated,
    diagnostics: shown.diagnostics,
    ...(good.boundCall ? { boundCall: good.boundCall } : {}),
  });
}
