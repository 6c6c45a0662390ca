/** The step that chooses the prompts to run: unchanged, context documents, plain prompt files. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { VariantRequest } from '../../protocol/runApi';
import { CONTEXT_GLOB } from '../contextFiles';
import { findWorkspaceFiles, PROMPT_GLOB } from '../traceFiles';
import type { ReplayDraft } from './draft';
import { pickMany, settle, type Choice, type Step } from './steps';

const UNCHANGED: Choice<VariantRequest> = {
  label: 'Unchanged',
  description: 'as logged: what the same request gives today',
  value: {},
};

const fileChoice = (uri: vscode.Uri, description: string): Choice<VariantRequest> => ({
  label: path.basename(uri.fsPath),
  description,
  detail: vscode.workspace.asRelativePath(uri),
  value: { file: uri.fsPath },
});

async function browsePrompts(): Promise<Choice<VariantRequest>[]> {
  const filters = { Prompts: ['yaml', 'yml', 'json', 'prompty', 'md', 'txt'] };
  const chosen = await vscode.window.showOpenDialog({ canSelectMany: true, filters, openLabel: 'Use as Prompt' });
  return (chosen ?? []).map((uri) => fileChoice(uri, 'chosen file'));
}

/** Folders of prompts come first: a workspace may hold many other texts. */
const isPrompt = ({ path: file }: vscode.Uri): boolean => /prompt/i.test(file);

async function promptChoices(first: string | undefined): Promise<Choice<VariantRequest>[]> {
  const [documents, prompts] = await Promise.all([findWorkspaceFiles(CONTEXT_GLOB), findWorkspaceFiles(PROMPT_GLOB)]);
  const choices = [
    ...documents.map((uri) => fileChoice(uri, 'context document')),
    ...[...prompts.filter(isPrompt), ...prompts.filter((uri) => !isPrompt(uri))].map((uri) =>
      fileChoice(uri, 'replaces the system instructions'),
    ),
  ];
  const known = choices.find(({ value }) => value.file === first);
  if (first === undefined || known) return choices;
  return [fileChoice(vscode.Uri.file(first), 'context document'), ...choices];
}

export const promptStep: Step<ReplayDraft> = async (draft, frame) => {
  const before = draft.variants.map(({ file }) => file);
  const isFirstTime = before.length === 0;
  const answer = await pickMany(frame, {
    placeholder: 'Prompts to run the calls with; ↓ and Space choose, Enter goes on',
    choices: [UNCHANGED, ...(await promptChoices(draft.document))],
    preselected: ({ file }) => (isFirstTime ? file === undefined || file === draft.document : before.includes(file)),
    more: { label: '$(folder-opened) Browse…', ask: browsePrompts },
  });
  return settle(answer, (variants) => {
    draft.variants = variants;
  });
};
