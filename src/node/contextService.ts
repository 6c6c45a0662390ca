/**
 * From the path of a context document to what is shown of it: reads its files and its sample, then parse → resolve →
 * assemble → snapshot. It never writes, and it never rejects because of what a document or its files hold.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { countedWords } from '../core/context/assembleFindings';
import { assemble } from '../core/context/assemble';
import { sourcesOf, type SourceChanges } from '../core/context/freshness';
import { ladderOf } from '../core/context/ladder';
import { withBudgets } from '../core/context/overlay';
import { parseContextDocument, placeDiagnostics } from '../core/context/parse';
import { resolveDocument } from '../core/context/resolve';
import { offeredModels, sectionRangesOf, toSnapshot } from '../core/context/snapshot';
import { parseForeign } from '../core/context/convert/foreignDocument';
import type { LintOptions } from '../core/context/lint/levels';
import { lookupModel } from '../core/tokens/catalogue';
import type { Assembly, LadderRung, ResolvedDocument } from '../core/context/assembly';
import type { ContextDocument, Diagnostic, ParsedDocument } from '../core/context/model';
import type { Call } from '../core/trace/model';
import type { ContextOverlay, DocumentResult, DocumentUpdate } from '../protocol/contextApi';
import type { CancelSignal } from '../protocol/rpc';
import { RpcError } from '../protocol/rpcPeer';
import { readContextFile } from './contextFiles';
import { DocumentMemory } from './documentMemory';
import { lintDocument } from './lintContext';
import { createSampleReader } from './sampleCall';
import type { SampleReader } from './sampleCall';
import { ShownContexts, type ShownContext } from './shownContexts';
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
  /** Reads what the document names, where not from disk as it is now. */
  readFile?: typeof readContextFile;
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

export interface TextOptions extends LoadOptions {
  text: string;
  format: 'yaml' | 'json';
  bind?: { trace: string; call: string };
  isCancelled?: () => boolean;
  /** Of an open document: what it knows is not worked out again. */
  memory?: DocumentMemory;
  /** While one types: files, samples and sources are taken as the memory has them. */
  isFast?: boolean;
}

interface Loaded extends LoadedDocument {
  boundCall?: { id: string; trace: string };
}

/** A document as its text stands, with what it names read from disk. */
export async function loadText(file: string, options: TextOptions): Promise<Loaded> {
  const { memory, isFast = false } = options;
  const parsed =
    parseForeign(file, options.text) ??
    memory?.parser.parse(options.text) ??
    parseContextDocument(options.text, options.format);
  const { document } = parsed;
  if (!document) return { parsed, diagnostics: parsed.diagnostics, dependencies: [], now: options.now };
  const folder = path.dirname(file);
  const readFile = options.readFile ?? readerOf(memory, isFast);
  const contents = await Promise.all(parsed.files.map(async (written) => readFile(folder, written)));
  if (!isFast) memory?.files.keepOnly(folder, parsed.files);
  const files = new Map(parsed.files.map((written, index) => [written, contents[index] ?? { error: 'Not read.' }]));
  const sample = await sampleOf(document, folder, options);
  const call = options.call ?? sample?.call;
  const values = { files, set: options.set, ...(call ? { call } : {}) };
  const found = memory ? memory.resolver.resolve(document, values) : resolveDocument(document, values);
  const open = [...(sample?.diagnostics ?? []), ...found.diagnostics, ...modelFinding(found.document)];
  const diagnostics = placeDiagnostics(open, parsed);
  const boundTrace = sample?.trace;
  const now = options.isNowFixed ? options.now : (call?.startTime ?? options.now);
  const sources = { folder, now, mayRunGit: options.isTrusted ?? true };
  const known = isFast ? memory?.changes : undefined;
  const changes = known ?? (await findSourceChanges(sourcesOf(found.sections), sources));
  if (memory) memory.changes = changes;
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

const readerOf = (memory: DocumentMemory | undefined, isFast: boolean): typeof readContextFile =>
  memory ? (folder, written) => memory.files.read(folder, written, isFast) : readContextFile;

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
    const { source } = counterFor(lookupModel(model).entry);
    const message = `${unknown}: its tokens are ${countedWords(source)} and it has no price. Check the name.`;
    return [{ code: 'unknown-model', severity: 'warning', message, path }];
  }
  const message = `${unknown}, so its window is not known and nothing gives way. Correct the name, or add "window:" with its number of tokens.`;
  return [{ code: 'unknown-model', severity: 'error', message, path }];
}

export interface AssembledDocument {
  assembly: Assembly;
  /** Of the text, of what it names, and of assembly, each with its range and each once. */
  diagnostics: Diagnostic[];
  /** What the rules of lint found. */
  found: readonly Diagnostic[];
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
    resolved: withBudgets({ ...resolved, document: withoutOwnWindow(document, overlay) }, overlay),
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

/** What would be sent, without lint. */
export function assembleOnly(loaded: ToAssemble, options: { overlay: ContextOverlay; now: number }): Assembly {
  const { resolved, ...rest } = assemblyInput(loaded, options);
  return assemble(resolved, { ...rest, mode: 'assemble' });
}

/** What views and command line both show of a loaded document. `found`: what lint found, where it is not asked again. */
export function assembleLoaded(
  loaded: ToAssemble,
  options: { overlay: ContextOverlay; now: number; lint?: LintOptions; found?: readonly Diagnostic[] | undefined },
): AssembledDocument {
  const { parsed, call } = loaded;
  const { resolved: overlaid, ...rest } = assemblyInput(loaded, options);
  const assembly = assemble(overlaid, { ...rest, mode: 'assemble' });
  const isKnown = new Set(parsed.diagnostics.map(({ code }) => code));
  const own = assembly.diagnostics.filter(({ code }) => code !== 'lone-surrogate' || !isKnown.has(code));
  const subject = { assembly, resolved: overlaid, parsed, ...(call ? { call } : {}) };
  const linted = lintDocument(subject, { earlier: own, found: options.found }, options.lint ?? {});
  const diagnostics = [...parsed.diagnostics, ...placeDiagnostics(linted.diagnostics, parsed)];
  return { assembly, diagnostics, found: linted.found };
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
  /** What an update of this version, or of a newer one, gave; throws 'not-shown' where it is no longer held. */
  shown(file: string, version: number): ShownContext;
  /** Of the document's last valid state; rejects with 'no-document' where it has had none. */
  ladder(params: { path: string; overlay: ContextOverlay; now: number }): LadderRung[];
}

type GoodDocument = Loaded & { resolved: ResolvedDocument };

export function createContextService(readSample: SampleReader = createSampleReader()): ContextService {
  /** The last valid state of each open document: it stays on screen while the text is none. */
  const lastGood = new Map<string, GoodDocument>();
  const newest = new Map<string, number>();
  const memories = new Map<string, DocumentMemory>();
  const memoryOf = ({ path: file, format }: DocumentUpdate): DocumentMemory => {
    const known = memories.get(file);
    const memory = known?.format === format ? known : new DocumentMemory(format);
    memories.set(file, memory);
    return memory;
  };
  const views = new ShownContexts();
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
      const { isFast = false } = update;
      const memory = memoryOf(update);
      const set = update.set ?? {};
      const reader = memory.readSample(readSample, isFast);
      const loaded = await loadText(update.path, { ...update, set, isTrusted, readSample: reader, memory });
      refuseOld();
      const { resolved } = loaded;
      if (resolved) lastGood.set(update.path, { ...loaded, resolved });
      const good = lastGood.get(update.path);
      const { diagnostics } = loaded;
      if (!good) return { diagnostics, dependencies: loaded.dependencies, ...(update.isFast ? { isFast: true } : {}) };
      const now = good.call?.startTime ?? update.now;
      const found = isFast ? memory.foundUnder(update.overlay) : undefined;
      const shown = assembleLoaded(good, { ...update, now, lint: { settings: update.lint ?? {} }, found });
      if (!found) memory.keepFound(update.overlay, shown.found);
      views.keep(update.path, update.version, shown.assembly);
      const snapshot = snapshotOf(good, shown, update, !resolved);
      if (update.withLadder) snapshot.answer.ladder = ladderLoaded(good, { ...update, now });
      const dependencies = resolved ? loaded.dependencies : good.dependencies;
      const fast = isFast ? { isFast } : {};
      return { snapshot, diagnostics: resolved ? shown.diagnostics : diagnostics, dependencies, ...fast };
    },
    close(file) {
      lastGood.delete(file);
      newest.delete(file);
      memories.delete(file);
      views.drop(file);
    },
    models: offeredModels,
    shown: (file, version) => views.at(file, version),
    ladder({ path: file, overlay, now }) {
      const good = lastGood.get(file);
      if (!good)
        throw new RpcError('no-document', 'This document has errors and has no ladder yet. Correct them first.');
      return ladderLoaded(good, { overlay, now: good.call?.startTime ?? now });
    },
  };
}

function snapshotOf(good: GoodDocument, shown: AssembledDocument, update: DocumentUpdate, isOutdated: boolean) {
  const name = path.basename(update.path);
  const { converted } = good.parsed;
  const snapshot = toSnapshot(shown.assembly, good.resolved, {
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
  return converted ? { ...snapshot, converted } : snapshot;
}
