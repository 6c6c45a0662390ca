/**
 * OTLP/JSON's own value forms: AnyValue, attribute lists, ids, nanosecond times. Never throws; what is no such form
 * comes out as it is.
 */
import type { JsonObject, JsonValue } from '../../model';
import { asArray, asObject, asString, isObject } from '../../normalise/json';

/** Reads camelCase, or the snake_case of protobuf text tools. */
export function field(object: JsonObject, name: string): JsonValue | undefined {
  return object[name] ?? object[snakeCase(name)];
}

const snakeNames = new Map<string, string>();
function snakeCase(name: string): string {
  const known = snakeNames.get(name) ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  snakeNames.set(name, known);
  return known;
}

export const objectsIn = (object: JsonObject, name: string): JsonObject[] =>
  (asArray(field(object, name)) ?? []).filter(isObject);

/** AnyValue → JSON. An integer is a number where it is safe, else its digits as a string. */
export function anyValue(value: JsonValue | undefined): JsonValue {
  const any = asObject(value);
  if (!any) return value ?? null;
  for (const [key, read] of KIND_LIST) {
    const held = field(any, key);
    if (held !== undefined) return read(held);
  }
  // {} is null; another object was written without the AnyValue form.
  return Object.keys(any).length === 0 ? null : any;
}

const KINDS: { [kind: string]: (held: JsonValue) => JsonValue } = {
  stringValue: (held) => held,
  boolValue: (held) => held,
  intValue: integer,
  doubleValue: (held) => (typeof held === 'string' && Number.isFinite(Number(held)) ? Number(held) : held),
  arrayValue: (held) => (asArray(asObject(held)?.['values']) ?? []).map(anyValue),
  kvlistValue: (held) => attributes(asObject(held)?.['values']),
  bytesValue: (held) => held,
};

const KIND_LIST = Object.entries(KINDS);

function integer(held: JsonValue): JsonValue {
  if (typeof held !== 'string') return held;
  const number = Number(held);
  return Number.isSafeInteger(number) ? number : held;
}

/** `[{key, value}]` → an object; the last of equal keys wins. An object is taken as it is. */
export function attributes(list: JsonValue | undefined): JsonObject {
  const plain = asObject(list);
  if (plain) return plain;
  const result: JsonObject = {};
  for (const item of asArray(list) ?? []) {
    const entry = asObject(item);
    const key = asString(entry?.['key']);
    if (entry && key !== undefined && key !== '__proto__') result[key] = anyValue(entry['value']);
  }
  return result;
}

/** An id of `byteCount` bytes as lower-case hex: from hex, or from base64 (formats.md rule 8). */
export function hexId(id: JsonValue | undefined, byteCount: number): string | undefined {
  if (typeof id !== 'string' || id === '' || /^0+$/.test(id)) return undefined;
  if (/^[0-9a-f]+$/i.test(id) && id.length === byteCount * 2) return id.toLowerCase();
  const bytes = base64Bytes(id);
  return bytes?.length === byteCount ? bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('') : id;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64Bytes(text: string): number[] | undefined {
  const digits = text.replace(/=+$/, '').replace(/-/g, '+').replace(/_/g, '/');
  const bytes: number[] = [];
  let bits = 0;
  let bitCount = 0;
  for (const char of digits) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0) return undefined;
    bits = ((bits << 6) | digit) & 0xffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes.push((bits >> bitCount) & 0xff);
    }
  }
  return bytes;
}

/** Nanoseconds as written: digits in a string or a number. 0 is unknown. */
export function nanoseconds(value: JsonValue | undefined): bigint | undefined {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return BigInt(Math.trunc(value));
  if (typeof value !== 'string' || !/^\d+$/.test(value)) return undefined;
  const count = BigInt(value);
  return count > 0n ? count : undefined;
}

/** Fractional milliseconds. */
export const toMilliseconds = (ns: bigint): number => Number(ns / 1_000_000n) + Number(ns % 1_000_000n) / 1e6;
