/** "Replay Calls Against a Prompt…": asks for what is not known yet, then plans and runs. */
import * as vscode from 'vscode';
import type { PlanRequest } from '../../protocol/runApi';
import { contextTarget } from '../contextFiles';
import { readEndpoint } from '../keys/origin';
import { showError } from '../messages';
import { endpointSettings, openSettings, replaySettings } from '../settings';
import type { TraceSelection } from '../trace/traceView';
import type { TraceViews } from '../trace/traceViews';
import type { Workers } from '../workers';
import { callsStep, traceStep } from './callSteps';
import { emptyDraft, type ReplayDraft } from './draft';
import { modelStep, providerStep, samplesStep } from './modelSteps';
import { promptStep } from './promptStep';
import type { ReplayRuns } from './replayRun';
import { newRunPath } from './runPath';
import { runSteps, type Choice } from './steps';

export interface ReplayCommandOptions {
  workers: Workers;
  runs: ReplayRuns;
  traces: TraceViews;
}

/** Nothing runs in a workspace that the user does not trust: its files choose what would be sent. */
async function isRefused(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return false;
  const message = 'Replay is off in Restricted Mode: the files of a workspace choose what is sent. Trust it to replay.';
  await showError(message, {
    title: 'Manage Workspace Trust',
    run: () => vscode.commands.executeCommand('workbench.trust.manage'),
  });
  return true;
}

const asChoice = ({ paths, callIds, title }: TraceSelection): Choice<string[]> => ({
  label: `$(list-flat) ${title}`,
  description: callIds ? `open, ${callIds.length} calls filtered` : 'open',
  value: paths,
});

/** What the command was started from: a selection of a trace view, a document, or nothing. */
function startingPoint(argument: unknown, traces: TraceViews): { draft: ReplayDraft; hasTrace: boolean } {
  const draft = emptyDraft();
  const selection = isSelection(argument) ? argument : traces.active?.selection();
  const document = contextTarget(argument);
  if (document) draft.document = document.fsPath;
  if (!selection || (document && !isSelection(argument))) return { draft, hasTrace: false };
  draft.paths = selection.paths;
  if (selection.callIds) draft.callIds = selection.callIds;
  return { draft, hasTrace: true };
}

const isSelection = (value: unknown): value is TraceSelection =>
  typeof value === 'object' && value !== null && 'paths' in value && Array.isArray(value.paths);

function toRequest(draft: ReplayDraft, now: Date): PlanRequest {
  const { concurrency, deadlineMs, maxCalls, runsFolder } = replaySettings();
  const isSent = draft.provider === 'openai';
  const variants = draft.variants.map((variant) =>
    draft.model === undefined ? variant : { ...variant, model: draft.model },
  );
  return {
    paths: draft.paths ?? [],
    ...(draft.callIds ? { callIds: draft.callIds } : {}),
    variants,
    samples: draft.samples,
    provider: draft.provider,
    ...(isSent ? endpointSettings() : {}),
    ...(draft.recordedFrom === undefined ? {} : { recordedFrom: draft.recordedFrom }),
    set: {},
    caps: isSent ? { maxCalls } : {},
    concurrency,
    deadlineMs,
    out: newRunPath(draft, runsFolder, now),
    resume: false,
    now: now.getTime(),
  };
}

export async function replay(options: ReplayCommandOptions, argument: unknown): Promise<void> {
  if (await isRefused()) return;
  const { workers, runs, traces } = options;
  const { draft, hasTrace } = startingPoint(argument, traces);
  const recent = traces.recent?.selection();
  const finished = await runSteps('Replay Calls Against a Prompt', draft, [
    traceStep(hasTrace, recent ? [asChoice(recent)] : []),
    callsStep(workers, draft.callIds !== undefined),
    promptStep,
    modelStep(workers),
    samplesStep,
    providerStep,
  ]);
  if (!finished) return;
  const endpoint = draft.provider === 'openai' ? readEndpoint(endpointSettings().baseUrl) : undefined;
  if (typeof endpoint === 'string')
    await showError(endpoint, { title: 'Open Settings', run: () => openSettings('endpoint') });
  else await runs.start(toRequest(draft, new Date()));
}
