/**
 * Splits a call's messages for the bindings of design §3: each message belongs to exactly one of system, history,
 * query and tail. It never changes a message; taking documents out is bindCallDocuments.ts.
 */
import type { Call, Message, Part } from '../trace/model';
import type { MessageUnit } from './assembly';

export interface SplitCall {
  /** The provider's separate system field as a message, then the leading system and developer messages. */
  system: Message[];
  history: Message[];
  /** The last user message that holds text. */
  query?: Message;
  tail: Message[];
}

export function splitCall(call: Pick<Call, 'system' | 'messages'>): SplitCall {
  const { messages } = call;
  const field: Message[] = call.system ? [{ role: 'system', parts: call.system }] : [];
  const leading = leadingSystemCount(messages);
  const queryAt = messages.findLastIndex((message, index) => index >= leading && isQuery(message));
  const query = messages[queryAt];
  return {
    system: [...field, ...messages.slice(0, leading)],
    history: query ? messages.slice(leading, queryAt) : [],
    ...(query ? { query } : {}),
    tail: messages.slice(query ? queryAt + 1 : leading),
  };
}

export function leadingSystemCount(messages: readonly Message[]): number {
  const count = messages.findIndex(({ role }) => role !== 'system' && role !== 'developer');
  return count < 0 ? messages.length : count;
}

const isQuery = ({ role, parts }: Message): boolean => role === 'user' && textOf(parts).trim() !== '';

/** The text parts, one after another. */
export function textOf(parts: readonly Part[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/**
 * Messages that stay or go together: a message with tool calls and the messages with their results, with what stands
 * between. A result belongs to the latest call before it with its id, since ids are used again in some logs.
 */
export function unitsOf(messages: readonly Message[]): MessageUnit[] {
  const startOf = messages.map((_, index) => index);
  const callAt = new Map<string, number>();
  let latest = -1;
  messages.forEach((message, index) => {
    for (const part of message.parts) {
      if (part.type === 'toolCall') {
        latest = index;
        if (part.id !== undefined) callAt.set(part.id, index);
      }
      if (part.type !== 'toolResult') continue;
      const from = part.id === undefined ? latest : (callAt.get(part.id) ?? -1);
      if (from >= 0) startOf[index] = Math.min(startOf[index] ?? index, from);
    }
  });
  return joined(messages, startOf);
}

/** Joins overlapping stretches `startOf[i]..i` into units, from the last to the first. */
function joined(messages: readonly Message[], startOf: readonly number[]): MessageUnit[] {
  const units: MessageUnit[] = [];
  for (let end = messages.length - 1; end >= 0;) {
    let start = end;
    for (let index = end; index >= start; index--) start = Math.min(start, startOf[index] ?? index);
    units.push({ id: String(start), messages: messages.slice(start, end + 1) });
    end = start - 1;
  }
  return units.reverse();
}
