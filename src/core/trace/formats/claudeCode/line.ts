/**
 * One line of a Claude Code session log, narrowed: what it is, where it hangs in the session's tree, what it says.
 * Lines are of any type and shape (formats.md §12a): what is no message is named, never thrown at.
 */
import type { TraceRecord } from '../../format';
import type { JsonObject, JsonValue, SourceRange } from '../../model';
import { asArray, asObject, asText, compact, isObject, only } from '../../normalise/json';
import { readTime } from '../../normalise/time';

export type LineKind = 'user' | 'assistant' | 'boundary' | 'attachment' | 'other';

export interface SessionLine {
  kind: LineKind;
  /** The line's own id, unique in its file. */
  key: string;
  /** The key of the line that it answers or follows. */
  parentKey?: string;
  /** Order in the file, from 0. */
  order: number;
  /** As part of a context. */
  source: SourceRange;
  time?: number;
  /** Of a user or assistant line: the Anthropic message. */
  message?: JsonObject;
  /** Of an assistant line: lines with the same key are parts of one message. */
  messageKey?: string;
  /** The ids of the tool calls that the line makes, and of those that it answers. */
  calledIds: readonly string[];
  answeredIds: readonly string[];
  /** What a call made of this line says beside its message. */
  about: JsonObject;
}

const ABOUT = [
  'sessionId',
  'session_id',
  'requestId',
  'cwd',
  'gitBranch',
  'version',
  'entrypoint',
  'agentId',
  'isSidechain',
  'slug',
  'error',
  'errorDetails',
  'isApiErrorMessage',
  'apiErrorStatus',
  'parent_tool_use_id',
];

/** Where a record stands: all of its lines where it holds several (`loglines`). */
export const sourceOf = ({ path, line, offsetBytes, lengthBytes }: TraceRecord): SourceRange =>
  compact({ path, line, offsetBytes, lengthBytes, role: 'message' as const });

export function readLine(value: JsonObject, source: SessionLine['source'], order: number): SessionLine {
  const kind = kindOf(value);
  const key = asText(value['uuid']) ?? `#${order}`;
  const message = kind === 'user' || kind === 'assistant' ? messageOf(value) : undefined;
  return compact({
    kind,
    key,
    parentKey: asText(value['parentUuid']),
    order,
    source,
    time: readTime(value['timestamp']),
    message,
    messageKey: kind === 'assistant' && message ? (asText(message['id']) ?? `line ${key}`) : undefined,
    calledIds: kind === 'assistant' ? idsIn(message, 'tool_use', 'id') : NO_IDS,
    answeredIds: kind === 'user' ? idsIn(message, 'tool_result', 'tool_use_id') : NO_IDS,
    about: kind === 'assistant' ? only(value, ABOUT) : {},
  });
}

function kindOf(value: JsonObject): LineKind {
  const type = value['type'];
  if (type === 'user' || type === 'assistant') return messageOf(value) ? type : 'other';
  if (type === 'attachment') return 'attachment';
  return type === 'system' && value['subtype'] === 'compact_boundary' ? 'boundary' : 'other';
}

function messageOf(value: JsonObject): JsonObject | undefined {
  const message = asObject(value['message']);
  const content = message?.['content'];
  return typeof content === 'string' || Array.isArray(content) ? message : undefined;
}

/** Why a line is no call and no message: its type, as the log names it. */
export function reasonFor(value: JsonObject): string {
  const type = value['type'];
  if (type === 'user' || type === 'assistant') return `${type} line without a message`;
  const words = [value['type'], value['subtype']].flatMap((word) => asText(word)?.slice(0, MAX_WORD) ?? []);
  return `${words.join(' ')} line`;
}
const MAX_WORD = 40;

const NO_IDS: readonly string[] = [];

function idsIn(message: JsonObject | undefined, type: string, field: string): readonly string[] {
  const blocks = asArray(message?.['content']);
  if (!blocks) return NO_IDS;
  return blocks.flatMap((block) => (isObject(block) && block['type'] === type ? (asText(block[field]) ?? []) : []));
}

/** The output of `claude -p --output-format stream-json`: no tree, each line follows the one before. */
export const isStreamLine = (value: JsonObject): boolean =>
  typeof value['session_id'] === 'string' && value['sessionId'] === undefined && !('parentUuid' in value);

/** Lines of one thread follow each other: a sub-agent's thread is named by the tool call that started it. */
export const threadOf = (value: JsonObject): string =>
  `${asText(value['session_id']) ?? ''} ${asText(value['parent_tool_use_id']) ?? ''}`;

const STREAM_TYPES = ['system', 'assistant', 'user', 'result', 'stream_event'];

export function isSessionLine(value: JsonValue): boolean {
  if (!isObject(value)) return false;
  if (Array.isArray(value['loglines'])) return true;
  const type = value['type'];
  if (typeof type !== 'string') return false;
  if (typeof value['sessionId'] === 'string' || typeof value['leafUuid'] === 'string') return true;
  if (type === 'file-history-snapshot') return true;
  if (typeof value['agentId'] === 'string' && typeof value['key'] === 'string') return true;
  return typeof value['session_id'] === 'string' && STREAM_TYPES.includes(type);
}
