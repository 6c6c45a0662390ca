/** A new document's value as its text: YAML with comments in plain words, or JSON. It decides nothing about the value. */
import type { JsonObject } from '../../trace/model';
import { yamlText } from './yamlText';

export type WrittenFormat = 'yaml' | 'json';

export interface DocumentValue {
  value: JsonObject;
  /** By path, as `yamlText` takes them. */
  comments: ReadonlyMap<string, readonly string[]>;
}

export interface ToWrite extends DocumentValue {
  /** What the file is, in plain words. */
  intro: readonly string[];
  /** What of the origin it does not keep. */
  lost: readonly string[];
}

/** JSON has no comments: what is not kept stands under `x-notKept`. */
export function writeDocument({ value, comments, intro, lost }: ToWrite, format: WrittenFormat): string {
  if (format === 'json') {
    const { version = 1, ...others } = value;
    const notes = lost.length > 0 ? { 'x-notKept': [...lost] } : {};
    return `${JSON.stringify({ version, ...notes, ...others }, undefined, 2)}\n`;
  }
  const notKept = lost.length > 0 ? ['Not kept:', ...lost.map((line) => `- ${line}`)] : [];
  return yamlText(value, { comments: new Map([...comments, ['', [...intro, ...notKept]]]) });
}
