/** The body of a .prompty file: role lines cut it into messages. Owns their grammar; knows nothing of the front matter. */
import type { JsonObject, JsonValue } from '../../trace/model';
import type { Note } from './converted';
import type { PromptMessage } from './promptMessages';

export interface BodyOptions {
  /** Where the body begins in the file. */
  offset: number;
  /** Inputs that stand for the conversation so far. */
  threads: readonly string[];
  /** The first version makes images of `![…](…)`; the second leaves them as text. */
  hasImages: boolean;
}

/** A line that holds only a role: `system:`, `# User:`, `user[name="Ann"]:`. */
const ROLE_LINE = /^[ \t]*#?[ \t]*(system|user|assistant|developer|tool|function)(\[[^\]\r\n]*\])?[ \t]*:[ \t]*$/i;
const ATTRIBUTE = /(\w+)\s*=\s*(?:"([^"]*)"|([^",\]]*))/g;

interface Open {
  role: string;
  attributes: JsonObject;
  start: number;
  end: number;
}

export function bodyMessages(
  body: string,
  { offset, threads, hasImages }: BodyOptions,
): { messages: PromptMessage[]; lost: Note[] } {
  const messages: PromptMessage[] = [];
  const lost: Note[] = [];
  let open: Open = { role: 'system', attributes: {}, start: 0, end: 0 };
  const close = (): void => {
    const message = messageOf(body, open, { offset, hasImages });
    if (message) messages.push(message.message);
    if (message?.lost) lost.push(message.lost);
  };
  for (const { 0: line, index } of body.matchAll(/[^\r\n]*(?:\r\n|\n|\r|$)/g)) {
    const text = line.replace(/[\r\n]+$/, '');
    const end = index + line.length;
    const role = ROLE_LINE.exec(text);
    const thread = /^\s*\{\{\s*([\w.-]+)\s*\}\}\s*$/.exec(text)?.[1];
    if (role) {
      close();
      open = { role: (role[1] ?? '').toLowerCase(), attributes: attributesOf(role[2] ?? ''), start: end, end };
    } else if (thread !== undefined && threads.includes(thread)) {
      close();
      messages.push({ type: 'history', span: { start: offset + index, end: offset + index + text.length } });
      open = { ...open, start: end, end };
    } else open.end = end;
  }
  close();
  return { messages, lost };
}

function attributesOf(written: string): JsonObject {
  return Object.fromEntries(
    [...written.matchAll(ATTRIBUTE)].map(([, name, quoted, plain]) => [name ?? '', quoted ?? (plain ?? '').trim()]),
  );
}

function messageOf(
  body: string,
  { role, attributes, start, end }: Open,
  { offset, hasImages }: Pick<BodyOptions, 'offset' | 'hasImages'>,
): { message: PromptMessage; lost?: Note } | undefined {
  const raw = body.slice(start, end);
  const head = raw.length - raw.replace(/^(?:[ \t]*(?:\r\n|\n|\r))+/, '').length;
  const written = raw.slice(head).replace(/[\r\n]+$/, '');
  if (written.trim() === '') return undefined;
  const text = written.replace(/\r\n?/g, '\n');
  const span = { start: offset + start + head, end: offset + start + head + written.length };
  const { name, nonce: _nonce, ...others } = attributes;
  const parts = hasImages ? imageParts(text) : undefined;
  const file = parts?.some(
    ({ type, url }) => type === 'image' && typeof url === 'string' && !/^(?:https?|data):/.test(url),
  );
  return {
    message: {
      type: 'text',
      role: role === 'function' ? 'tool' : role,
      text,
      span,
      ...(typeof name === 'string' ? { name } : {}),
      ...(Object.keys(others).length > 0 ? { extra: others } : {}),
      ...(parts ? { parts } : {}),
    },
    ...(file ? { lost: { message: 'Images in files are named by their path and not read.', span } } : {}),
  };
}

const IMAGE = /!\[([^\]\r\n]*)\]\(([^)\s]+)[^)\r\n]*\)/g;

/** Texts and images in turn; nothing where there is no image. */
function imageParts(text: string): (JsonObject & { type: string })[] | undefined {
  const parts: (JsonObject & { type: string; url?: JsonValue })[] = [];
  let from = 0;
  for (const match of text.matchAll(IMAGE)) {
    const before = text.slice(from, match.index).trim();
    if (before !== '') parts.push({ type: 'text', text: before });
    parts.push({ type: 'image', url: match[2] ?? '' });
    from = match.index + match[0].length;
  }
  const rest = text.slice(from).trim();
  if (from === 0) return undefined;
  if (rest !== '') parts.push({ type: 'text', text: rest });
  return parts;
}
