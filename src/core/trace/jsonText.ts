/**
 * Owns: JSON text as logs write it, to values. Integers beyond 2^53 become strings (formats.md rule 3), Python's NaN
 * and Infinity become null, lone surrogates stay. Never throws, never recurses: what it returns is at most
 * MAX_DEPTH deep, so that whoever walks it may recurse.
 */
import type { JsonValue } from './model';

/** Far above any real record; JSON.stringify and structured cloning manage several times as much. */
export const MAX_DEPTH = 500;

export type JsonFailure = 'cut-off' | 'not-json' | 'too-deep';
export type JsonOutcome =
  | { ok: true; value: JsonValue }
  /** `position` in UTF-16 units from the start of the text, where known. */
  | { ok: false; failure: JsonFailure; position?: number };

export function parseJsonText(text: string): JsonOutcome {
  const plain = tryParse(MAYBE_LONG.test(text) ? quoteLongIntegers(text) : text);
  if (plain.ok) return plain;
  if (NOT_A_NUMBER.test(text)) {
    const tolerant = tryParse(
      outsideStrings(quoteLongIntegers(text), (code) => code.replace(NOT_A_NUMBER_ALL, 'null')),
    );
    if (tolerant.ok) return tolerant;
  }
  if (plain.failure === 'not-json' && isUnfinished(text)) return { ok: false, failure: 'cut-off' };
  return plain;
}

/** JSON inside a string (formats.md rule 4): only where the text plainly is an object or a list. */
export function parseEmbeddedJson(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const outcome = parseJsonText(text);
  return outcome.ok ? outcome.value : undefined;
}

/** Cheap: long digits where a value may stand. Times in quotes, of which logs are full, do not match. */
const MAYBE_LONG = /[:[,]\s*-?\d{16}/;
const LONG_INTEGER = /\d{16}/;
const NOT_A_NUMBER = /\b(?:NaN|Infinity)\b/;
const NOT_A_NUMBER_ALL = /-?\b(?:NaN|Infinity)\b/g;
const INTEGER_OUTSIDE = /-?\d[\d.eE+-]*/g;

function tryParse(text: string): JsonOutcome {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isTooDeep(value) ? { ok: false, failure: 'too-deep' } : { ok: true, value };
  } catch (error) {
    const found = /position (\d+)/.exec(error instanceof Error ? error.message : '');
    return { ok: false, failure: 'not-json', ...(found && { position: Number(found[1]) }) };
  }
}

function quoteLongIntegers(text: string): string {
  return outsideStrings(text, (code) =>
    LONG_INTEGER.test(code)
      ? code.replace(INTEGER_OUTSIDE, (digits) => (isUnsafe(digits) ? `"${digits}"` : digits))
      : code,
  );
}

const isUnsafe = (digits: string): boolean => /^-?\d{16,}$/.test(digits) && !Number.isSafeInteger(Number(digits));

/** Rewrites what stands outside of string literals. Linear, without a regular expression over whole strings. */
function outsideStrings(text: string, rewrite: (code: string) => string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('"', at);
    if (open < 0) break;
    const close = closingQuote(text, open);
    pieces.push(rewrite(text.slice(at, open)), text.slice(open, close + 1));
    at = close + 1;
  }
  pieces.push(rewrite(text.slice(at)));
  return pieces.join('');
}

/** The index of the quote that ends the string literal opened at `open`; the text's end where there is none. */
function closingQuote(text: string, open: number): number {
  let quote = text.indexOf('"', open + 1);
  while (quote >= 0) {
    let back = quote - 1;
    while (text.charCodeAt(back) === BACKSLASH) back--;
    if ((quote - back) % 2 === 1) return quote;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

const BACKSLASH = 0x5c;

/** True when the text ends inside a string, an object or a list: more would have made it valid. */
function isUnfinished(text: string): boolean {
  let depth = 0;
  let at = 0;
  for (;;) {
    const open = text.indexOf('"', at);
    for (let i = at; i < (open < 0 ? text.length : open); i++) depth += NESTING[text[i] ?? ''] ?? 0;
    if (open < 0) return depth > 0;
    const close = closingQuote(text, open);
    if (close >= text.length) return true;
    at = close + 1;
  }
}

const NESTING: { [char: string]: number } = { '{': 1, '[': 1, '}': -1, ']': -1 };

function isTooDeep(value: JsonValue): boolean {
  let level: JsonValue[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= MAX_DEPTH) return true;
    const next: JsonValue[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      for (const child of Array.isArray(item) ? item : Object.values(item)) {
        if (typeof child === 'object' && child !== null) next.push(child);
      }
    }
    level = next;
  }
  return false;
}
