/**
 * The sections of a document that is made from a call: its instructions as texts of their own, everything that changes
 * from call to call bound with `from:`. Retrieved documents are bound where the call's text can be split so.
 */
import type { Call, JsonObject, Message, Part, Role } from '../../trace/model';
import { leadingSystemCount, splitCall } from '../bindCall';
import { findDocuments, usableDocuments, type UsableDocument } from '../bindCallDocuments';
import { blocksOf, placesOf, type DocumentBlock } from './documentBlock';
import { escapeBraces, templateOf, type TemplateVariable } from './templateText';

export type SectionValue = JsonObject & { id: string };
export interface SectionDraft {
  value: SectionValue;
  /** What is said above it in the file. */
  comment: string;
}

/** Where the retrieved documents stand in the call, and one way of binding them there. */
export interface DocumentPlace {
  at: 'system' | 'first' | 'last' | 'query';
  /** Index of the system text that holds them; 0 elsewhere. */
  index: number;
  /** Of the message that holds them. */
  role: Role;
  block: DocumentBlock;
}

/** A text of the instructions, or a message that a text cannot stand for. */
export type SystemPiece =
  | { type: 'text'; role: 'system' | 'developer'; text: string; isField: boolean; extra?: JsonObject }
  | { type: 'message'; message: Message };

export function systemPieces(call: Pick<Call, 'system' | 'messages'>): SystemPiece[] {
  return [
    ...fieldPieces(call.system ?? []),
    ...call.messages.slice(0, leadingSystemCount(call.messages)).map(messagePiece),
  ];
}

/** The separate field's texts; as one where an empty one among them would be lost. */
function fieldPieces(system: readonly Part[]): SystemPiece[] {
  const texts = system.flatMap((part) => (part.type === 'text' ? [part] : []));
  const piece = (text: string, extra?: JsonObject): SystemPiece => ({
    type: 'text',
    role: 'system',
    text,
    isField: true,
    ...(extra ? { extra } : {}),
  });
  if (texts.every(({ text }) => text !== '')) return texts.map(({ text, extra }) => piece(text, extra));
  const whole = texts.map(({ text }) => text).join('\n\n');
  // A section without text sends nothing; a message does.
  return whole === '' ? [messagePiece({ role: 'system', parts: [{ type: 'text', text: '' }] })] : [piece(whole)];
}

function messagePiece(message: Message): SystemPiece {
  const [part, ...others] = message.parts;
  const isPlain =
    part?.type === 'text' &&
    part.text !== '' &&
    others.length === 0 &&
    !part.extra &&
    !message.extra &&
    message.name === undefined;
  if (!isPlain || (message.role !== 'system' && message.role !== 'developer')) return { type: 'message', message };
  return { type: 'text', role: message.role, text: part.text, isField: false };
}

export interface SectionsOptions {
  variables: readonly TemplateVariable[];
  place?: DocumentPlace;
}

export interface CallSections {
  sections: SectionDraft[];
  /** Values for `variables:`, escaped. */
  variables: { [name: string]: string };
}

export function sectionsOf(call: Call, { variables, place }: SectionsOptions): CallSections {
  const builder = new SectionsBuilder(variables);
  const scored = usableDocuments(call.documents).every(({ score }) => score !== undefined);
  const documents = (more: JsonObject): SectionDraft => documentsSection(place?.block, scored, more);
  systemPieces(call).forEach((piece, index) => {
    const isHere = place?.at === 'system' && place.index === index;
    builder.system(piece, index, isHere ? { block: place.block, documents } : undefined);
  });
  builder.add({ id: 'tools', from: 'call.tools', required: true }, 'The tool definitions of each call.');
  const history = { id: 'history', from: 'call.history', overflow: 'drop-oldest' };
  const role = place ? { role: place.role } : {};
  if (place?.at === 'first') builder.sections.push(documents(role));
  builder.add(history, 'What was said before the question.');
  if (place?.at === 'last') builder.sections.push(documents(role));
  if (place?.at === 'query') builder.query(place.block, documents);
  else builder.add({ id: 'question', from: 'call.query', required: true }, QUESTION);
  builder.add({ id: 'turn', from: 'call.tail', required: true }, 'Tool calls and results of the running turn.');
  return { sections: builder.sections, variables: builder.used };
}

const QUESTION = 'The last message of the user.';

class SectionsBuilder {
  readonly sections: SectionDraft[] = [];
  readonly used: { [name: string]: string } = {};
  private instructions = 0;

  constructor(private readonly variables: readonly TemplateVariable[]) {}

  add(value: SectionValue, comment: string): void {
    this.sections.push({ value, comment });
  }

  system(
    piece: SystemPiece,
    index: number,
    here?: { block: DocumentBlock; documents: (more: JsonObject) => SectionDraft },
  ): void {
    if (piece.type === 'message') {
      this.add(
        { ...this.head(), messages: [messageValue(piece.message)] },
        'A message that is more than a text, kept whole.',
      );
      return;
    }
    const role = piece.role === 'developer' ? { role: 'developer' } : {};
    const own = { ...role, ...(piece.extra ? { 'x-extra': piece.extra } : {}) };
    const joins = piece.isField && index > 0 ? { merge: true } : {};
    if (!here) {
      this.text(piece.text, { ...own, ...joins });
      return;
    }
    const { block, documents } = here;
    if (block.lead !== '') this.text(block.lead, { ...own, ...joins });
    this.sections.push(documents({ role: piece.role, ...(block.lead === '' ? joins : { merge: true }) }));
    if (block.rest !== '') this.rest(block.rest, own);
  }

  /** What follows the documents in the same message. */
  private rest(text: string, own: JsonObject): void {
    const trimmed = text.trimStart();
    if (trimmed === '') this.text(text, { ...own, merge: true, separator: '' });
    else this.text(trimmed, { ...own, merge: true, ...separatorOf(text.slice(0, text.length - trimmed.length)) });
  }

  query(block: DocumentBlock, documents: (more: JsonObject) => SectionDraft): void {
    const question: SectionValue = { id: 'question', from: 'call.query', required: true };
    const gap = block.rest.slice(0, block.rest.length - block.rest.trimStart().length);
    if (block.lead !== '') {
      this.add(question, QUESTION);
      this.sections.push(documents({ merge: true }));
    } else {
      this.sections.push(documents({}));
      const comment = 'The rest of the same message: the question.';
      this.add(block.rest === '' ? question : { ...question, merge: true, ...separatorOf(gap) }, comment);
    }
  }

  private head(): SectionValue {
    this.instructions++;
    const id = this.instructions === 1 ? 'instructions' : `instructions-${this.instructions}`;
    return { id, kind: 'instructions', required: true };
  }

  private text(text: string, more: JsonObject): void {
    const template = templateOf(text, this.variables);
    for (const { name, value } of template.used) this.used[name] = escapeBraces(value);
    this.add({ ...this.head(), ...more, text: template.text }, 'Instructions as the call had them.');
  }
}

const separatorOf = (separator: string): JsonObject => (separator === '\n\n' ? {} : { separator });

function documentsSection(block: DocumentBlock | undefined, isScored: boolean, more: JsonObject): SectionDraft {
  const { role, ...others } = more;
  const { before = '', after = '', separator = '\n\n', itemTemplate = '{{text}}' } = block ?? {};
  const value: SectionValue = {
    id: 'documents',
    kind: 'documents',
    ...(role === undefined || role === 'user' ? {} : { role }),
    ...others,
    overflow: isScored ? 'drop-lowest-score' : 'drop-oldest',
    ...(before === '' ? {} : { before: escapeBraces(before) }),
    ...(itemTemplate === '{{text}}' ? {} : { itemTemplate }),
    ...separatorOf(escapeBraces(separator)),
    ...(after === '' ? {} : { after: escapeBraces(after) }),
    from: 'call.documents',
  };
  return { value, comment: 'What was retrieved for each call, in the form that the message had.' };
}

/** As the document writes a message: one plain text in short. */
export function messageValue({ role, name, parts, extra }: Message): JsonObject {
  const [part, ...others] = parts;
  const isText = part?.type === 'text' && others.length === 0 && part.extra === undefined;
  // A part is plain data.
  const content: JsonObject = isText ? { text: part.text } : { parts: parts };
  return { role, ...(name === undefined ? {} : { name }), ...content, ...(extra === undefined ? {} : { extra }) };
}

export interface FoundPlaces {
  places: DocumentPlace[];
  /** Why the documents cannot be bound, where there are some. */
  problem?: string;
}

/** Every way of binding the documents that is worth a try, the plainest first. */
export function documentPlaces(call: Call): FoundPlaces {
  const documents = usableDocuments(call.documents);
  if (documents.length === 0) return { places: [] };
  const holders = [...systemHolders(call, documents), ...messageHolders(call, documents)];
  const [holder] = holders;
  const many =
    documents.length === 1 ? 'the retrieved document stands' : `the ${documents.length} retrieved documents stand`;
  if (!holder) return { places: [], problem: notWhole(call, documents, many) };
  if (holders.length > 1) return { places: [], problem: `${many} in several messages` };
  if (holder.at === undefined)
    return { places: [], problem: `${many} in a message in the middle, or in one that is more than a text` };
  const { at, index, role, text } = holder;
  return { places: proposals(text, documents, at).map((block) => ({ at, index, role, block })) };
}

/** A section that binds them would send all of them. */
function notWhole(call: Call, documents: readonly UsableDocument[], many: string): string {
  const texts = [...textsOf(call.system ?? []), ...call.messages.flatMap(({ parts }) => textsOf(parts))];
  const counts = texts.map((text) => new Set(findDocuments(text, documents).map(({ document }) => document)).size);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  if (most === 0) return `${many} word for word in no message`;
  if (most < documents.length)
    return `the messages hold ${most} of the ${documents.length} that were retrieved, and binding sends all`;
  return `${many} not once each and in the order of the search`;
}

interface Holder {
  at?: DocumentPlace['at'];
  index: number;
  role: Role;
  text: string;
}

function systemHolders(call: Call, documents: readonly UsableDocument[]): Holder[] {
  return systemPieces(call).flatMap((piece, index): Holder[] => {
    const texts =
      piece.type === 'text'
        ? [piece.text]
        : piece.message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    const text = texts.find((each) => placesOf(each, documents));
    if (text === undefined) return [];
    const at = piece.type === 'text' ? { at: 'system' as const } : {};
    return [{ ...at, index, role: piece.type === 'text' ? piece.role : piece.message.role, text }];
  });
}

function messageHolders(call: Call, documents: readonly UsableDocument[]): Holder[] {
  const { history, query, tail } = splitCall(call);
  const holder = (message: Message, at?: DocumentPlace['at']): Holder[] => {
    const texts = textsOf(message.parts);
    const text = texts.find((each) => placesOf(each, documents));
    if (text === undefined) return [];
    const isPlain =
      message.role !== 'tool' &&
      message.role !== 'assistant' &&
      message.parts.length === 1 &&
      message.parts[0]?.type === 'text';
    return [{ ...(at && isPlain ? { at } : {}), index: 0, role: message.role, text }];
  };
  return [
    ...history.flatMap((message, index) =>
      holder(message, index === history.length - 1 ? 'last' : index === 0 ? 'first' : undefined),
    ),
    ...(query ? holder(query, 'query') : []),
    ...tail.flatMap((message) => holder(message)),
  ];
}

const textsOf = (parts: readonly Part[]): string[] =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : part.type === 'toolResult' ? textsOf(part.parts) : []));

function proposals(text: string, documents: readonly UsableDocument[], at: DocumentPlace['at']): DocumentBlock[] {
  const places = placesOf(text, documents) ?? [];
  if (at === 'first' || at === 'last') return blocksOf(text, places, { start: 'text', end: 'text' });
  if (at === 'system') return blocksOf(text, places, { start: 'stretch', end: 'stretch' }).flatMap(leadJoined);
  const questionAfter = blocksOf(text, places, { start: 'text', end: 'stretch' }).filter(
    ({ rest }) => rest.trim() !== '',
  );
  const questionBefore = blocksOf(text, places, { start: 'stretch', end: 'text' }).flatMap(leadTrimmed);
  return [...questionAfter, ...questionBefore, ...blocksOf(text, places, { start: 'text', end: 'text' })];
}

/** The separator of a section stands before it, where it is merged, and between its items: the lead gives one up. */
function leadJoined(block: DocumentBlock): DocumentBlock[] {
  const { lead, before, separator } = block;
  if (lead === '') return [block];
  const whole = lead + before;
  const at = separator === '' ? lead.length : whole.lastIndexOf(separator);
  return at <= 0 ? [] : [{ ...block, lead: whole.slice(0, at), before: whole.slice(at + separator.length) }];
}

/** A bound question comes without the white space at its end. */
function leadTrimmed(block: DocumentBlock): DocumentBlock[] {
  const { lead, before, separator } = block;
  const question = lead.trimEnd();
  const rest = (lead + before).slice(question.length);
  if (question === '' || !rest.startsWith(separator)) return [];
  return [{ ...block, lead: question, before: rest.slice(separator.length) }];
}
