/** Errors as sentences with a next step. */
import * as vscode from 'vscode';

export interface NextStep {
  title: string;
  run(): unknown;
}

export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export async function showError(message: string, ...steps: NextStep[]): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(message, ...steps.map((step) => step.title));
  await steps.find((step) => step.title === chosen)?.run();
}

export async function showWarning(message: string, ...steps: NextStep[]): Promise<void> {
  const chosen = await vscode.window.showWarningMessage(message, ...steps.map((step) => step.title));
  await steps.find((step) => step.title === chosen)?.run();
}

/** Runs a command's work and shows what went wrong, if anything did. */
export function reporting<A extends unknown[]>(
  work: (...parameters: A) => unknown,
): (...parameters: A) => Promise<void> {
  return async (...parameters) => {
    try {
      await work(...parameters);
    } catch (error) {
      await showError(sentenceOf(error));
    }
  };
}
