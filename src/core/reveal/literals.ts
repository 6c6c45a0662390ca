/** The longest stable literals of a section, for people: what was looked for. The search itself takes all of the text. */
import { BREAK_CHARACTER } from './canonical';
import { LEAST_LITERAL } from './chains';

const MOST_LITERALS = 24;
const MOST_SHOWN = 100;

/** `hidden`: the section's texts with what is volatile hidden. Longest first, each once. */
export function stableLiterals(hidden: string): string[] {
  const lines = hidden.split(new RegExp(`[${BREAK_CHARACTER}\\r\\n]+`));
  const literals = lines.map((line) => line.trim()).filter(isLiteral);
  return [...new Set(literals)].sort((a, b) => b.length - a.length).slice(0, MOST_LITERALS);
}

const isLiteral = (text: string): boolean =>
  text.length >= LEAST_LITERAL && (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= LEAST_LITERAL / 2;

export function shortened(text: string, most = MOST_SHOWN): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= most
    ? line
    : `${Array.from(line)
        .slice(0, most - 1)
        .join('')}…`;
}
