/**
 * Where a text may be cut near a place: at the end of a paragraph, else of a line or sentence, else of a word, else
 * between two characters as a reader sees them (graphemes). Never cuts; never looks at tokens.
 */

const PARAGRAPH = /\r?\n[ \t]*(?:\r?\n)+/g;
const SENTENCE = /\r?\n|[.!?…]["'”’»)\]]*(?=\s)|[。！？]["'”’»）」』]*/g;
const WORD = /\s+/g;

/** The best place in (low, at]: what stands before it stays. */
export function breakBefore(text: string, low: number, at: number): number {
  const slice = text.slice(low, at + 2);
  const offset = (index: number): number | undefined =>
    low + index > low && low + index <= at ? low + index : undefined;
  const paragraph = lastOf(slice, PARAGRAPH, ({ index }) => offset(index));
  const sentence = (): number | undefined =>
    lastOf(slice, SENTENCE, (match) => offset(/\n/.test(match[0]) ? match.index : match.index + match[0].length));
  const word = (): number | undefined => lastOf(slice, WORD, ({ index }) => offset(index));
  return graphemeAround(text, paragraph ?? sentence() ?? word() ?? at).start;
}

/** The best place in [at, high): what stands from it on stays. */
export function breakAfter(text: string, at: number, high: number): number {
  const start = Math.max(0, at - 2);
  const slice = text.slice(start, high);
  const offset = (index: number): number | undefined =>
    start + index >= at && start + index < high ? start + index : undefined;
  const end = (match: RegExpExecArray): number | undefined => offset(match.index + match[0].length);
  const paragraph = firstOf(slice, PARAGRAPH, end);
  const sentence = (): number | undefined =>
    firstOf(slice, SENTENCE, (match) => {
      const after = match.index + match[0].length;
      return offset(after + (/^[ \t]+/.exec(slice.slice(after))?.[0].length ?? 0));
    });
  const word = (): number | undefined => firstOf(slice, WORD, end);
  const place = paragraph ?? sentence() ?? word() ?? at;
  const { start: own, end: next } = graphemeAround(text, place);
  return own === place ? place : next;
}

type Place = (match: RegExpExecArray) => number | undefined;

function firstOf(text: string, pattern: RegExp, place: Place): number | undefined {
  for (const match of text.matchAll(pattern)) {
    const found = place(match);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lastOf(text: string, pattern: RegExp, place: Place): number | undefined {
  let last: number | undefined;
  for (const match of text.matchAll(pattern)) last = place(match) ?? last;
  return last;
}

/** No locale splits graphemes in a way of its own. */
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** UTF-16 units that are looked back and ahead for where a long grapheme starts and ends. */
const MOST_BACK = 1_000;

const isAscii = (code: number): boolean => code < 0x80;

/** The grapheme in which the offset lies; both ends are the offset where it lies between two. */
export function graphemeAround(text: string, offset: number): { start: number; end: number } {
  const none = { start: offset, end: offset };
  if (offset <= 0 || offset >= text.length) return none;
  const [before, after] = [text.charCodeAt(offset - 1), text.charCodeAt(offset)];
  if (isAscii(before) && isAscii(after)) {
    return before === 0x0d && after === 0x0a ? { start: offset - 1, end: offset + 1 } : none;
  }
  // A grapheme starts at an ASCII character, whatever stands before it.
  let base = offset - 1;
  const least = Math.max(0, offset - MOST_BACK);
  while (base > least && !isAscii(text.charCodeAt(base))) base--;
  const found = GRAPHEMES.segment(text.slice(base, offset + MOST_BACK)).containing(offset - base);
  if (!found || base + found.index === offset) return none;
  return { start: base + found.index, end: base + found.index + found.segment.length };
}
