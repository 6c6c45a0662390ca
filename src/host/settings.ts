/** The extension's settings, read when they are needed; `machine` scope is declared in the manifest. */
import * as vscode from 'vscode';
import { readLevels } from '../core/context/lint/levels';
import type { LintLevels } from '../core/context/lint/ruleIds';
import type { JsonObject } from '../core/trace/model';

export interface EndpointSettings {
  baseUrl: string;
  organization?: string;
  project?: string;
}
export interface ReplaySettings {
  concurrency: number;
  deadlineMs: number;
  maxCalls: number;
  runsFolder: string;
}

export function endpointSettings(): EndpointSettings {
  const settings = vscode.workspace.getConfiguration('contextDebugger.endpoint');
  const organization = settings.get('organization', '').trim();
  const project = settings.get('project', '').trim();
  return {
    baseUrl: settings.get('baseUrl', '').trim(),
    ...(organization === '' ? {} : { organization }),
    ...(project === '' ? {} : { project }),
  };
}

export function replaySettings(): ReplaySettings {
  const settings = vscode.workspace.getConfiguration('contextDebugger.replay');
  return {
    concurrency: settings.get('concurrency', 4),
    deadlineMs: settings.get('deadlineSeconds', 120) * 1000,
    maxCalls: settings.get('maxCalls', 200),
    runsFolder: settings.get('runsFolder', '.context-debugger/runs'),
  };
}

/** `{rule: level}` as the user wrote it; what is no rule or level is passed over. */
export function lintSettings(): LintLevels {
  return readLevels(vscode.workspace.getConfiguration('contextDebugger.lint').get<JsonObject>('rules', {})).levels;
}

export function openSettings(name: string): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettings', `contextDebugger.${name}`);
}

/** In a workspace that is not trusted no program runs, git included. */
export const isTrusted = (): boolean => vscode.workspace.isTrusted;
