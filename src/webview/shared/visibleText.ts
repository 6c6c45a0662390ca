/** Finds characters that would change how text looks without being seen: controls, bidi marks, tags, zero-width ones. */

export type TextRun = { text: string } | { hidden: string };

// Zero-width joiner and non-joiner stay: emoji and several scripts need them.
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- finding control characters is the purpose
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu;
/** Binary junk would make an element per character: past this many the rest is shown by a stand-in. */
const MOST_MARKS = 200;
const STAND_IN = '\u00b7';

const nameOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

export function visibleRuns(text: string): TextRun[] {
  const runs: TextRun[] = [];
  let end = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (runs.length > 2 * MOST_MARKS) break;
    if (match.index > end) runs.push({ text: text.slice(end, match.index) });
    runs.push({ hidden: nameOf(match[0]) });
    end = match.index + match[0].length;
  }
  const rest = runs.length > 2 * MOST_MARKS ? text.slice(end).replace(HIDDEN, STAND_IN) : text.slice(end);
  if (rest) runs.push({ text: rest });
  return runs;
}
