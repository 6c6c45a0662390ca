/** Before anything is sent: the plan, the user's word, the key. */
import * as vscode from 'vscode';
import type { PlanRequest, PlanResult } from '../../protocol/runApi';
import { setApiKey } from '../keys/keyCommands';
import type { KeyStore } from '../keys/keyStore';
import { readEndpoint } from '../keys/origin';
import { showWarning } from '../messages';
import type { Workers } from '../workers';
import { confirmationDetail, confirmationTitle } from './confirmation';

/** Planning counts the tokens of every call. */
const PLAN_DEADLINE_MS = 300_000;

export interface ReadyPlan {
  planId: string;
  apiKey?: string;
}

/** Undefined where the user ended it. */
export async function prepare(workers: Workers, keys: KeyStore, request: PlanRequest): Promise<ReadyPlan | undefined> {
  const plan = await makePlan(workers, request);
  if (!plan || !(await confirm(plan, request))) return undefined;
  const { planId } = plan;
  if (request.provider !== 'openai') return { planId };
  const endpoint = readEndpoint(request.baseUrl ?? '');
  if (typeof endpoint === 'string') throw new Error(endpoint);
  const { origin, isLoopback } = endpoint;
  const known = await keys.get(origin);
  if (known !== undefined) return { planId, apiKey: known };
  // A server on this machine may do without a key.
  if (isLoopback) return { planId };
  const apiKey = await askKey(keys, origin);
  return apiKey === undefined ? undefined : { planId, apiKey };
}

async function makePlan({ run }: Workers, request: PlanRequest): Promise<PlanResult | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: 'Planning the replay' };
  return vscode.window.withProgress(options, async (_progress, token) => {
    try {
      const onStart = (cancel: () => void): void => void token.onCancellationRequested(cancel);
      return await run.request('plan', request, { deadlineMs: PLAN_DEADLINE_MS, onStart });
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
}

async function confirm({ summary }: PlanResult, { caps }: PlanRequest): Promise<boolean> {
  if (summary.requests === 0) {
    await showWarning(`Nothing can be replayed: ${summary.skipped[0]?.reason ?? 'no call was chosen.'}`);
    return false;
  }
  const detail = confirmationDetail(summary, caps.maxCalls);
  const title = confirmationTitle(summary);
  return (await vscode.window.showWarningMessage(title, { modal: true, detail }, 'Replay')) === 'Replay';
}

async function askKey(keys: KeyStore, origin: string): Promise<string | undefined> {
  const set = 'Set API Key…';
  const chosen = await vscode.window.showWarningMessage(`There is no API key for ${origin}.`, { modal: true }, set);
  return chosen === set && (await setApiKey(keys, origin)) ? keys.get(origin) : undefined;
}
