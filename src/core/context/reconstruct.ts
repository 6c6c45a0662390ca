/**
 * A logged call → a context document in the wire's own order, so that assembling it as sent gives back the call's
 * messages, system field, tools and parameters exactly. Retrieved documents that stand word for word in a message
 * become sections of their own, merged into that message. It never invents what the log does not hold.
 */
import { leadingSystemCount, splitCall, unitsOf } from './bindCall';
import { findDocuments, piecesOf, stretchOf, usableDocuments } from './bindCallDocuments';
import { DEFAULT_PRIORITY } from './parseModel';
import type { Call, FieldGap, JsonValue, Message, Part } from '../trace/model';
import type { ResolvedDocument, ResolvedSection, SectionBody, TextPiece } from './assembly';
import type { Found, UsableDocument } from './bindCallDocuments';
import type { ContextDocument, Section, SectionContent, SectionKind } from './model';

export function reconstruct(call: Call): ResolvedDocument {
  const { system, tools, messages } = rebuiltSections(call);
  const sections = [...system, ...tools, ...messages];
  const { input } = call.usage;
  return {
    document: documentOf(call, sections),
    sections,
    diagnostics: [],
    replacedByDocuments: [],
    notCarried: [],
    ...(input === undefined ? {} : { reported: { input, gaps: gapsOf(call.replayability.fields) } }),
  };
}

/** The sections by what a plain prompt replaces (`system`) and what it keeps. */
export function rebuiltSections(call: Call) {
  const builder = new SectionBuilder(usableDocuments(call.documents));
  const leading = leadingSystemCount(call.messages);
  const { history, query, tail } = splitCall(call);
  const field: Message[] = call.system ? [{ role: 'system', parts: call.system }] : [];
  const system = [
    ...builder.group('system', field).map((section) => ({ ...section, target: 'system' as const })),
    ...builder.group('system', call.messages.slice(0, leading)),
  ];
  const tools = call.tools.length === 0 ? [] : [builder.tools(call.tools)];
  const messages = [
    ...builder.group('history', history),
    ...builder.group('query', query ? [query] : []),
    ...builder.group('tail', tail),
  ];
  return { system, tools, messages };
}

type Base = 'system' | 'tools' | 'history' | 'query' | 'tail' | 'documents';
const KINDS: Record<Base, SectionKind> = {
  system: 'instructions',
  tools: 'tools',
  history: 'history',
  query: 'query',
  tail: 'history',
  documents: 'documents',
};

class SectionBuilder {
  private readonly used = new Map<Base, number>();

  constructor(private readonly documents: readonly UsableDocument[]) {}

  tools(tools: Call['tools']): ResolvedSection {
    return this.section('tools', false, { content: { type: 'tools', tools }, body: { type: 'tools', tools } });
  }

  /** Sections for consecutive messages; a message that holds documents is cut into several that merge again. */
  group(base: Base, messages: readonly Message[]): ResolvedSection[] {
    const sections: ResolvedSection[] = [];
    let open: Message[] = [];
    let isMerged = false;
    const flush = (): void => {
      if (open.length > 0) sections.push(this.messages(base, open, isMerged));
      open = [];
      isMerged = false;
    };
    for (const message of messages) {
      let rest: Message | undefined = message;
      for (let cut = this.cut(rest); cut; cut = rest && this.cut(rest)) {
        if (cut.head) open.push(cut.head);
        flush();
        sections.push(this.documentsSection(cut));
        rest = cut.rest;
        isMerged = rest !== undefined;
      }
      if (rest) open.push(rest);
      // What follows the rest of a cut message starts a message of its own, in the same section.
    }
    flush();
    return sections;
  }

  /** Only what others wrote: a model's own answer or call that quotes a document is no document. */
  private cut(message: Message): Cut | undefined {
    if (this.documents.length === 0 || message.role === 'assistant' || message.role === 'tool') return undefined;
    for (const [index, part] of message.parts.entries()) {
      const found = part.type === 'text' ? findDocuments(part.text, this.documents) : [];
      if (part.type === 'text' && found.length > 0) return cutAt(message, index, part, found);
    }
    return undefined;
  }

  private messages(base: Base, messages: Message[], merge: boolean): ResolvedSection {
    const content: SectionContent = { type: 'messages', messages, template: false };
    return this.section(base, merge, { content, body: { type: 'messages', units: unitsOf(messages) } });
  }

  private documentsSection({ pieces, role, frame }: Cut): ResolvedSection {
    const items = pieces.map((piece) => ({ ...piece }));
    const body: SectionBody = { type: 'text', before: '', after: '', separator: '', pieces, ...(frame ? { frame } : {}) };
    const resolved = this.section('documents', frame === undefined, { content: { type: 'items', items }, body });
    return { ...resolved, section: { ...resolved.section, role } };
  }

  private section(base: Base, merge: boolean, filled: { content: SectionContent; body: SectionBody }): ResolvedSection {
    const count = (this.used.get(base) ?? 0) + 1;
    this.used.set(base, count);
    const id = count === 1 ? base : `${base}-${count}`;
    const section = rebuiltSection(id, KINDS[base], filled.content);
    return { section: { ...section, merge }, body: filled.body };
  }
}

/** A section as a call gives it: no budget, no policy, nothing between its pieces that they do not hold themselves. */
export function rebuiltSection(id: string, kind: SectionKind, content: SectionContent): Section {
  return {
    id,
    kind,
    required: false,
    priority: DEFAULT_PRIORITY[kind],
    budget: {},
    overflow: { policy: 'drop', declared: false },
    freshness: {},
    before: '',
    after: '',
    itemTemplate: '{{text}}',
    separator: '',
    merge: false,
    content,
  };
}

interface Cut {
  role: Message['role'];
  /** The message up to the documents. Absent where it starts with them; `frame` then carries its fields. */
  head?: Message;
  frame?: Message;
  pieces: TextPiece[];
  rest?: Message;
}

type TextPart = Extract<Part, { type: 'text' }>;

function cutAt(message: Message, index: number, part: TextPart, found: Found[]): Cut {
  const stretch = stretchOf(part.text, found, { before: '', after: '' });
  const texts = piecesOf(part.text, found, stretch);
  const headText: TextPart = { ...part, text: part.text.slice(0, stretch.start) };
  const headParts = [...message.parts.slice(0, index), headText];
  const isWholeHead = index === 0 && stretch.start === 0;
  const restText = part.text.slice(stretch.end);
  const restParts = message.parts.slice(index + 1);
  const hasRest = restText !== '' || restParts.length > 0;
  return {
    role: message.role,
    ...(isWholeHead ? { frame: { ...message, parts: headParts } } : { head: { ...message, parts: headParts } }),
    pieces: found.map(({ document }, at) => pieceOf(document, texts[at] ?? '', at, found)),
    ...(hasRest ? { rest: { role: message.role, parts: [{ type: 'text', text: restText }, ...restParts] } } : {}),
  };
}

function pieceOf(document: UsableDocument, text: string, index: number, found: readonly Found[]): TextPiece {
  const { id, score, asOf, source } = document;
  const isRepeated = found.slice(0, index).some((other) => other.document.id === id);
  return {
    id: id === undefined ? String(index) : isRepeated ? `${id}~${index + 1}` : id,
    text,
    ...(score === undefined ? {} : { score }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(source === undefined ? {} : { source }),
  };
}

function documentOf(call: Call, sections: readonly ResolvedSection[]): ContextDocument {
  const model = call.requestedModel ?? call.servedModel;
  return {
    version: 1,
    ...(model === undefined ? {} : { model }),
    reserve: reserveOf(call),
    params: call.params,
    variables: {},
    sections: sections.map(({ section }) => section),
    expect: [],
    ...(call.toolChoice === undefined ? {} : { toolChoice: call.toolChoice }),
    ...(call.responseFormat === undefined ? {} : { responseFormat: call.responseFormat }),
    ...(call.extra === undefined ? {} : { extra: call.extra }),
  };
}

/** Names under which requests state how long the answer may be: that much of the window was kept free. */
const ANSWER_LIMITS = ['max_completion_tokens', 'max_output_tokens', 'max_tokens', 'maxOutputTokens'];

function reserveOf({ params }: Call): number {
  const isCount = (value: JsonValue | undefined): value is number => typeof value === 'number' && value > 0;
  return ANSWER_LIMITS.map((name) => params[name]).find(isCount) ?? 0;
}

const GAP_NAMES: readonly (readonly [path: string, name: string])[] = [
  ['system', 'system prompt'],
  ['tools', 'tools'],
  ['messages', 'messages'],
];

/** What the log lacks of the input, in words: it explains a residual. */
function gapsOf(fields: readonly FieldGap[]): string[] {
  const missing = fields.filter(({ state }) => state !== 'guessed').map(({ path }) => path.replace(/[.[].*$/, ''));
  return GAP_NAMES.flatMap(([path, name]) => (missing.includes(path) ? [name] : []));
}

