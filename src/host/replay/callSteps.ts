/** The first steps of a replay: which trace, which of its calls. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { findTraces } from '../traceFiles';
import type { Workers } from '../workers';
import type { ReplayDraft } from './draft';
import { pickMany, pickOne, settle, type Choice, type Step } from './steps';
import { readTraceCalls } from './traceCalls';

const fileChoice = (uri: vscode.Uri): Choice<string[]> => ({
  label: path.basename(uri.fsPath),
  description: vscode.workspace.asRelativePath(path.dirname(uri.fsPath)),
  value: [uri.fsPath],
});

async function browseTraces(): Promise<Choice<string[]>[]> {
  const kind = { canSelectFiles: true, canSelectFolders: false, canSelectMany: true };
  const chosen = (await vscode.window.showOpenDialog({ ...kind, openLabel: 'Replay Calls' })) ?? [];
  const [first] = chosen;
  if (!first) return [];
  return [{ ...fileChoice(first), description: `${chosen.length} files`, value: chosen.map(({ fsPath }) => fsPath) }];
}

/** `given`: a trace that is known already is not asked for. */
export function traceStep(given: boolean, openTraces: readonly Choice<string[]>[]): Step<ReplayDraft> {
  return async (draft, frame) => {
    if (given) return 'skipped';
    const files = (await findTraces()).map(fileChoice);
    const shown = new Set(openTraces.map(({ value }) => value.join('\n')));
    const answer = await pickOne(frame, {
      placeholder: 'The trace whose calls are run again',
      choices: [...openTraces, ...files.filter(({ value }) => !shown.has(value.join('\n')))],
      preselected: (value) => value.join('\n') === draft.paths?.join('\n'),
      more: { label: '$(folder-opened) Browse…', ask: browseTraces },
    });
    return settle(answer, (paths) => {
      if (paths.join('\n') !== draft.paths?.join('\n')) delete draft.callIds;
      draft.paths = paths;
    });
  };
}

export function callsStep(workers: Workers, given: boolean): Step<ReplayDraft> {
  return async (draft, frame) => {
    const { total, rows } = await readTraceCalls(workers, draft.paths ?? []);
    draft.loggedModels = [...new Set(rows.flatMap(({ model }) => (model === undefined ? [] : [model])))];
    if (total === 0) throw new Error('This trace holds no calls, so there is nothing to replay. Choose another one.');
    if (given) return 'skipped';
    const count = `${total.toLocaleString('en-US')} ${total === 1 ? 'call' : 'calls'}`;
    const how = await pickOne(frame, {
      placeholder: 'Which calls',
      choices: [
        { label: `All ${count}`, value: 'all' as const },
        { label: 'Choose Calls…', description: 'from a list', value: 'some' as const },
      ],
    });
    if (how !== 'some') return settle(how, () => delete draft.callIds);
    const chosen = await pickMany(frame, {
      placeholder: 'Type to filter; ↓ and Space choose, Enter goes on',
      choices: rows.map(({ id, firstWords, model = '', error }) => ({
        label: firstWords || id,
        description: [model, error === undefined ? '' : 'failed'].filter(Boolean).join(' · '),
        detail: id,
        value: id,
      })),
    });
    return settle(chosen, (ids) => {
      draft.callIds = ids;
    });
  };
}
