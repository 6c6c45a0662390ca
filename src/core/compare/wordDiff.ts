/** The changed words of a pair of lines. Owns the budget over all pairs of one diff; a pair over it is one change. */
import { commonTokens } from './commonTokens';
import type { Common } from './gapSearch';
import type { WordSpan } from './model';

export interface WordLimits {
  maxWordEdits: number;
  wordBudget: number;
  timeoutMs: number;
}

/** Lines that share less than this part of their letters are shown as replaced: marks all over help nobody. */
const LEAST_IN_COMMON = 0.25;
const TOKEN = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;

export class WordDiffer {
  private spent = 0;
  isCoarse = false;

  constructor(private readonly limits: WordLimits) {}

  diff(left: string, right: string): { left: WordSpan[]; right: WordSpan[] } {
    const replaced = { left: asChanged(left), right: asChanged(right) };
    if (left === '' || right === '') return replaced;
    const a = left.match(TOKEN) ?? [];
    const b = right.match(TOKEN) ?? [];
    if (mostShare(a, b) < LEAST_IN_COMMON) return replaced;
    const common = this.common(a, b);
    if (share(a, b, common.left) < LEAST_IN_COMMON) return replaced;
    return { left: spans(a, common.left), right: spans(b, common.right) };
  }

  private common(a: readonly string[], b: readonly string[]): Common {
    const { maxWordEdits, wordBudget, timeoutMs } = this.limits;
    const left = Math.max(0, wordBudget - this.spent);
    const maxEditLength = Math.min(maxWordEdits, Math.floor(Math.sqrt(left)));
    const common =
      maxEditLength > 0
        ? commonTokens(a, b, { maxEditLength, timeoutMs })
        : { left: [], right: [], isCoarse: true, work: 0 };
    this.spent += common.work + a.length + b.length;
    this.isCoarse ||= common.isCoarse;
    return common;
  }
}

const asChanged = (text: string): WordSpan[] => (text === '' ? [] : [{ text, changed: true }]);

/** The most that two lines can share, in whatever order their words stand: cheap, and spares most searches. */
function mostShare(a: readonly string[], b: readonly string[]): number {
  const onRight = new Set(b);
  let inCommon = 0;
  for (const token of a) if (onRight.has(token)) inCommon += lettersIn(token);
  return shareOf(inCommon, a, b);
}

/** How much of the longer line's letters both have. */
function share(a: readonly string[], b: readonly string[], common: readonly number[]): number {
  let inCommon = 0;
  for (const i of common) inCommon += lettersIn(a[i] ?? '');
  return shareOf(inCommon, a, b);
}

function shareOf(inCommon: number, a: readonly string[], b: readonly string[]): number {
  const size = (tokens: readonly string[]): number => tokens.reduce((sum, token) => sum + lettersIn(token), 0);
  const longer = Math.max(size(a), size(b));
  return longer === 0 ? 1 : inCommon / longer;
}

/** A token is letters all through or not at all, so that its first character decides. */
function lettersIn(token: string): number {
  const first = token.charCodeAt(0);
  if (first >= 0x80) return /^[\p{L}\p{N}]/u.test(token) ? token.length : 0;
  const isLetter = (first >= 97 && first <= 122) || (first >= 65 && first <= 90) || (first >= 48 && first <= 57);
  return isLetter ? token.length : 0;
}

/** A token is white space all through or not at all. */
const isSpace = (token: string): boolean => token.trimStart() === '';

/** Neighbours of one kind are one span; white space between two changed words changed with them. */
function spans(tokens: readonly string[], common: readonly number[]): WordSpan[] {
  const isCommon = new Uint8Array(tokens.length);
  for (const index of common) isCommon[index] = 1;
  const result: WordSpan[] = [];
  tokens.forEach((text, index) => {
    const isBetween = isSpace(text) && index > 0 && !isCommon[index - 1] && index + 1 < tokens.length;
    const changed = !isCommon[index] || (isBetween && !isCommon[index + 1]);
    const last = result.at(-1);
    if (last?.changed === changed) last.text += text;
    else result.push({ text, changed });
  });
  return result;
}
