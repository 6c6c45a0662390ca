/**
 * A logged call → a context document in the wire's own order, so that assembling it as sent gives back the call's
 * messages, system field, tools and parameters exactly. Retrieved documents that stand word for word in a message
 * become sections of their own, merged into that message. It never invents what the log does not hold.
 */
import { leadingSystemCount, splitCall, unitsOf } from './bindCall';
import { findDocuments, piecesOf, stretchOf, uniqueIds, usableDocuments } from './bindCallDocuments';
import { DEFAULT_PRIORITY } from './parseModel';
import type { Call, FieldGap, JsonValue, Message } from '../trace/model';
import type { ResolvedDocument, ResolvedSection, SectionBody, TextPiece } from './assembly';
import type { Found, UsableDocument } from './bindCallDocuments';
import type { ContextDocument, OverflowPolicyName, Section, SectionContent, SectionKind } from './model';

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

/** Without these a request would be another one. */
const KEPT: readonly Base[] = ['system', 'query', 'tail'];

export const asRequired = (section: Section): Section => ({
  ...section,
  required: true,
  overflow: { policy: 'error', declared: false },
});

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
      for (let cut = this.cut(message, true); cut; cut = rest && this.cut(rest, false)) {
        if (cut.head) open.push(cut.head);
        flush();
        sections.push(this.documentsSection(cut));
        rest = cut.rest;
        isMerged = rest !== undefined;
      }
      if (rest) open.push(rest);
    }
    flush();
    return sections;
  }

  /** Only what others wrote: a model's own answer or call that quotes a document is no document. */
  private cut(message: Message, isWhole: boolean): Cut | undefined {
    if (this.documents.length === 0 || message.role === 'assistant' || message.role === 'tool') return undefined;
    for (const [index, part] of message.parts.entries()) {
      const found = part.type === 'text' ? findDocuments(part.text, this.documents) : [];
      if (part.type === 'text' && found.length > 0) return cutAt(message, index, found, isWhole);
    }
    return undefined;
  }

  private messages(base: Base, messages: Message[], merge: boolean): ResolvedSection {
    const content: SectionContent = { type: 'messages', messages, template: false };
    return this.section(base, merge, { content, body: { type: 'messages', units: unitsOf(messages) } });
  }

  private documentsSection({ pieces, role, frame }: Cut): ResolvedSection {
    const items = pieces.map((piece) => ({ ...piece }));
    const body: SectionBody = {
      type: 'text',
      before: '',
      after: '',
      separator: '',
      pieces,
      ...(frame ? { frame } : {}),
    };
    const resolved = this.section('documents', frame === undefined, { content: { type: 'items', items }, body });
    return { ...resolved, section: { ...resolved.section, role } };
  }

  private section(base: Base, merge: boolean, filled: { content: SectionContent; body: SectionBody }): ResolvedSection {
    const count = (this.used.get(base) ?? 0) + 1;
    this.used.set(base, count);
    const id = count === 1 ? base : `${base}-${count}`;
    const section = rebuiltSection(id, KINDS[base], filled.content);
    if (!KEPT.includes(base)) return { section: { ...section, merge }, body: filled.body };
    return { section: { ...asRequired(section), merge }, body: filled.body };
  }
}

/** What gives way when a what-if makes the window smaller. A logged call states none of it; as sent, nothing does. */
function policyOf(kind: SectionKind, content: SectionContent): OverflowPolicyName {
  if (kind === 'history') return 'drop-oldest';
  if (content.type !== 'items') return 'drop';
  return content.items.every(({ score }) => score !== undefined) ? 'drop-lowest-score' : 'drop-oldest';
}

/** A section as a call gives it: no budget, and nothing between its pieces that they do not hold themselves. */
export function rebuiltSection(id: string, kind: SectionKind, content: SectionContent): Section {
  return {
    id,
    kind,
    required: false,
    priority: DEFAULT_PRIORITY[kind],
    budget: {},
    overflow: { policy: policyOf(kind, content), declared: false },
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

/** `isWhole`: the message is the call's own and not the rest of one that was cut before. */
function cutAt(message: Message, index: number, found: Found[], isWhole: boolean): Cut | undefined {
  const part = message.parts[index];
  if (part?.type !== 'text') return undefined;
  const stretch = stretchOf(part.text, found, { before: '', after: '' });
  const texts = piecesOf(part.text, found, stretch);
  const ids = uniqueIds(found.map(({ document }) => document.id));
  const headParts = [...message.parts.slice(0, index), { ...part, text: part.text.slice(0, stretch.start) }];
  const isAtStart = index === 0 && stretch.start === 0;
  const head = { ...message, parts: headParts };
  const restText = part.text.slice(stretch.end);
  const restParts = message.parts.slice(index + 1);
  const hasRest = restText !== '' || restParts.length > 0;
  return {
    role: message.role,
    ...(!isAtStart ? { head } : isWhole ? { frame: head } : {}),
    pieces: found.map(({ document }, at) => pieceOf(document, ids[at] ?? '', texts[at] ?? '')),
    ...(hasRest ? { rest: { role: message.role, parts: [{ type: 'text', text: restText }, ...restParts] } } : {}),
  };
}

function pieceOf({ score, asOf, source }: UsableDocument, id: string, text: string): TextPiece {
  return {
    id,
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

export function reserveOf({ params }: Pick<Call, 'params'>): number {
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
