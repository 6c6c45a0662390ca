/** Variants as asked for: reads their files once, gives each its id, and makes a request of a call. */
import * as path from 'node:path';
import { assemble } from '../core/context/assemble';
import { toContextAnswer } from '../core/context/answer';
import type { ContextAnswer, ModelRequest, ResolvedDocument } from '../core/context/assembly';
import type { ContextDocument, Diagnostic, DiagnosticCode } from '../core/context/model';
import { reconstruct } from '../core/context/reconstruct';
import { resolveDocument, resolvePrompt } from '../core/context/resolve';
import type { Variant, VariantSpec } from '../core/replay/model';
import { documentBase, makeVariant, promptBase } from '../core/replay/variant';
import { lookupModel } from '../core/tokens/catalogue';
import type { ModelEntry } from '../core/tokens/catalogueModel';
import type { Call } from '../core/trace/model';
import { RpcError } from '../protocol/rpcPeer';
import type { VariantRequest } from '../protocol/runApi';
import { readContextFile, type FileContent } from './contextFiles';
import { parseDocument } from './foreignDocuments';
import { sha256 } from './hash';
import { counterFor } from './tokenizer';

export interface BoundRequest {
  request: ModelRequest;
  answer: ContextAnswer;
  entry: ModelEntry;
  warnings: string[];
}
export interface LoadedVariant {
  variant: Variant;
  /** `problem` = this call cannot be sent so. `now` for calls whose log has no time. */
  bind: (call: Call, now: number) => BoundRequest | { problem: string };
}

/** What replaces a call's own context. */
interface Base {
  base: string;
  name: string;
  mode: 'assemble' | 'as-sent';
  set: { [name: string]: string };
  resolve(call: Call): ResolvedDocument;
}

export async function loadVariants(
  requests: readonly VariantRequest[],
  set: { [name: string]: string },
): Promise<LoadedVariant[]> {
  const wanted = requests.length > 0 ? requests : [{}];
  const loaded = new Map<string, LoadedVariant>();
  for (const request of wanted) {
    const variant = toVariant(await loadBase(request.file, set), request);
    if (!loaded.has(variant.variant.id)) loaded.set(variant.variant.id, variant);
  }
  return [...loaded.values()];
}

async function loadBase(file: string | undefined, set: { [name: string]: string }): Promise<Base> {
  if (file === undefined) return { base: 'logged', name: 'unchanged', mode: 'as-sent', set: {}, resolve: reconstruct };
  const text = await readText(file);
  const name = path.basename(file);
  if (/\.(ya?ml|json|prompty)$/i.test(file)) return documentBaseOf(file, text, set);
  const resolve = (call: Call): ResolvedDocument => resolvePrompt(text, call);
  return { base: promptBase(text, sha256), name, mode: 'as-sent', set: {}, resolve };
}

async function documentBaseOf(file: string, text: string, set: { [name: string]: string }): Promise<Base> {
  const parsed = parseDocument(file, text);
  const { document } = parsed;
  const error = parsed.diagnostics.find(({ severity }) => severity === 'error');
  if (!document || error)
    throw new RpcError('bad-document', `${file}${place(error)}: ${error?.message ?? 'no document.'}`);
  const files = await readFiles(parsed.files, path.dirname(file));
  const textOf = (name: string): string | undefined => {
    const content = files.get(name);
    return content && 'text' in content ? content.text : undefined;
  };
  return {
    base: documentBase(document, textOf, sha256),
    name: path.basename(file),
    mode: 'assemble',
    set,
    resolve: (call) => resolveDocument(document, { files, call, set }),
  };
}

const place = (diagnostic: Diagnostic | undefined): string =>
  diagnostic?.range ? `:${diagnostic.range.start.line + 1}` : '';

async function readFiles(names: readonly string[], folder: string): Promise<Map<string, FileContent>> {
  const files = new Map<string, FileContent>();
  for (const name of names) files.set(name, await readContextFile(folder, name));
  return files;
}

async function readText(file: string): Promise<string> {
  const content = await readContextFile(path.dirname(file), path.basename(file));
  if ('error' in content) throw new RpcError('unreadable', content.error);
  return content.text;
}

function toVariant(base: Base, { name, model, params }: VariantRequest): LoadedVariant {
  const spec: VariantSpec = {
    base: base.base,
    edits: [],
    off: [],
    set: base.set,
    ...(model === undefined ? {} : { model }),
    ...(params === undefined || Object.keys(params).length === 0 ? {} : { params }),
  };
  const changes = [
    base.name,
    model,
    ...Object.entries(params ?? {}).map(([key, value]) => `${key}=${JSON.stringify(value)}`),
  ];
  const variant = makeVariant(name ?? changes.filter((word) => word !== undefined).join(', '), spec, sha256);
  return { variant, bind: (call, now) => bind(base, spec, call, now) };
}

function bind(base: Base, spec: VariantSpec, call: Call, now: number): BoundRequest | { problem: string } {
  const resolved = base.resolve(call);
  const document = withChanges(resolved.document, spec, call);
  const lookup = lookupModel(document.model);
  const options = { lookup, counter: counterFor(lookup.entry), now: call.startTime ?? now, mode: base.mode };
  const assembly = assemble({ ...resolved, document }, options);
  const findings = new Set([...resolved.diagnostics, ...assembly.diagnostics]);
  const problem = base.mode === 'assemble' ? [...findings].find(isInTheWay) : undefined;
  if (problem) return { problem: problem.message };
  const request: ModelRequest = { ...assembly.request, params: document.params };
  if (document.model !== undefined) request.model = document.model;
  const warnings = base.mode === 'assemble' ? [...findings].filter(isWarning).map(({ message }) => message) : [];
  const left = resolved.notCarried.map((what) => `The document does not carry the call's ${what}.`);
  return { request, answer: toContextAnswer(assembly), entry: lookup.entry, warnings: [...warnings, ...left] };
}

function withChanges(document: ContextDocument, { model, params }: VariantSpec, call: Call): ContextDocument {
  const named = model ?? document.model ?? call.requestedModel ?? call.servedModel;
  const changed = { ...document, params: { ...document.params, ...params } };
  return named === undefined ? changed : { ...changed, model: named };
}

/** What makes a request another one than the document describes. */
const IN_THE_WAY: readonly DiagnosticCode[] = [
  'syntax',
  'schema',
  'duplicate-id',
  'not-built-yet',
  'missing-file',
  'unresolved-variable',
  'cyclic-variable',
  'required-does-not-fit',
  'does-not-fit',
];
const isInTheWay = ({ code, severity }: Diagnostic): boolean => severity === 'error' && IN_THE_WAY.includes(code);
const isWarning = ({ severity }: Diagnostic): boolean => severity === 'warning' || severity === 'error';
