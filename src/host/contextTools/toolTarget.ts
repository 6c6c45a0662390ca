/**
 * Which context a tool's command is about: what its view says, else the active Context view, the active text editor, or
 * the call that the active Trace view shows.
 */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ContextOverlay } from '../../protocol/contextApi';
import type { ContextRef } from '../../protocol/contextRef';
import { contextTarget } from '../contextFiles';
import type { ContextViews } from '../contextView/contextViews';
import type { ContextDocuments } from '../documents/contextDocuments';
import type { OpenDocument } from '../documents/openDocument';
import { isTrusted } from '../settings';
import type { TraceView } from '../trace/traceView';
import type { TraceViews } from '../trace/traceViews';
import { isToolArgument } from './runContextAction';
import type { ShownPane } from './toolPanes';

export type ToolTarget =
  | { type: 'document'; opened: OpenDocument; sectionId: string | null }
  | { type: 'call'; view: TraceView; callId: string; overlay: ContextOverlay; sectionId: string | null };

export interface ToolFaces {
  documents: ContextDocuments;
  views: ContextViews;
  traces: TraceViews;
}

const NOTHING = 'Open a context document (*.context.yaml or *.context.json), or choose a call in the Trace view first.';

/** Rejects with a sentence where there is nothing to work on. */
export async function findToolTarget(argument: unknown, { documents, views, traces }: ToolFaces): Promise<ToolTarget> {
  const given = isToolArgument(argument) ? argument : undefined;
  if (given?.type === 'call') {
    const view = traces.get(given.setId);
    if (!view) throw new Error('The trace of this call is no longer open. Open it again.');
    return { ...given, view };
  }
  const uri = given?.uri ?? (argument instanceof vscode.Uri ? contextTarget(argument) : views.activeDocument);
  const shown = uri ? undefined : traces.active?.shownCall;
  if (traces.active && shown) return { type: 'call', view: traces.active, ...shown, sectionId: null };
  const document = uri ?? contextTarget(undefined);
  if (!document) throw new Error(NOTHING);
  return { type: 'document', opened: await documents.ensure(document), sectionId: given?.sectionId ?? null };
}

/** The document as it stands in the editor, or the call as the worker reads it; under the view's what-if. */
export async function refOf(target: ToolTarget): Promise<ContextRef> {
  if (target.type === 'document') return documentRef(target.opened);
  const { view, callId, overlay } = target;
  const { call } = await view.ask('call', { setId: view.setId, callId });
  return { type: 'call', call, overlay, title: callTitle(view.panel.title, callId) };
}

export function documentRef({ document, overlay }: OpenDocument): Extract<ContextRef, { type: 'document' }> {
  return {
    type: 'document',
    path: document.uri.fsPath,
    text: document.getText(),
    overlay,
    now: Date.now(),
    isTrusted: isTrusted(),
    title: path.basename(document.uri.fsPath),
  };
}

export const callTitle = (trace: string, callId: string): string => `${trace} · call ${callId}`;

/** Shows it where the context is shown; a document's view is opened beside it. */
export async function showToolPane(target: ToolTarget, shown: ShownPane, { views }: ToolFaces): Promise<void> {
  if (target.type === 'call') target.view.tools.show({ ...shown, key: target.callId });
  else (await views.open(target.opened.document.uri)).tools.show(shown);
}
