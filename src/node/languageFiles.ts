/** What of the disk completion and hover name: folders, the calls of a trace, what a bound call gives to variables. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { KnownVariable } from '../core/context/language/model';
import type { ContextDocument, Section } from '../core/context/model';
import { resolveDocument } from '../core/context/resolve';
import type { Call } from '../core/trace/model';
import { openTraceSet } from './traceSet';

const MAX_FILES = 500;
const MAX_CALLS = 100;

/** What lies in a folder, folders first; hidden files are left out, a folder that cannot be read is empty. */
export async function listFolder(folder: string): Promise<{ name: string; isFolder: boolean }[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  const shown = entries.filter(({ name }) => !name.startsWith('.') && name !== 'node_modules');
  return shown
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
    .sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || a.name.localeCompare(b.name))
    .slice(0, MAX_FILES);
}

/** The first calls of a trace, with the first words of each; empty where it cannot be read. */
export async function listCalls(trace: string): Promise<{ id: string; words: string }[]> {
  const isThere = await fs.stat(trace).catch(() => undefined);
  if (!isThere) return [];
  const set = openTraceSet([trace]);
  try {
    await set.whenIndexed();
    const { rows } = await set.rows('', 0, MAX_CALLS);
    return rows.flatMap((each) => (each.type === 'call' ? [{ id: each.row.id, words: each.row.firstWords }] : []));
  } catch {
    return [];
  } finally {
    set.close();
  }
}

const QUESTION: Omit<Section, 'id'> = {
  kind: 'other',
  role: 'user',
  required: false,
  priority: 0,
  budget: {},
  overflow: { policy: 'drop', declared: true },
  freshness: {},
  before: '',
  after: '',
  itemTemplate: '',
  separator: '',
  merge: false,
  content: { type: 'text', text: '{{question}}' },
};

/** Values that the call gives: what it recorded for its template, and its question as the document resolves it. */
export function variablesOf(call: Call, document: ContextDocument): KnownVariable[] {
  const recorded = Object.entries(call.templateVariables ?? {}).map(([name, value]): KnownVariable => ({
    name,
    value,
    from: 'call',
  }));
  const probe: Section = { ...QUESTION, id: '{{question}}' };
  const resolved = resolveDocument(
    { ...document, variables: {}, sections: [...document.sections, probe] },
    { files: new Map(), call, set: {} },
  );
  const body = resolved.sections.at(-1)?.body;
  const question = body?.type === 'text' ? body.pieces[0]?.text : undefined;
  if (question === undefined || question === '{{question}}') return recorded;
  return [...recorded, { name: 'question', value: question, from: 'question' }];
}

export const absolute = (document: string, written: string): string => path.resolve(path.dirname(document), written);
