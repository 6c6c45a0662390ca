/** A snippet with `|` where the cursor stands; `¦` stands for a bar of the text itself. */
export function marked(source: string): { text: string; offset: number } {
  const offset = source.indexOf('|');
  if (offset < 0) throw new Error('no cursor mark in the snippet');
  const text = source.slice(0, offset) + source.slice(offset + 1);
  return { text: text.replaceAll('¦', '|'), offset };
}
