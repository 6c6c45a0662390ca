/** Runs a plan: progress with cancel, the Compare view at once, and a last word with a next step. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ReplayAnswer } from '../../core/replay/model';
import type { PlanRequest, RunProgress } from '../../protocol/runApi';
import { setApiKey } from '../keys/keyCommands';
import type { KeyStore } from '../keys/keyStore';
import { originOf } from '../keys/origin';
import { sentenceOf, showError, showWarning, type NextStep } from '../messages';
import { openRunFile } from '../runs/compareViews';
import { openSettings, replaySettings } from '../settings';
import type { Workers } from '../workers';
import type { PlanMemory } from './planMemory';
import { prepare, type ReadyPlan } from './planning';

const POLL_MS = 50;

type Report = vscode.Progress<{ message?: string; increment?: number }>;

export class ReplayRuns {
  private readonly following = new Map<string, (progress: RunProgress) => void>();

  constructor(
    private readonly workers: Workers,
    private readonly keys: KeyStore,
    private readonly memory: PlanMemory,
  ) {
    workers.run.on('progress', (progress) => this.following.get(progress.planId)?.(progress));
  }

  async start(request: PlanRequest): Promise<void> {
    const ready = await prepare(this.workers, this.keys, request);
    if (!ready) return;
    await this.memory.keep(request);
    try {
      const answer = await this.run(request, ready);
      await this.lastWord(request, answer);
    } catch (error) {
      await showError(`The replay stopped: ${sentenceOf(error)}`, ...this.nextSteps(request));
    }
  }

  async resume(file: string): Promise<void> {
    const request = this.memory.get(file);
    if (!request) {
      const command = `ctxdbg replay … --out ${path.basename(file)} --resume`;
      throw new Error(`This run was not started from this editor, so it cannot be resumed here. Use: ${command}`);
    }
    const { maxCalls } = request.caps;
    // The cap counts what the run has sent before, too: going on needs as much again.
    const caps = maxCalls === undefined ? request.caps : { maxCalls: maxCalls + replaySettings().maxCalls };
    await this.start({ ...request, caps, resume: true });
  }

  private run(request: PlanRequest, ready: ReadyPlan): Thenable<ReplayAnswer> {
    const title = `Replaying into ${path.basename(request.out)}`;
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
    return vscode.window.withProgress(options, async (progress, token) => {
      const { planId } = ready;
      token.onCancellationRequested(() => void this.workers.run.request('cancel', { planId }));
      this.following.set(planId, follower(progress));
      // A run may take hours: its end is bounded by the deadline of each request, and it can be cancelled.
      const answer = this.workers.run.request('start', ready, { deadlineMs: 0 });
      const state = { isDone: false };
      try {
        await Promise.all([answer.finally(() => (state.isDone = true)), openOnceThere(request.out, state)]);
        return await answer;
      } finally {
        this.following.delete(planId);
      }
    });
  }

  private async lastWord(request: PlanRequest, answer: ReplayAnswer): Promise<void> {
    const { planned, ok, failed, capped, cancelled, skipped, message } = answer;
    const counts = Object.entries({ failed, capped, cancelled, skipped: skipped.length })
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `, ${count.toLocaleString('en-US')} ${name}`);
    const text = `Replay: ${ok.toLocaleString('en-US')} of ${planned.toLocaleString('en-US')} ok${counts.join('')}.`;
    if (message !== undefined) await showError(`${text} ${message}`, ...this.nextSteps(request));
    else if (ok < planned) await showWarning(text, this.resumeStep(request));
    else void vscode.window.showInformationMessage(text);
  }

  private resumeStep(request: PlanRequest): NextStep {
    return { title: 'Resume', run: () => this.resume(request.out) };
  }

  private nextSteps(request: PlanRequest): NextStep[] {
    const origin = request.provider === 'openai' ? originOf(request.baseUrl ?? '') : undefined;
    const settings = { title: 'Open Settings', run: () => openSettings(origin === undefined ? 'replay' : 'endpoint') };
    if (origin === undefined) return [settings];
    return [{ title: 'Set API Key…', run: () => setApiKey(this.keys, origin) }, settings, this.resumeStep(request)];
  }
}

function follower(progress: Report): (state: RunProgress) => void {
  let shown = 0;
  return ({ done, total, failed, message }) => {
    const share = total > 0 ? (100 * done) / total : 0;
    const wrong = failed > 0 ? `, ${failed.toLocaleString('en-US')} failed` : '';
    const text = `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}${wrong}`;
    progress.report({ message: message ?? text, increment: Math.max(0, share - shown) });
    shown = Math.max(shown, share);
  };
}

/** Opens the Compare view as soon as the run file is there; results stream into it. */
async function openOnceThere(file: string, state: { isDone: boolean }): Promise<void> {
  while (!fs.existsSync(file)) {
    if (state.isDone) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await openRunFile(file);
}
