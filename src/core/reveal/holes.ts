/** Reads what stands between two literals in code: the variable or expression whose value the section holds there. */

/** More than this between two literals is other code. */
const LONGEST_HOLE = 200;

const PLACEHOLDERS: readonly RegExp[] = [
  /\{\{\{?[-~#/]?\s*([^{}]{1,80}?)\s*[-~]?\}?\}\}/g,
  /<%[=-]?\s*([^%]{1,80}?)\s*-?%>/g,
  /\$\{\s*([^{}]{1,80}?)\s*\}/g,
  /\{\s*([A-Za-z_][^{}]{0,80}?|\d{0,2})\s*\}/g,
  /%\((\w{1,60})\)[sdr]/g,
  /(%[sd])/g,
  /\$([A-Za-z_]\w{0,60})/g,
  /["'`]\s*\+\s*([A-Za-z_$][\w$.()[\]'"]{0,80}?)\s*(?:\+|[,;)\n]|$)/g,
];

/** The expressions between, in order; none where it is no more than white space, quotes and the like. */
export function holesIn(between: string): string[] {
  if (between.length > LONGEST_HOLE) return [];
  let rest = between;
  const found: { at: number; name: string }[] = [];
  for (const pattern of PLACEHOLDERS) {
    rest = rest.replace(pattern, (whole: string, name: string, at: number) => {
      found.push({ at, name: name === '' ? '{}' : name });
      return ' '.repeat(whole.length);
    });
  }
  return found.sort((a, b) => a.at - b.at).map(({ name }) => name);
}
