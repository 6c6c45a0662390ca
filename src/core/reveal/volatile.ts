/**
 * Hides what changes from call to call: dates, times, ids, hashes, long numbers, addresses with ids, and known values
 * of variables. The text keeps its length, so places in it stay what they are. It never decides what is found.
 */
import { BREAK_CHARACTER } from './canonical';

const VOLATILE: readonly RegExp[] = [
  // Addresses whose path or query holds digits.
  /\bhttps?:\/\/[^\s"'<>)]{0,500}\d[^\s"'<>)]{0,500}/g,
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g,
  /\b\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\b/g,
  /\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b/g,
  // Hex and base-32 ids: letters and digits mixed, or a prefix and an id.
  /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,128}\b/gi,
  /\b[a-z]{2,8}[-_](?=[A-Za-z0-9]*\d)[A-Za-z0-9]{6,64}\b/g,
  /\b\d{5,}(?:[.,]\d{1,20})?\b/g,
];

/** Shorter values occur everywhere. */
const SHORTEST_VALUE = 3;

export function hideVolatile(text: string, values: readonly string[]): string {
  let hidden = text;
  for (const pattern of VOLATILE) hidden = hidden.replace(pattern, (found) => BREAK_CHARACTER.repeat(found.length));
  const known = values.filter((value) => value.trim().length >= SHORTEST_VALUE && value.length < text.length);
  for (const value of [...known].sort((a, b) => b.length - a.length)) {
    hidden = hidden.replaceAll(value, BREAK_CHARACTER.repeat(value.length));
  }
  return hidden;
}
