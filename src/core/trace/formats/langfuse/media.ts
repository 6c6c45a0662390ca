/** Langfuse stores media apart and leaves a token: `@@@langfuseMedia:type=image/png|id=…|source=base64@@@`. */
import type { JsonValue, Message, Part } from '../../model';
import { compact } from '../../normalise/json';

const TOKEN = /^@@@langfuseMedia:type=([^|@]*)\|id=[^@]*@@@$/;
const MARK = '@@@langfuseMedia:';

export const holdsMedia = (value: JsonValue | undefined): boolean =>
  value !== undefined && JSON.stringify(value).includes(MARK);

/** Parts that are a token as what they stand for; their bytes are not in the log. */
export const withMedia = (message: Message): Message =>
  message.parts.some(isToken) ? { ...message, parts: message.parts.map(mediaPart) } : message;

const textOf = (part: Part): string | undefined => (part.type === 'text' ? part.text : undefined);
const isToken = (part: Part): boolean => TOKEN.test(textOf(part) ?? '');

function mediaPart(part: Part): Part {
  const text = textOf(part);
  const mimeType = TOKEN.exec(text ?? '')?.[1];
  if (mimeType === undefined) return part;
  const kind = mimeType.split('/')[0];
  return compact({ type: kind === 'image' || kind === 'audio' ? kind : 'file', mimeType, url: text });
}
