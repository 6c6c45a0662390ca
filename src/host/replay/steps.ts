/** A dialog of several steps, all by keyboard: Enter goes on, Alt+Left (or the arrow in the title) goes back, Escape ends it. */
import * as vscode from 'vscode';

export const BACK = Symbol('back');
export type Answer<T> = T | typeof BACK | undefined;

export interface StepFrame {
  title: string;
  step: number;
  totalSteps: number;
  stage: Stage;
}

/**
 * The one input that is seen. An answered one stays until the next is there: without any, the focus would go back to a
 * webview, which takes it late, from the next input.
 */
export class Stage {
  private input: vscode.QuickInput | undefined;
  /** The user left between two steps. */
  private isLeft = false;

  /** False where the user has left. */
  show(input: vscode.QuickInput): boolean {
    const before = this.input;
    this.input = input;
    if (!this.isLeft) input.show();
    before?.dispose();
    return !this.isLeft;
  }

  /** `input` was hidden after it was answered. */
  noteHidden(input: vscode.QuickInput): void {
    if (input === this.input) this.isLeft = true;
  }

  close(): void {
    this.input?.dispose();
    this.input = undefined;
  }
}
export interface Choice<T> extends vscode.QuickPickItem {
  value: T;
}
export interface PickOptions<T> {
  placeholder: string;
  choices: readonly Choice<T>[];
  /** Values chosen at the start (several), or the one that Enter takes. */
  preselected?: (value: T) => boolean;
  /** Adds a choice that asks for more choices, such as "Browse…". */
  more?: { label: string; ask(): Promise<readonly Choice<T>[]> };
}

type Entry<T> = Choice<T> | (vscode.QuickPickItem & { value?: never });
type Picker<T> = vscode.QuickPick<Entry<T>>;
/** A file dialog hides the input that asked for it; `isAway` keeps that from counting as Escape. */
interface Presence {
  isAway: boolean;
}

/** Shows an input until it is accepted, left backwards or hidden. `accept` returns undefined to stay open. */
function untilDone<T>(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  { title, step, totalSteps, stage }: StepFrame,
  accept: () => T | undefined,
  presence: Presence = { isAway: false },
): Promise<Answer<T>> {
  Object.assign(input, { title, step, totalSteps, ignoreFocusOut: true });
  if (step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    let isAnswered = false;
    const finish = (answer: Answer<T>): void => {
      isAnswered = true;
      Object.assign(input, { enabled: false, busy: true });
      resolve(answer);
    };
    input.onDidAccept(() => {
      const answer = accept();
      if (answer !== undefined) finish(answer);
    });
    input.onDidTriggerButton(() => finish(BACK));
    input.onDidHide(() => {
      if (isAnswered) stage.noteHidden(input);
      else if (!presence.isAway) finish(undefined);
    });
    if (!stage.show(input)) finish(undefined);
  });
}

const isChoice = <T>(entry: Entry<T>): entry is Choice<T> => 'value' in entry;

function createPicker<T>({ placeholder, choices, preselected, more }: PickOptions<T>): Picker<T> {
  const picker: Picker<T> = vscode.window.createQuickPick();
  picker.placeholder = placeholder;
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.items = more ? [...choices, { label: more.label, alwaysShow: true }] : [...choices];
  const chosen = choices.filter(({ value }) => preselected?.(value) ?? false);
  if (chosen.length > 0) picker.activeItems = chosen.slice(0, 1);
  return picker;
}

/** Asks for more choices, puts them before the rest and chooses them. */
async function addMore<T>(picker: Picker<T>, options: PickOptions<T>, presence: Presence): Promise<void> {
  const kept = picker.selectedItems.filter(isChoice);
  presence.isAway = true;
  const found = (await options.more?.ask().catch(() => [])) ?? [];
  presence.isAway = false;
  picker.items = [...found, ...picker.items];
  if (picker.canSelectMany) picker.selectedItems = [...kept, ...found];
  else picker.activeItems = found.slice(0, 1);
  picker.show();
}

export function pickOne<T>(frame: StepFrame, options: PickOptions<T>): Promise<Answer<T>> {
  const picker = createPicker(options);
  const presence = { isAway: false };
  const accept = (): T | undefined => {
    // Enter that comes before the editor has told the selection takes the entry that is marked.
    const [item = picker.activeItems[0]] = picker.selectedItems;
    if (item && isChoice(item)) return item.value;
    if (item) void addMore(picker, options, presence);
    return undefined;
  };
  return untilDone(picker, frame, accept, presence);
}

/** At least one must be chosen. */
export function pickMany<T>(frame: StepFrame, options: PickOptions<T>): Promise<Answer<T[]>> {
  const picker = createPicker(options);
  const presence = { isAway: false };
  picker.canSelectMany = true;
  picker.selectedItems = options.choices.filter(({ value }) => options.preselected?.(value) ?? false);
  picker.onDidChangeSelection((items) => {
    if (!items.every(isChoice)) void addMore(picker, options, presence);
  });
  const accept = (): T[] | undefined => {
    const chosen = picker.selectedItems.filter(isChoice);
    return chosen.length > 0 ? chosen.map(({ value }) => value) : undefined;
  };
  return untilDone(picker, frame, accept, presence);
}

export interface TextOptions {
  prompt: string;
  value?: string;
  /** The sentence that says what is wrong, if anything is. */
  check: (text: string) => string | undefined;
}

export function askText(frame: StepFrame, { prompt, value = '', check }: TextOptions): Promise<Answer<string>> {
  const input = vscode.window.createInputBox();
  input.prompt = prompt;
  input.value = value;
  input.onDidChangeValue((text) => {
    input.validationMessage = check(text);
  });
  return untilDone(input, frame, () => {
    input.validationMessage = check(input.value);
    return input.validationMessage === undefined || input.validationMessage === '' ? input.value : undefined;
  });
}

/** One step writes what it learnt into the draft; 'skipped' steps are passed over in both directions. */
export type Step<D> = (draft: D, frame: StepFrame) => Promise<'next' | 'back' | 'end' | 'skipped'>;

/** Returns whether all steps were answered. */
export async function runSteps<D>(title: string, draft: D, steps: readonly Step<D>[]): Promise<boolean> {
  const stage = new Stage();
  try {
    let index = 0;
    let direction = 1;
    while (index < steps.length) {
      const step = steps[index];
      if (!step) return false;
      const result = await step(draft, { title, step: index + 1, totalSteps: steps.length, stage });
      if (result === 'end') return false;
      if (result !== 'skipped') direction = result === 'back' ? -1 : 1;
      index = Math.max(0, index + direction);
      if (index === 0 && result === 'skipped') direction = 1;
    }
    return true;
  } finally {
    stage.close();
  }
}

/** Turns an answer into a step's result, after `keep` has written it down. */
export function settle<T>(answer: Answer<T>, keep: (value: T) => void): 'next' | 'back' | 'end' {
  if (answer === undefined) return 'end';
  if (answer === BACK) return 'back';
  keep(answer);
  return 'next';
}
