/** Fills one section: variables in its own texts, its file, its items, or the part of the call that it binds. */
import type { Message, Part, RetrievedDocument } from '../trace/model';
import { unitsOf } from './bindCall';
import { uniqueIds } from './bindCallDocuments';
import { expand, unresolvedIn } from './variables';
import type { ResolvedSection, SectionBody, TextPiece } from './assembly';
import type { Binding, Diagnostic, DocumentPath, Item, Section } from './model';
import type { BoundCall } from './resolveTaken';
import type { Values } from './variables';

export type FileContents = ReadonlyMap<string, { text: string } | { error: string }>;

export interface SectionSources {
  /** Of the section in the document. */
  path: DocumentPath;
  values: Values;
  files: FileContents;
  bound?: BoundCall;
  /** Pieces of items that were filled with the same values. */
  pieces?: KnownPieces;
}

/** By item: the piece, and what besides the values went into it. */
export type KnownPieces = WeakMap<Item, { piece: TextPiece; unresolved: string[]; from: readonly unknown[] }>;

export interface FilledSection {
  section: ResolvedSection;
  diagnostics: Diagnostic[];
}

export function resolveSection(section: Section, sources: SectionSources): FilledSection {
  const filler = new SectionFiller(section, sources);
  const resolved = filler.fill();
  const diagnostics = filler.diagnostics.map((diagnostic) => ({ sectionId: section.id, ...diagnostic }));
  return { section: resolved, diagnostics };
}

class SectionFiller {
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    private readonly section: Section,
    private readonly sources: SectionSources,
  ) {}

  fill(): ResolvedSection {
    const { section } = this;
    const before = this.expanded(section.before, 'before');
    const after = this.expanded(section.after, 'after');
    const separator = this.expanded(section.separator, 'separator');
    const query = section.retrieval?.query;
    const filled: Section = {
      ...section,
      before,
      after,
      separator,
      ...(query === undefined ? {} : { retrieval: { ...section.retrieval, query: this.retrievalQuery(query) } }),
    };
    const fallback = this.fallback();
    return { section: filled, body: this.body(filled), ...(fallback === undefined ? {} : { fallback }) };
  }

  /** A file that cannot be read leaves the section without a stand-in, and a finding. */
  private fallback(): string | undefined {
    const { fallback } = this.section.overflow;
    const path = [...this.sources.path, 'overflow', 'fallback'];
    if (fallback?.file !== undefined) return this.fileText(fallback.file, [...path, 'file']);
    if (fallback?.text === undefined) return undefined;
    const { text, unresolved } = expand(fallback.text, this.sources.values);
    const where = `'overflow.fallback.text' of section '${this.section.id}'`;
    this.diagnostics.push(...unresolvedIn(unresolved, [...path, 'text'], where));
    return text;
  }

  private body(section: Section): SectionBody {
    const { content } = section;
    switch (content.type) {
      case 'text':
        return textBody(section, [{ id: '0', text: this.expanded(content.text, 'text') }]);
      case 'file':
        return textBody(section, [
          { id: '0', text: this.fileText(content.path, [...this.sources.path, 'file']) ?? '' },
        ]);
      case 'items':
        return textBody(section, this.pieces(content.items));
      case 'messages':
        return {
          type: 'messages',
          units: unitsOf(content.template ? this.templated(content.messages) : content.messages),
        };
      case 'tools':
        return { type: 'tools', tools: content.tools };
      case 'binding':
        return this.bound(section, content.from);
    }
  }

  private bound(section: Section, from: Binding): SectionBody {
    const { bound } = this.sources;
    if (!bound) return { type: 'unbound' };
    const query = bound.query ? [bound.query] : [];
    switch (from) {
      case 'call.system':
        return messagesBody(framed(bound.system, section));
      case 'call.query':
        return messagesBody(framed(query, section));
      case 'call.history':
        return messagesBody(bound.history);
      case 'call.tail':
        return messagesBody(bound.tail);
      case 'call.messages':
        return messagesBody([...bound.system, ...bound.history, ...query, ...bound.tail]);
      case 'call.tools':
        return { type: 'tools', tools: bound.call.tools };
      case 'call.documents':
        return textBody(section, this.pieces(bound.documents.map(itemOf)));
    }
  }

  /** The file's text with its variables, or a finding at the path that names it. */
  private fileText(written: string, path: DocumentPath): string | undefined {
    const file = this.sources.files.get(written);
    if (file && 'text' in file) {
      const { text, unresolved } = expand(withoutFinalLineEnd(file.text), this.sources.values);
      for (const token of new Set(unresolved)) {
        const line = file.text.slice(0, file.text.indexOf(token)).split('\n').length;
        this.diagnostics.push(...unresolvedIn([token], path, `line ${line} of the file '${written}'`));
      }
      return text;
    }
    const message = file?.error ?? `The file '${written}' was not read.`;
    this.diagnostics.push({ code: 'missing-file', severity: 'error', message, path });
    return undefined;
  }

  /** The item's own fields come first; what it does not have is empty, unless a variable has that name. */
  private pieces(items: readonly Item[]): TextPiece[] {
    const unresolved = new Set<string>();
    const ids = uniqueIds(items.map(({ id }) => id));
    const pieces = items.map((item, index): TextPiece => {
      const made = this.piece(item, ids[index] ?? String(index));
      made.unresolved.forEach((token) => unresolved.add(token));
      return made.piece;
    });
    this.unresolved([...unresolved], 'itemTemplate', `'itemTemplate' of section '${this.section.id}'`);
    return pieces;
  }

  private piece(item: Item, id: string): { piece: TextPiece; unresolved: string[] } {
    const { itemTemplate } = this.section;
    const { score, asOf = this.section.asOf, source = this.section.source } = item;
    const from = [itemTemplate, id, asOf, source];
    const known = this.sources.pieces?.get(item);
    if (known?.from.every((each, index) => each === from[index])) return known;
    const { text, unresolved } = expand(itemTemplate, fieldsOf(item), this.sources.values, NO_FIELDS);
    const piece: TextPiece = {
      id,
      text,
      ...(score === undefined ? {} : { score }),
      ...(asOf === undefined ? {} : { asOf }),
      ...(source === undefined ? {} : { source }),
      ...(text === item.text ? {} : { ownText: item.text }),
    };
    this.sources.pieces?.set(item, { piece, unresolved, from });
    return { piece, unresolved };
  }

  private templated(messages: readonly Message[]): Message[] {
    return messages.map((message, index) => ({
      ...message,
      parts: message.parts.map((part): Part => {
        if (part.type !== 'text') return part;
        const { text, unresolved } = expand(part.text, this.sources.values);
        const path = [...this.sources.path, 'messages', index];
        this.diagnostics.push(
          ...unresolvedIn(unresolved, path, `message ${index + 1} of section '${this.section.id}'`),
        );
        return { ...part, text };
      }),
    }));
  }

  /** Says how documents are found and is not sent; what only a bound call gives is open while editing. */
  private retrievalQuery(query: string): string {
    const { text, unresolved } = expand(query, this.sources.values);
    const open = this.sources.bound
      ? unresolved
      : unresolved.filter((token) => token.replace(/[{}\s]/g, '') !== 'question');
    this.diagnostics.push(
      ...unresolvedIn(
        open,
        [...this.sources.path, 'retrieval', 'query'],
        `'retrieval.query' of section '${this.section.id}'`,
      ),
    );
    return text;
  }

  private expanded(text: string, key: string): string {
    const { text: expanded, unresolved } = expand(text, this.sources.values);
    this.unresolved(unresolved, key, `'${key}' of section '${this.section.id}'`);
    return expanded;
  }

  private unresolved(tokens: readonly string[], key: string, where: string): void {
    this.diagnostics.push(...unresolvedIn(tokens, [...this.sources.path, key], where));
  }
}

const textBody = ({ before, after, separator }: Section, pieces: TextPiece[]): SectionBody => ({
  type: 'text',
  before,
  after,
  separator,
  pieces,
});

const messagesBody = (messages: readonly Message[]): SectionBody => ({ type: 'messages', units: unitsOf(messages) });

/** `before` and `after` go into the first and the last text of the messages. */
function framed(messages: readonly Message[], { before, after }: Section): Message[] {
  const copies = messages.map((message) => ({ ...message, parts: [...message.parts] }));
  const withText = (find: 'find' | 'findLast', change: (text: string) => string): void => {
    const message = copies[find](({ parts }) => parts.some(({ type }) => type === 'text'));
    const part = message?.parts[find](({ type }) => type === 'text');
    if (!message || part?.type !== 'text') return;
    message.parts[message.parts.indexOf(part)] = { ...part, text: change(part.text) };
  };
  if (before !== '') withText('find', (text) => before + text);
  if (after !== '') withText('findLast', (text) => text + after);
  return copies;
}

function fieldsOf({ id, text, score, asOf, source }: Item): Values {
  const fields = Object.entries({ id, text, score: score?.toString(), asOf, source });
  return new Map(fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

const NO_FIELDS: Values = new Map(['id', 'score', 'asOf', 'source'].map((name) => [name, '']));

function itemOf({ id, text, score, asOf, source }: RetrievedDocument): Item {
  return {
    text: text ?? '',
    ...(id === undefined ? {} : { id }),
    ...(score === undefined ? {} : { score }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(source === undefined ? {} : { source }),
  };
}

/** Editors end files with a line end that is no part of the prompt. */
export const withoutFinalLineEnd = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r?\n$/, '');
