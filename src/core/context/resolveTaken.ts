/**
 * Takes the retrieved documents out of a call's messages where a section of the document binds them, so that they are
 * not sent twice (design §3, Binding). The assistant's own answers are left whole even where they quote a document.
 */
import type { Call, Message, Part } from '../trace/model';
import { splitCall } from './bindCall';
import { findDocuments, stretchOf, usableDocuments } from './bindCallDocuments';
import type { SplitCall } from './bindCall';
import type { UsableDocument } from './bindCallDocuments';

export interface BoundCall extends SplitCall {
  call: Call;
  /** Documents that hold text, each once. */
  documents: UsableDocument[];
  /** The texts that were taken out of query, history and tail. */
  taken: string[];
}

export interface Frame {
  before: string;
  after: string;
}

/** `frame` is that of the section that binds call.documents; without one nothing is taken out. */
export function bindCall(call: Call, frame: Frame | undefined): BoundCall {
  const split = splitCall(call);
  const documents = usableDocuments(call.documents);
  if (!frame || documents.length === 0) return { ...split, call, documents, taken: [] };
  const taken: string[] = [];
  const without = (messages: Message[]): Message[] =>
    messages.flatMap((message) => messageWithout(message, { documents, frame, taken }) ?? []);
  const history = without(split.history);
  const [query] = split.query ? without([split.query]) : [];
  const tail = without(split.tail);
  return { system: split.system, history, ...(query ? { query } : {}), tail, call, documents, taken };
}

interface Taking {
  documents: readonly UsableDocument[];
  frame: Frame;
  taken: string[];
}

/** Undefined where nothing of the message is left. */
function messageWithout(message: Message, taking: Taking): Message | undefined {
  if (message.role === 'assistant') return message;
  const before = taking.taken.length;
  const parts = partsWithout(message.parts, taking);
  if (taking.taken.length === before) return message;
  return parts.length === 0 ? undefined : { ...message, parts };
}

function partsWithout(parts: readonly Part[], taking: Taking): Part[] {
  return parts.flatMap((part): Part[] => {
    // A result stays, emptied or not: its call waits for it.
    if (part.type === 'toolResult') return [{ ...part, parts: partsWithout(part.parts, taking) }];
    if (part.type !== 'text') return [part];
    const text = textWithout(part.text, taking);
    return text === undefined ? [part] : text === '' ? [] : [{ ...part, text }];
  });
}

/** What remains of a text, or undefined where it holds no document. */
function textWithout(text: string, { documents, frame, taken }: Taking): string | undefined {
  const found = findDocuments(text, documents);
  if (found.length === 0) return undefined;
  const { start, end } = stretchOf(text, found, frame);
  taken.push(text.slice(start, end));
  const head = text.slice(0, start).trimEnd();
  const tail = text.slice(end).trimStart();
  return head !== '' && tail !== '' ? `${head}\n\n${tail}` : head + tail;
}
