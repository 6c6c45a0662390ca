/**
 * Narrowing of JSON values: what a provider's body may hold at a place, or nothing.
 * Never throws and never changes a value.
 */
import { parseEmbeddedJson } from '../jsonText';
import type { JsonObject, JsonValue } from '../model';

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const asObject = (value: JsonValue | undefined): JsonObject | undefined => (isObject(value) ? value : undefined);

export const asArray = (value: JsonValue | undefined): JsonValue[] | undefined =>
  Array.isArray(value) ? value : undefined;

export const asString = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** A string that says something: '' is no id, no name, no model. */
export const asText = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const asNumber = (value: JsonValue | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** The fields that are not named. */
export function without(value: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !names.includes(key)));
}

export const only = (value: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([key]) => names.includes(key)));

/** `{ extra }`, or nothing where there is nothing extra: to be spread into a part or a message. */
export const extraOf = (extra: JsonObject): { extra?: JsonObject } => (Object.keys(extra).length > 0 ? { extra } : {});

/** The object without its undefined fields: absent is absent. */
export function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept: Partial<T> = {};
  for (const key in value) if (value[key] !== undefined) kept[key] = value[key];
  // Only absent fields went, so what is left has the type without undefined.
  return kept as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** JSON written inside a string (formats.md rule 4); the value itself where it is none. */
export const parseIfJson = (value: JsonValue | undefined): JsonValue | undefined =>
  typeof value === 'string' ? (parseEmbeddedJson(value) ?? value) : value;

/** The first of the named fields that holds something. */
export function firstField(value: JsonObject, names: readonly string[]): JsonValue | undefined {
  const name = names.find((key) => Object.hasOwn(value, key) && value[key] !== null);
  return name === undefined ? undefined : value[name];
}

const DATA_URL = /^data:([^;,]+);base64,/;
/** A base64 data URL in its two halves; any other address as `url`. */
export function splitDataUrl(url: string): { mimeType: string; data: string } | { url: string } {
  const match = DATA_URL.exec(url);
  return match?.[1] === undefined ? { url } : { mimeType: match[1], data: url.slice(match[0].length) };
}
