/**
 * An output as text for the diff. Owns how tool calls and JSON are written so that a changed argument is a changed
 * line; never shortens anything.
 */
import type { JsonValue, Part } from '../trace/model';

/** `pretty` = both sides are JSON. */
export function outputText(parts: readonly Part[], pretty = false): string {
  return parts
    .map((part) => partText(part, pretty))
    .filter((text) => text !== '')
    .join('\n');
}

/** Both sides, JSON set out line by line where both are JSON. */
export function outputTexts(left: readonly Part[], right: readonly Part[]): { left: string; right: string } {
  const pretty = isJsonOutput(left) && isJsonOutput(right);
  return { left: outputText(left, pretty), right: outputText(right, pretty) };
}

/** Whether the text of an output is one JSON object or list. */
function isJsonOutput(parts: readonly Part[]): boolean {
  const texts = parts.filter((part) => part.type === 'text');
  return texts.length === 1 && texts[0] !== undefined && typeof parseStructure(texts[0].text) === 'object';
}

function partText(part: Part, pretty: boolean): string {
  switch (part.type) {
    case 'text':
      return pretty ? prettyJson(part.text) : part.text;
    case 'refusal':
      return `[refusal]\n${part.text}`;
    case 'reasoning':
      return part.text === '' ? '[reasoning, not in plain text]' : `[reasoning]\n${part.text}`;
    case 'toolCall':
      return `[tool call] ${part.name}\n${prettyJson(part.arguments)}`;
    case 'toolResult':
      return `[tool result]${part.name === undefined ? '' : ` ${part.name}`}\n${outputText(part.parts, pretty)}`;
    case 'image':
    case 'audio':
    case 'file':
      return `[${[part.type, part.mimeType, part.name ?? part.url].filter((word) => word !== undefined).join(' ')}]`;
    case 'unknown':
      return JSON.stringify(part.raw, undefined, 2);
  }
}

/** What is no JSON stays as it is. */
function prettyJson(text: string): string {
  const value = parseStructure(text);
  return value === undefined ? text : JSON.stringify(value, undefined, 2);
}

function parseStructure(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

const FIRST_WORDS_LENGTH = 120;

export function firstWords(text: string): string {
  const words = text
    .slice(0, FIRST_WORDS_LENGTH * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return words.length <= FIRST_WORDS_LENGTH ? words : `${words.slice(0, FIRST_WORDS_LENGTH - 1)}…`;
}
