/**
 * The texts of a section that code may hold, in the order in which they are looked for, whatever was cut of them: what
 * stands around retrieved items before the items, messages by part, tools with their descriptions.
 */
import type { JsonValue, Message, Part, RetrievedDocument, ToolDefinition } from '../trace/model';
import type { ResolvedSection, SectionBody, TextPiece } from '../context/assembly';
import type { Section } from '../context/model';
import type { Frame, SectionText, SectionTexts } from './model';

/** What is looked at of a text and of all texts together, in UTF-16 units. */
const MOST_OF_TEXT = 64 * 1024;
const MOST_OF_ALL = 384 * 1024;
/** Around more items stands the same. */
const MOST_FRAMES = 4;
/** A whole text that is too short to be looked for as a literal. */
const SHORT_TEXT = { least: 5, most: 24 };

/** `documents`: what was retrieved for the call, to tell an item's own text from what stands around it. */
export function sectionTextsOf(resolved: ResolvedSection, documents: readonly RetrievedDocument[] = []): SectionTexts {
  const { section, body } = resolved;
  const { texts, frames } = bodyTexts(section, body, documents);
  const stand = resolved.fallback === undefined ? [] : [textOf('the stand-in', resolved.fallback)];
  const all = bounded([...texts, ...stand]);
  const short = all.filter(({ role, text }) => role === 'text' && isShort(text));
  return {
    sectionId: section.id,
    texts: all,
    frames: [
      ...frames,
      ...short.map(({ label, text }) => ({ label, role: 'text' as const, pieces: [text.trim()], isWhole: true })),
    ],
    files: namedFiles(section),
  };
}

const textOf = (label: string, text: string): SectionText => ({ label, role: 'text', text });
const isShort = (text: string): boolean =>
  text.trim().length >= SHORT_TEXT.least && text.trim().length <= SHORT_TEXT.most;

function namedFiles({ content, overflow }: Section): string[] {
  const { fallback } = overflow;
  return [...(content.type === 'file' ? [content.path] : []), ...(fallback?.file === undefined ? [] : [fallback.file])];
}

function bounded(texts: readonly SectionText[]): SectionText[] {
  let left = MOST_OF_ALL;
  const kept: SectionText[] = [];
  for (const each of texts) {
    const text = each.text.slice(0, Math.min(MOST_OF_TEXT, left));
    left -= text.length;
    if (text.trim() !== '') kept.push({ ...each, text });
  }
  return kept;
}

interface BodyTexts {
  texts: SectionText[];
  frames: Frame[];
}

function bodyTexts(section: Section, body: SectionBody, documents: readonly RetrievedDocument[]): BodyTexts {
  switch (body.type) {
    case 'unbound':
      return { texts: [], frames: [] };
    case 'tools':
      return { texts: body.tools.flatMap(toolTexts), frames: [] };
    case 'messages': {
      const messages = body.units.flatMap((unit) => unit.messages);
      return { texts: messages.flatMap((message, index) => messageTexts(message, index, messages.length)), frames: [] };
    }
    case 'text':
      return holdsItems(section) ? itemTexts(section, body, documents) : { texts: plainTexts(body), frames: [] };
  }
}

const holdsItems = ({ content }: Section): boolean => content.type === 'items' || content.type === 'binding';

const plainTexts = ({ before, after, separator, pieces }: Extract<SectionBody, { type: 'text' }>): SectionText[] => [
  textOf('the text', before + pieces.map(({ text }) => text).join(separator) + after),
];

function itemTexts(
  section: Section,
  body: Extract<SectionBody, { type: 'text' }>,
  documents: readonly RetrievedDocument[],
): BodyTexts {
  const own = new Set(documents.flatMap(({ text }) => (text?.trim() ? [text.trim()] : [])));
  const cut = body.pieces.map((piece) => splitPiece(piece, own));
  const around = [
    ...(body.before.trim() === '' ? [] : [[body.before]]),
    ...different([...templatePieces(section.itemTemplate), ...cut.map(({ around: pieces }) => pieces)]),
    ...(body.after.trim() === '' ? [] : [[body.after]]),
  ].slice(0, MOST_FRAMES + 2);
  const frames = framesOf(around, body.before.trim() !== '');
  const frameTexts = around.flatMap((pieces) =>
    pieces.map((text): SectionText => ({ label: 'the frame', role: 'frame', text })),
  );
  const items = cut.map(({ id, text }): SectionText => ({ label: `item ${id}`, role: 'item', text }));
  return { texts: [...frameTexts, ...items], frames };
}

/** What stands before all, with what stands around an item; and the latter alone. */
function framesOf(around: readonly string[][], hasLead: boolean): Frame[] {
  const of = { label: 'the frame', role: 'frame' as const };
  const [lead = [], ...rest] = hasLead ? around : [[], ...around];
  const whole = rest.slice(0, MOST_FRAMES).map((pieces) => ({ ...of, pieces: [...lead, ...pieces], isWhole: false }));
  const items = hasLead ? rest.slice(0, MOST_FRAMES).map((pieces) => ({ ...of, pieces, isWhole: false })) : [];
  const leadAlone = lead.length > 0 ? [{ ...of, pieces: lead, isWhole: true }] : [];
  return [...whole, ...items, ...leadAlone].filter(({ pieces }) => pieces.some((piece) => /[\p{L}\p{N}]/u.test(piece)));
}

function templatePieces(template: string): string[][] {
  const pieces = template.split(/\{\{[^{}]{0,200}\}\}/).filter((piece) => piece.trim() !== '');
  return pieces.length === 0 ? [] : [pieces];
}

function different(lists: readonly string[][]): string[][] {
  const seen = new Set<string>();
  return lists.filter((pieces) => {
    const key = JSON.stringify(pieces.map((piece) => piece.trim()));
    if (pieces.length === 0 || seen.has(key)) return false;
    seen.add(key);
    return seen.size <= MOST_FRAMES;
  });
}

/** A document's own text, and what stands around it without its id, source and score. */
function splitPiece(piece: TextPiece, documents: ReadonlySet<string>): { id: string; text: string; around: string[] } {
  const own = piece.ownText?.trim() ?? longestIn(piece.text, documents);
  if (own === undefined || own === '' || !piece.text.includes(own))
    return { id: piece.id, text: piece.text, around: [] };
  const values = [piece.id, piece.source, piece.asOf, piece.score?.toString()];
  const known = values.filter((value): value is string => value !== undefined && value !== '');
  const rest = known.reduce<string[]>(
    (pieces, value) => pieces.flatMap((text) => text.split(value)),
    piece.text.split(own),
  );
  return { id: piece.id, text: own, around: rest.filter((text) => text.trim() !== '') };
}

function longestIn(text: string, documents: ReadonlySet<string>): string | undefined {
  let longest: string | undefined;
  for (const document of documents) {
    if (document.length > (longest?.length ?? 0) && text.includes(document)) longest = document;
  }
  return longest;
}

function messageTexts(message: Message, index: number, count: number): SectionText[] {
  const label = count === 1 ? `the ${message.role} message` : `message ${String(index + 1)} (${message.role})`;
  return message.parts.flatMap((part) => partTexts(part)).map((text) => textOf(label, text));
}

function partTexts(part: Part): string[] {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return [part.text];
    case 'toolResult':
      return part.parts.flatMap(partTexts);
    // Its arguments are the model's own.
    case 'toolCall':
      return [part.name];
    default:
      return [];
  }
}

/** A deeper schema says nothing more. */
const MOST_LEVELS = 8;

function toolTexts({ name, description, parameters }: ToolDefinition): SectionText[] {
  const texts = [name, description ?? '', ...descriptionsIn(parameters, 0)];
  return texts.map((text) => ({ label: `tool ${name}`, role: 'tool', text }));
}

function descriptionsIn(value: JsonValue | undefined, level: number): string[] {
  if (value === null || typeof value !== 'object' || level > MOST_LEVELS) return [];
  if (Array.isArray(value)) return value.flatMap((each) => descriptionsIn(each, level + 1));
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'description' && typeof each === 'string' ? [each] : descriptionsIn(each, level + 1),
  );
}
