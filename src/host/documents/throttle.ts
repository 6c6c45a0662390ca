import type * as vscode from 'vscode';

export interface Throttled extends vscode.Disposable {
  (): void;
}

/** Does the work at once, and then at most once in so many milliseconds; the last wish always comes true. */
export function throttled(everyMs: number, work: () => void): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let isWanted = false;
  const pass = (): void => {
    timer = undefined;
    if (isWanted) ask();
  };
  const ask = (): void => {
    isWanted = timer !== undefined;
    if (isWanted) return;
    timer = setTimeout(pass, everyMs);
    work();
  };
  return Object.assign(ask, { dispose: () => clearTimeout(timer) });
}
