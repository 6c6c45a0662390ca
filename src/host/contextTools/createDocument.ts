/** "Create Context Document from Call…": a logged call as a document of one's own, bound back to its trace. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Call } from '../../core/trace/model';
import { reporting } from '../messages';
import type { Workers } from '../workers';
import { askPlace, fileNameOf, openNewDocument, writtenFormat } from './newDocumentFile';
import { findToolTarget, type ToolFaces, type ToolTarget } from './toolTarget';

const TITLE = 'Create Context Document from Call';
const DEADLINE_MS = 60_000;

export function registerCreateDocument(workers: Workers, faces: ToolFaces): vscode.Disposable {
  return vscode.commands.registerCommand(
    'contextDebugger.createDocumentFromCall',
    reporting(async (argument) => {
      const target = await findToolTarget(argument, faces);
      if (target.type !== 'call')
        throw new Error('Choose a call in the Trace view first: the document is made from it.');
      await create(workers, target, faces);
    }),
  );
}

type CallTarget = Extract<ToolTarget, { type: 'call' }>;

async function create(workers: Workers, { view, callId }: CallTarget, { views }: ToolFaces): Promise<void> {
  const { call } = await view.ask('call', { setId: view.setId, callId });
  const trace = call.sources[0]?.path ?? view.paths[0] ?? '';
  const uri = await askPlace(TITLE, folderFor(trace), nameFor(call));
  if (!uri) return;
  const written = path.relative(path.dirname(uri.fsPath), trace).split(path.sep).join('/');
  const options = { call, format: writtenFormat(uri), ...(trace === '' ? {} : { trace: written }) };
  const created = await workers.document.request('documentFromCall', options, { deadlineMs: DEADLINE_MS });
  await openNewDocument(uri, created, views);
}

/** A log often lies in a folder of its own: the workspace folder that holds it is where documents are kept. */
const folderFor = (trace: string): string =>
  vscode.workspace.getWorkspaceFolder(vscode.Uri.file(trace))?.uri.fsPath ?? path.dirname(trace);

const nameFor = ({ site, requestedModel, servedModel }: Call): string =>
  fileNameOf(site ?? requestedModel ?? servedModel ?? 'call');
