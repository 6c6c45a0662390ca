/**
 * A context that a tool works on, loaded: a document as it stands in the editor or on disk, or a logged call. The same
 * values as the Context view shows. It never writes and keeps nothing.
 */
import * as path from 'node:path';
import type { Assembly, ResolvedDocument } from '../core/context/assembly';
import { compareContexts } from '../core/context/compareContexts';
import type { ContextComparison } from '../core/context/comparison';
import type { ContextDocument, Diagnostic } from '../core/context/model';
import type { Call } from '../core/trace/model';
import type { ContextRef } from '../protocol/contextRef';
import { RpcError } from '../protocol/rpcPeer';
import { assembleCall } from './callViews';
import { assembleLoaded, loadDocument, loadText, type LoadedDocument } from './contextService';
import { Revision } from './gitFiles';
import { createSampleReader } from './sampleCall';

export interface LoadedRef {
  assembly: Assembly;
  resolved: ResolvedDocument;
  document: ContextDocument;
  /** The call itself, or the one that the document binds. */
  call?: Call;
  diagnostics: Diagnostic[];
  title: string;
}

/** Rejects with 'no-document' where the text is no valid document, and where a file cannot be read. */
export async function loadRef(ref: ContextRef): Promise<LoadedRef> {
  return ref.type === 'call' ? loadCall(ref) : loadDocumentRef(ref);
}

function loadCall({ call, overlay, title }: Extract<ContextRef, { type: 'call' }>): LoadedRef {
  const assembled = assembleCall(call, overlay);
  return { ...assembled, document: assembled.resolved.document, call, title };
}

type DocumentRef = Extract<ContextRef, { type: 'document' }>;

async function loadDocumentRef(ref: DocumentRef): Promise<LoadedRef> {
  const loaded = await read(ref);
  const { resolved, call, now } = loaded;
  if (!resolved) throw new RpcError('no-document', noDocument(ref.title, loaded.diagnostics));
  const assembled = assembleLoaded({ ...loaded, resolved }, { overlay: ref.overlay, now });
  return { ...assembled, resolved, document: resolved.document, ...(call ? { call } : {}), title: ref.title };
}

async function read(ref: DocumentRef): Promise<LoadedDocument> {
  const { path: file, text, now, call, revision, set = {}, isNowFixed = false, isTrusted = false } = ref;
  const options = { set, now, isNowFixed, isTrusted, ...(call ? { call } : {}) };
  const more = { ...options, format: formatOf(file), readSample: createSampleReader() };
  if (revision !== undefined) return loadText(file, { ...more, ...(await committed(ref, revision)) });
  return text === undefined ? loadDocument(file, options) : loadText(file, { ...more, text });
}

const formatOf = (file: string): 'yaml' | 'json' => (file.toLowerCase().endsWith('.json') ? 'json' : 'yaml');

/** The document's text in a commit, and what reads the files that it names from the same one. */
async function committed({ path: file, title, isTrusted }: DocumentRef, revision: string) {
  if (isTrusted !== true) {
    const message =
      'git runs in trusted workspaces only: a repository can name programs. Trust it to compare with git.';
    throw new RpcError('not-trusted', message);
  }
  const folder = path.dirname(file);
  const { readFile } = await Revision.find(folder, revision);
  const found = await readFile(folder, path.basename(file));
  if ('text' in found) return { text: found.text, readFile };
  throw new RpcError(
    'not-committed',
    `'${title}' cannot be compared: ${found.error} Commit it first, or name another.`,
  );
}

function noDocument(title: string, [first]: readonly Diagnostic[]): string {
  const why = first ? ` ${first.message}` : '';
  return `'${title}' is no valid context document.${why} Correct it, then try again.`;
}

/** Two contexts side by side. */
export async function compareRefs(left: ContextRef, right: ContextRef): Promise<ContextComparison> {
  const [first, second] = await Promise.all([loadRef(left), loadRef(right)]);
  return compareContexts({ ...first, of: left.type }, { ...second, of: right.type });
}
