/** One call of a trace of the workspace, chosen in two steps; and a trace alone. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Call } from '../../core/trace/model';
import { findTraces } from '../traceFiles';
import { readTraceCalls } from '../replay/traceCalls';
import type { TraceViews } from '../trace/traceViews';
import type { Workers } from '../workers';
import { callTitle } from './toolTarget';

export interface PickedTrace {
  paths: string[];
  title: string;
}

interface Sources {
  workers: Workers;
  traces: TraceViews;
}

const SET_ID = 'picked-call';
const DEADLINE_MS = 120_000;

/** `first`: a trace that is offered before all others, such as the document's own sample. */
export async function pickTrace(
  title: string,
  { traces }: Sources,
  first?: PickedTrace,
): Promise<PickedTrace | undefined> {
  const open = traces.recent;
  const known: PickedTrace[] = [
    ...(first ? [first] : []),
    ...(open ? [{ paths: open.paths, title: open.panel.title }] : []),
    ...(await findTraces()).map((uri) => ({ paths: [uri.fsPath], title: path.basename(uri.fsPath) })),
  ];
  const unique = [...new Map(known.map((each) => [each.paths.join('\n'), each])).values()];
  const items = unique.map((each) => ({
    label: each.title,
    description: [
      each === first ? 'the sample of this document' : '',
      vscode.workspace.asRelativePath(path.dirname(each.paths[0] ?? '')),
    ]
      .filter(Boolean)
      .join(' · '),
    trace: each,
  }));
  const browse = { label: '$(folder-opened) Browse…', description: '', trace: undefined };
  const options = { title, placeHolder: 'A trace', matchOnDescription: true };
  const chosen = await vscode.window.showQuickPick([...items, browse], options);
  if (chosen !== browse) return chosen?.trace;
  const files = (await vscode.window.showOpenDialog({ openLabel: 'Choose', canSelectMany: true })) ?? [];
  const [file] = files;
  return file && { paths: files.map(({ fsPath }) => fsPath), title: path.basename(file.fsPath) };
}

export async function pickLoggedCall(
  title: string,
  sources: Sources,
): Promise<{ call: Call; title: string } | undefined> {
  const trace = await pickTrace(title, sources);
  if (!trace) return undefined;
  const { rows } = await readTraceCalls(sources.workers, trace.paths);
  if (rows.length === 0) throw new Error('This trace holds no calls. Choose another one.');
  const items = rows.map(({ id, firstWords, model = '', startTime }) => ({
    label: firstWords || id,
    description: [model, startTime === undefined ? '' : new Date(startTime).toLocaleString()]
      .filter(Boolean)
      .join(' · '),
    detail: id,
  }));
  const options = { title, placeHolder: 'A call', matchOnDescription: true, matchOnDetail: true };
  const chosen = await vscode.window.showQuickPick(items, options);
  if (!chosen) return undefined;
  const call = await readCall(sources.workers, trace.paths, chosen.detail);
  return { call, title: callTitle(trace.title, chosen.detail) };
}

async function readCall({ trace }: Workers, paths: string[], callId: string): Promise<Call> {
  await trace.request('open', { setId: SET_ID, paths });
  try {
    await trace.request('whenIndexed', { setId: SET_ID }, { deadlineMs: DEADLINE_MS });
    return (await trace.request('call', { setId: SET_ID, callId })).call;
  } finally {
    await trace.request('close', { setId: SET_ID });
  }
}
