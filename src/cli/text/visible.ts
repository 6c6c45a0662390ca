/**
 * Text from traces and files is hostile: an escape sequence in it could colour, move or rewrite what the terminal shows,
 * and a bidirectional mark could turn its order round. Whatever is printed for people passes through here.
 */

// Tab and newline are layout. Zero-width joiner and non-joiner stay: emoji and several scripts need them.
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- finding control characters is the purpose
  /[\u0000-\u0008\u000b\u000c\u000d-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]|[\u{e0000}-\u{e007f}]/gu;

/** Several lines: hidden characters become their code in angle brackets. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(HIDDEN, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `<U+${code}>`;
  });
}

/** One line of a table: white space runs become one space. */
export const oneLine = (text: string): string => visible(text.replace(/\s+/g, ' ').trim());

/** At most `width` columns, with '…' where something was left out. Counts code points, not glyph widths. */
export function shorten(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
