/** "Check Context Against a Log…": does the document give what the calls of a log were sent? Shown in the Context view. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Conformance } from '../../core/context/conformance';
import type { ContextRef } from '../../protocol/contextRef';
import { RpcError } from '../../protocol/rpcPeer';
import { reporting } from '../messages';
import { OPTIONAL_VIEW_TYPE } from '../trace/traceEditor';
import type { TraceSets } from '../trace/traceSets';
import type { Workers } from '../workers';
import { pickTrace, type PickedTrace } from './pickLoggedCall';
import { documentRef, findToolTarget, showToolPane, type ToolFaces, type ToolTarget } from './toolTarget';

const TITLE = 'Check Context Against a Log';

interface Tools extends ToolFaces {
  workers: Workers;
  sets: TraceSets;
}

export function registerConformance(tools: Tools): vscode.Disposable {
  const running = new Map<string, Progress>();
  tools.workers.trace.on('conformanceProgress', ({ jobId, done, all }) => running.get(jobId)?.(done, all));
  return vscode.commands.registerCommand(
    'contextDebugger.checkAgainstLog',
    reporting(async (argument) => {
      const target = await findToolTarget(argument, tools);
      if (target.type === 'call')
        throw new Error('A logged call is what was sent. Check a context document against its log.');
      const trace = await pickTrace(TITLE, tools, sampleOf(target));
      if (!trace) return;
      const conformance = await checked(documentRef(target.opened), trace, { ...tools, running });
      if (!conformance) return;
      const openCall = reporting((callId: string) => goToCall(trace, callId, tools));
      const pane = { type: 'conformance' as const, report: { trace: trace.title, conformance } };
      await showToolPane(target, { pane, openCall }, tools);
    }),
  );
}

/** The trace of the document's `sample:`, where one is bound. */
function sampleOf({ opened }: Extract<ToolTarget, { type: 'document' }>): PickedTrace | undefined {
  const trace = opened.base.snapshot?.boundCall?.trace;
  return trace === undefined ? undefined : { paths: [trace], title: path.basename(trace) };
}

type Progress = (done: number, all: number) => void;
let jobs = 0;

/** Undefined where the user cancelled. */
async function checked(
  document: Extract<ContextRef, { type: 'document' }>,
  { paths, title }: PickedTrace,
  { workers, running }: Tools & { running: Map<string, Progress> },
): Promise<Conformance[] | undefined> {
  const jobId = `check-${++jobs}`;
  const location = vscode.ProgressLocation.Notification;
  const options = { location, title: `Checking against ${title}`, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    let reported = 0;
    running.set(jobId, (done, all) => {
      const increment = all === 0 ? 0 : (100 * (done - reported)) / all;
      reported = done;
      progress.report({
        message: `${done.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} calls`,
        increment,
      });
    });
    // The check ends when all calls are done; its user can end it sooner.
    const onStart = (cancel: () => void): void => void token.onCancellationRequested(cancel);
    try {
      return await workers.trace.request('checkConformance', { jobId, document, paths }, { deadlineMs: 0, onStart });
    } catch (error) {
      if (error instanceof RpcError && error.code === 'cancelled') return undefined;
      throw error;
    } finally {
      running.delete(jobId);
    }
  });
}

/** In the view of the trace that is open, else in a new one beside the document. */
async function goToCall({ paths }: PickedTrace, callId: string, { traces, sets }: Tools): Promise<void> {
  if (!traces.of(paths)) {
    const [file] = paths;
    const isOne = file !== undefined && paths.length === 1 && path.extname(file) !== '';
    if (isOne) await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), OPTIONAL_VIEW_TYPE);
    else sets.open([...paths]);
  }
  const view = traces.of(paths);
  if (!view)
    throw new Error(`The Trace view of ${paths[0] ?? 'this trace'} did not open. Open it as a trace, then try again.`);
  view.goToCall(callId);
}
