/**
 * The what-if as the smallest edits of the document's text: what was a share of the window stays one. The result is
 * parsed again: where it would say anything else than the what-if, there are no edits and a sentence says why.
 */
import { lookupModel } from '../tokens/catalogue';
import type { JsonValue } from '../trace/model';
import { formatTokens } from './ledgerText';
import type { Budget, BudgetSize, ContextDocument, DocumentPath, TextEdit } from './model';
import { ownWindowOf } from './overlayOwn';
import { parseContextDocument } from './parse';
import { LineIndex } from './positions';
import type { ContextOverlay, OverlayEdits } from './snapshotModel';

/** One change of the document: where in its text, and what the document then is. */
interface Wish {
  path: DocumentPath;
  /** Absent: the value goes. */
  value?: JsonValue;
  change: (document: ContextDocument) => ContextDocument;
  /** 'window 7,910 (was 8,000)' */
  words: string;
  /** What is to be written by hand where it cannot be done. */
  byHand: string;
}

export function overlayEditsOf(text: string, format: 'yaml' | 'json', overlay: ContextOverlay): OverlayEdits {
  const parsed = parseContextDocument(text, format);
  const { document } = parsed;
  if (!document)
    return refused('The text is no valid document now. Correct what the Problems panel lists, then apply again.');
  const wishes = wishesOf(document, overlay);
  if (wishes.length === 0) return refused('There is nothing to write: the document says the same already.');
  const edits: TextEdit[] = [];
  for (const wish of wishes) {
    const edit = parsed.edit?.(wish.path, wish.value);
    if (!edit) return refused(`${wish.words} cannot be written without rewriting more of the text. ${wish.byHand}`);
    edits.push(edit);
  }
  const expected = wishes.reduce((changed, { change }) => change(changed), document);
  if (!says(text, format, { edits, expected })) {
    const byHand = wishes.map((wish) => wish.byHand).join(' ');
    return refused(`The text is written so that an edit there would change more than that. ${byHand}`);
  }
  return { edits, message: `Wrote ${wishes.map(({ words }) => words).join('; ')}.` };
}

const refused = (refusal: string): OverlayEdits => ({ edits: [], refusal });

function wishesOf(document: ContextDocument, overlay: ContextOverlay): Wish[] {
  const window = shownWindow(document, overlay);
  const budgets = document.sections.flatMap(({ id, budget }, index) => {
    const change = overlay.budgets && Object.hasOwn(overlay.budgets, id) ? overlay.budgets[id] : undefined;
    const sizes = (['max', 'min'] as const).flatMap((key) => sizeWish({ id, key, own: budget[key], window }, change));
    return budgetWishes(sizes, index, budget);
  });
  return [...modelWish(document, overlay), ...windowWish(document, overlay), ...budgets];
}

function modelWish(document: ContextDocument, { model }: ContextOverlay): Wish[] {
  if (model === undefined || model === document.model) return [];
  const was = document.model === undefined ? '' : ` (was ${document.model})`;
  const words = `model ${model}${was}`;
  const change = (each: ContextDocument): ContextDocument => ({ ...each, model });
  return [{ path: ['model'], value: model, change, words, byHand: `Write "model: ${model}" by hand.` }];
}

/** Another model brings its window along in the what-if, in place of the document's own. */
function windowWish(document: ContextDocument, overlay: ContextOverlay): Wish[] {
  const window = shownWindow(document, overlay);
  const isOfModel = overlay.window === undefined;
  if (window === undefined || window === document.window || (isOfModel && document.window === undefined)) return [];
  const was = document.window === undefined ? '' : ` (was ${formatTokens(document.window)})`;
  const words = `window ${formatTokens(window)}${isOfModel ? `, that of ${overlay.model ?? ''}` : ''}${was}`;
  const change = (each: ContextDocument): ContextDocument => ({ ...each, window });
  return [{ path: ['window'], value: window, change, words, byHand: `Write "window: ${window}" by hand.` }];
}

function shownWindow(document: ContextDocument, { window, model }: ContextOverlay): number | undefined {
  if (window !== undefined) return window;
  const ofModel = model === undefined ? undefined : lookupModel(model).entry.window;
  return ofModel ?? ownWindowOf(document);
}

interface SizeAt {
  id: string;
  key: 'max' | 'min';
  own: BudgetSize | undefined;
  window: number | undefined;
}
interface SizeWish extends SizeAt {
  /** Absent: the size goes. */
  value?: number | string;
  note: string;
}
type SizeChange = NonNullable<ContextOverlay['budgets']>[string];

function sizeWish(at: SizeAt, change: SizeChange | undefined): SizeWish[] {
  const { own, window } = at;
  const tokens = change?.[at.key];
  if (tokens === undefined) return [];
  if (tokens === null) return own ? [{ ...at, note: '' }] : [];
  if (own && 'percent' in own && window !== undefined && tokens <= window) {
    const share = nearestShare(tokens, window);
    const note = `, the nearest share of the window to ${formatTokens(tokens)} tokens`;
    return share === own.percent ? [] : [{ ...at, value: `${share}%`, note }];
  }
  return own && 'tokens' in own && own.tokens === tokens ? [] : [{ ...at, value: tokens, note: '' }];
}

/** In whole percents; what is more than nothing is at least one. */
const nearestShare = (tokens: number, window: number): number =>
  Math.max(tokens > 0 ? 1 : 0, Math.min(100, Math.round((100 * tokens) / window)));

/** A section without a budget gets one; a budget without a size left goes. */
function budgetWishes(sizes: readonly SizeWish[], index: number, own: Budget): Wish[] {
  const path = ['sections', index, 'budget'];
  const change = (document: ContextDocument): ContextDocument => withSizes(document, index, sizes);
  const words = sizes.map(wordsOf).join(' and ');
  const byHand = sizes.map(byHandOf).join(' ');
  const values = sizes.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const]));
  if (sizes.length === 0) return [];
  if (!own.max && !own.min) return [{ path, value: Object.fromEntries(values), change, words, byHand }];
  const isEmptied = values.length === 0 && sizes.length === Object.keys(own).length;
  if (isEmptied) return [{ path, change, words, byHand }];
  return sizes.map((size): Wish => {
    const wish = { path: [...path, size.key], change, words: wordsOf(size), byHand: byHandOf(size) };
    return size.value === undefined ? wish : { ...wish, value: size.value };
  });
}

function withSizes(document: ContextDocument, index: number, sizes: readonly SizeWish[]): ContextDocument {
  const sections = document.sections.map((section, at) => {
    if (at !== index) return section;
    const size = (key: 'max' | 'min'): Budget => {
      const wish = sizes.find((each) => each.key === key);
      const own = section.budget[key];
      const next = wish ? sizeFrom(wish.value) : own;
      return next ? { [key]: next } : {};
    };
    const budget = { ...size('max'), ...size('min') };
    return { ...section, budget };
  });
  return { ...document, sections };
}

function sizeFrom(value: number | string | undefined): BudgetSize | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'number' ? { tokens: value } : { percent: Number.parseFloat(value) };
}

function wordsOf({ id, key, own, value, note }: SizeWish): string {
  const now = value === undefined ? 'none' : typeof value === 'number' ? formatTokens(value) : value;
  const was = own === undefined ? '' : ` (was ${'tokens' in own ? formatTokens(own.tokens) : `${own.percent}%`})`;
  return `${id} ${key} ${now}${note}${was}`;
}

function byHandOf({ id, key, value }: SizeWish): string {
  if (value === undefined) return `Take "${key}" out of the budget of ${id} by hand.`;
  return `Write "${key}: ${value}" into the budget of ${id} by hand.`;
}

interface Outcome {
  edits: readonly TextEdit[];
  expected: ContextDocument;
}

/** Whether the edited text says what was wished, and all else as before. */
function says(text: string, format: 'yaml' | 'json', { edits, expected }: Outcome): boolean {
  const { document } = parseContextDocument(textAfter(text, edits), format);
  return document !== undefined && inKeyOrder(document) === inKeyOrder(expected);
}

/** The order of keys is no part of what a document says. */
const inKeyOrder = (document: ContextDocument): string =>
  JSON.stringify(document, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/** The text with the edits, which do not overlap; of two at one place the first comes first. */
export function textAfter(text: string, edits: readonly TextEdit[]): string {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lines = new LineIndex(body);
  const placed = edits.map(({ range, text: added }) => ({
    start: lines.offset(range.start),
    end: lines.offset(range.end),
    added,
  }));
  let result = '';
  let at = 0;
  for (const { start, end, added } of placed.sort((a, b) => a.start - b.start)) {
    result += body.slice(at, start) + added;
    at = end;
  }
  return result + body.slice(at);
}
