/**
 * Fills a context document: variables, files and the parts of a bound call, so that assembly finds nothing open. It
 * never reads a file and never decides what gives way.
 */
import type { Call, Message } from '../trace/model';
import { leadingSystemCount, textOf } from './bindCall';
import { asRequired, rebuiltSection, rebuiltSections, reconstruct } from './reconstruct';
import { resolveSection, withoutFinalLineEnd } from './resolveSection';
import { bindCall } from './resolveTaken';
import { expand, resolveVariables, unresolvedIn } from './variables';
import type { ResolvedDocument, ResolvedSection } from './assembly';
import type { Binding, ContextDocument, Diagnostic, Section } from './model';
import type { BoundCall, Frame } from './resolveTaken';
import type { FileContents, FilledSection, KnownPieces } from './resolveSection';
import type { Values } from './variables';

export interface ResolveOptions {
  /** By the path as written in the document. */
  files: FileContents;
  call?: Call;
  set: { readonly [name: string]: string };
}

export const resolveDocument = (document: ContextDocument, options: ResolveOptions): ResolvedDocument =>
  new Resolver().resolve(document, options);

interface Filled {
  from: Section;
  contents: readonly unknown[];
  filled: FilledSection;
}

/** Resolves one document again and again as it is edited: what an edit left alone is the same object as before. */
export class Resolver {
  private values: Values = new Map();
  private bound: { from: readonly unknown[]; bound: BoundCall } | undefined;
  private sections: Filled[] = [];
  private pieces: KnownPieces = new WeakMap();

  resolve(document: ContextDocument, { files, call, set }: ResolveOptions): ResolvedDocument {
    const recorded = call?.templateVariables ?? {};
    const own = document.variables;
    const plain = resolveVariables({ set, recorded, own, implied: {} });
    const bound = this.bind(call, documentsFrame(document, plain.values));
    const implied = bound ? { question: textOf(bound.query?.parts ?? []) } : undefined;
    const { values, diagnostics } = implied ? resolveVariables({ set, recorded, own, implied }) : plain;
    this.keepValues(values);
    this.sections = document.sections.map((section, index) => this.fill(section, index, files, bound));
    const resolved = this.sections.map(({ filled }) => filled);
    const left = bound ? notCarried(document, bound) : [];
    return {
      document: withRequestOf(document, call),
      sections: resolved.map(({ section }) => section),
      diagnostics: [
        ...diagnostics,
        ...resolved.flatMap((section) => section.diagnostics),
        ...bindingFindings(document, bound),
        ...leftFindings(left),
      ],
      replacedByDocuments: bound?.taken ?? [],
      notCarried: left,
    };
  }

  private bind(call: Call | undefined, frame: Frame | undefined): BoundCall | undefined {
    const from = [call, frame?.before, frame?.after];
    if (this.bound && areSame(this.bound.from, from)) return this.bound.bound;
    const bound = call && bindCall(call, frame);
    this.bound = bound && { from, bound };
    return bound;
  }

  /** Other values may change every section. */
  private keepValues(values: Values): void {
    const isSame =
      values.size === this.values.size && [...values].every(([name, text]) => this.values.get(name) === text);
    if (isSame) return;
    this.values = values;
    this.sections = [];
    this.pieces = new WeakMap();
  }

  private fill(section: Section, index: number, files: FileContents, bound: BoundCall | undefined): Filled {
    const { content, overflow } = section;
    const file = content.type === 'file' ? files.get(content.path) : undefined;
    const fallback = overflow.fallback?.file === undefined ? undefined : files.get(overflow.fallback.file);
    const contents = [bound, file, fallback];
    const known = this.sections[index];
    if (known?.from === section && areSame(known.contents, contents)) return known;
    const { values, pieces } = this;
    const sources = { path: ['sections', index], values, files, pieces, ...(bound ? { bound } : {}) };
    return { from: section, contents, filled: resolveSection(section, sources) };
  }
}

const areSame = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  some.every((each, index) => each === others[index]);

function leftFindings(left: readonly string[]): Diagnostic[] {
  if (left.length === 0) return [];
  const message = `Of the bound call no section carries: ${left.join(', ')}. Bind it with from:, if it is meant to be sent.`;
  return [{ code: 'not-carried', severity: 'info', message }];
}

/** The frame of the section that holds the call's documents, if there is one. */
function documentsFrame(document: ContextDocument, values: ReadonlyMap<string, string>): Frame | undefined {
  const section = document.sections.find(({ content }) => isBindingOf(content, 'call.documents'));
  return section && { before: expand(section.before, values).text, after: expand(section.after, values).text };
}

const isBindingOf = (content: Section['content'], from: Binding): boolean =>
  content.type === 'binding' && content.from === from;

/** What the document does not say about the request stays as the call had it. */
function withRequestOf(document: ContextDocument, call: Call | undefined): ContextDocument {
  if (!call) return document;
  const model = document.model ?? call.requestedModel;
  const hasTools = document.sections.some(
    ({ content }) => content.type === 'tools' || isBindingOf(content, 'call.tools'),
  );
  const toolChoice = document.toolChoice ?? (hasTools ? call.toolChoice : undefined);
  const responseFormat = document.responseFormat ?? call.responseFormat;
  const extra = call.extra || document.extra ? { ...call.extra, ...document.extra } : undefined;
  return {
    ...document,
    ...(model === undefined ? {} : { model }),
    params: { ...call.params, ...document.params },
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(responseFormat === undefined ? {} : { responseFormat }),
    ...(extra === undefined ? {} : { extra }),
  };
}

function bindingFindings(document: ContextDocument, bound: BoundCall | undefined): Diagnostic[] {
  const section = document.sections.find(({ content }) => isBindingOf(content, 'call.documents'));
  if (!bound || !section) return [];
  if (bound.taken.length > 0) {
    const message = `${bound.taken.length === 1 ? 'A text' : `${bound.taken.length} texts`} of the call that held the retrieved documents gave way to section '${section.id}'.`;
    return [{ code: 'replaced-by-documents', severity: 'info', message, sectionId: section.id }];
  }
  if (bound.documents.length === 0) return [];
  const message = `None of the ${bound.documents.length} retrieved documents stands word for word in the call's messages: if they are there in another form, they are sent twice. Look at the payload.`;
  return [{ code: 'documents-may-be-doubled', severity: 'warning', message, sectionId: section.id }];
}

/** What of the call no section carries, in the call's order. */
function notCarried(document: ContextDocument, { call, system, history, query, tail }: BoundCall): string[] {
  const bindings = document.sections.flatMap(({ content }) => (content.type === 'binding' ? [content.from] : []));
  const has = (...names: Binding[]): boolean => names.some((name) => bindings.includes(name));
  const counted = (name: string, count: number, unit: string): string =>
    `${name} (${count} ${unit}${count === 1 ? '' : 's'})`;
  return [
    ...(system.length > 0 && !has('call.system', 'call.messages') ? ['system'] : []),
    ...(history.length > 0 && !has('call.history', 'call.messages')
      ? [counted('history', history.length, 'message')]
      : []),
    ...(query && !has('call.query', 'call.messages') ? ['query'] : []),
    ...(tail.length > 0 && !has('call.tail', 'call.messages') ? [counted('tail', tail.length, 'message')] : []),
    ...(call.tools.length > 0 && !has('call.tools') ? [counted('tools', call.tools.length, 'tool')] : []),
  ];
}

/** A plain prompt file as a variant: it replaces all of call.system, or is put first where there is none. */
export function resolvePrompt(promptText: string, call: Call): ResolvedDocument {
  const { document, diagnostics, replacedByDocuments } = reconstruct(call);
  const { tools, messages } = rebuiltSections(call);
  const values = new Map(Object.entries(call.templateVariables ?? {}));
  const { text, unresolved } = expand(withoutFinalLineEnd(promptText), values);
  const prompt = promptSection(call, text);
  const sections = [prompt, ...tools, ...messages];
  const findings = unresolvedIn(unresolved, [], 'the prompt').map(
    // Braces may be meant as they are: a plain prompt is no template by itself.
    (finding): Diagnostic => ({ ...finding, severity: 'warning' }),
  );
  return {
    document: { ...document, sections: sections.map(({ section }) => section) },
    sections,
    diagnostics: [...diagnostics, ...findings],
    replacedByDocuments,
    notCarried: [],
  };
}

/** Role, name and form of the message that the prompt replaces. */
function leadingMessage(call: Call): Omit<Message, 'parts'> {
  const first = leadingSystemCount(call.messages) > 0 ? call.messages[0] : undefined;
  if (!first) return { role: 'system' };
  const { parts: _parts, ...message } = first;
  return message;
}

function promptSection(call: Call, text: string): ResolvedSection {
  const message: Message = {
    ...(call.system ? { role: 'system' as const } : leadingMessage(call)),
    parts: [{ type: 'text', text }],
  };
  const content = { type: 'messages' as const, messages: [message], template: false };
  const section = asRequired(rebuiltSection('system', 'instructions', content));
  const body: ResolvedSection['body'] = { type: 'messages', units: [{ id: '0', messages: [message] }] };
  return { section, body, ...(call.system ? { target: 'system' } : {}) };
}
