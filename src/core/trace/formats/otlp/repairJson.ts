/**
 * JSON text that an attribute limit has cut off: reads it up to the last complete element, and no further. A string
 * that was cut keeps what is there. Never throws.
 */
import { parseJsonText } from '../../jsonText';
import type { JsonValue } from '../../model';

export function repairJson(text: string): JsonValue | undefined {
  const open: string[] = [];
  let inString = false;
  let isEscaped = false;
  /** Where the text could be closed: after a complete value. */
  const cuts: { end: number; closers: string }[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (inString) {
      if (isEscaped) isEscaped = false;
      else if (char === '\\') isEscaped = true;
      else if (char === '"') inString = false;
      continue;
    }
    if (char === '"') inString = true;
    else if (char === '{' || char === '[') open.push(char === '{' ? '}' : ']');
    else if (char === '}' || char === ']') open.pop();
    if (',}]'.includes(char)) remember(cuts, { end: char === ',' ? i : i + 1, closers: closersOf(open) });
  }
  if (inString) cuts.push({ end: withoutHalfEscape(text), closers: `"${closersOf(open)}` });
  for (const { end, closers } of cuts.reverse()) {
    const outcome = parseJsonText(text.slice(0, end) + closers);
    if (outcome.ok) return outcome.value;
  }
  return undefined;
}

const KEPT_CUTS = 4;
function remember<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > KEPT_CUTS) list.shift();
}

const closersOf = (open: string[]): string => [...open].reverse().join('');

/** The end of the text without an escape that was cut in its middle. */
function withoutHalfEscape(text: string): number {
  const tail = text.slice(-6);
  const half = /\\(?:u[0-9a-fA-F]{0,3})?$/.exec(tail);
  if (!half) return text.length;
  const at = text.length - (tail.length - half.index);
  let backslashes = 1;
  while (text[at - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1 ? at : text.length;
}
