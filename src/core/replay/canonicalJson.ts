/**
 * JSON in one spelling (RFC 8785), so that equal values have equal hashes. Owns the order of keys and the refusal of
 * what JSON cannot hold; never hashes. Numbers and strings are written as ECMAScript does, which is what the RFC asks.
 */
import type { JsonValue } from '../trace/model';

/** Keys are sorted by UTF-16 units. Keys whose value is undefined are left out, as JSON does. Throws on NaN and infinities. */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`JSON cannot hold the number ${value}.`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .flatMap((key) => member(key, value[key]));
  return `{${members.join(',')}}`;
}

function member(key: string, value: JsonValue | undefined): string[] {
  return value === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(value)}`];
}
