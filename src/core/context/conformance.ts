/**
 * Does a document give what the code sent? Compares the messages that a document assembles with a call's values to the
 * messages of the call: by role and text, from the first, up to the first difference. It never assembles anything itself.
 */
import { canonicalJson } from '../replay/canonicalJson';
import type { Call, Message, Part, Role, ToolDefinition } from '../trace/model';
import type { Assembly, PayloadMessage } from './assembly';
import { shownTexts } from './assembleDraft';
import type { Section } from './model';

export interface Conformance {
  callId: string;
  equal: boolean;
  /** The section that the first difference lies in; absent where none has it. */
  section?: string;
  /** What the document gives there, and what was sent: a few words, with the difference marked by '»'. */
  expected?: string;
  actual?: string;
  /** Where the mark stands in them, in UTF-16 units; absent where the whole message differs. */
  mark?: { expected: number; actual: number };
}

interface Line {
  role: Role;
  text: string;
  /** Where its parts end, in UTF-16 units of `text`, and how long each is in the payload. */
  parts: { end: number; shown: number }[];
}

/** `sections`: the document's, to tell what it states itself from what it takes out of the call. */
export function conformanceOf(assembly: Assembly, call: Call, sections: readonly Section[] = []): Conformance {
  const expected = linesOf(assembly.request.messages, assembly.request.system);
  const actual = asWritten(call, expected);
  const count = Math.max(expected.length, actual.length);
  for (let index = 0; index < count; index++) {
    const wanted = expected[index];
    const sent = actual[index];
    if (wanted?.role === sent?.role && wanted?.text === sent?.text) continue;
    const difference = differenceAt(index, wanted, sent, assembly);
    const later = sentPayload(assembly).slice(index + 1);
    const section = statedIn(difference.section, sent?.text ?? '', later, sections);
    return { callId: call.id, equal: false, ...difference, ...(section === undefined ? {} : { section }) };
  }
  return toolsConformance(assembly, call) ?? { callId: call.id, equal: true };
}

function linesOf(messages: readonly Message[], system: readonly Part[] | undefined): Line[] {
  const field = (system ?? []).map((part) => lineOf('system', [part]));
  return [...field, ...messages.map(({ role, parts }) => lineOf(role, parts))];
}

function lineOf(role: Role, parts: readonly Part[]): Line {
  const line: Line = { role, text: '', parts: [] };
  for (const part of parts) {
    line.text += textOfPart(part);
    const shown = shownTexts(part).reduce((sum, text) => sum + text.length, 0);
    line.parts.push({ end: line.text.length, shown });
  }
  return line;
}

function textOfPart(part: Part): string {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text;
    // Programs need not send it back, and providers drop it from earlier turns.
    case 'reasoning':
      return '';
    case 'toolCall':
      return `[call ${part.name} ${part.arguments}]`;
    case 'toolResult':
      return `[result ${part.parts.map(textOfPart).join('')}]`;
    case 'image':
    case 'audio':
    case 'file':
      return `[${[part.type, part.mimeType, part.name, part.url ?? part.data].filter((word) => word !== undefined).join(' ')}]`;
    case 'unknown':
      return JSON.stringify(part.raw);
  }
}

/**
 * A provider's separate system field is a list of blocks where a document has system messages: they are the same where
 * their texts are, block by block, or joined by nothing or by a blank line, as programs join them.
 */
function asWritten(call: Call, expected: readonly Line[]): Line[] {
  const messages = linesOf(call.messages, undefined);
  if (!call.system) return messages;
  const first = expected.findIndex(({ role }) => role !== 'system');
  const wanted = expected.slice(0, first < 0 ? expected.length : first).map(({ text }) => text);
  const blocks = call.system.map(textOfPart);
  const isSame = JOINERS.some(
    (joiner) => wanted.join(joiner) === blocks.join(joiner) || wanted.join(joiner) === blocks.join(''),
  );
  const texts = isSame ? wanted : wanted.length === 1 ? [blocks.join('')] : blocks;
  return [...texts.map((text) => lineOf('system', [{ type: 'text', text }])), ...messages];
}

const JOINERS = ['', '\n', '\n\n'];

type Difference = Omit<Conformance, 'callId' | 'equal'>;

function differenceAt(index: number, wanted: Line | undefined, sent: Line | undefined, assembly: Assembly): Difference {
  const message = sentPayload(assembly)[index] ?? sentPayload(assembly).at(-1);
  const isSameRole = wanted !== undefined && wanted.role === sent?.role;
  const at = isSameRole ? firstDifference(wanted.text, sent.text) : 0;
  const section = message && sectionAt(message, wanted ? shownOffset(wanted, at) : Infinity);
  return { ...(section === undefined ? {} : { section }), ...excerpts(wanted, sent, at, isSameRole) };
}

/** Shorter texts may stand anywhere. */
const LEAST_TEXT = 20;

/**
 * What a section takes word for word out of the call cannot differ from it: what does is a text of the document's own,
 * or retrieved documents, that stand there in another form. That section is named where it comes later in the document
 * and the sent message holds some of its text; else the place where the difference was found.
 */
function statedIn(
  found: string | undefined,
  sent: string,
  later: readonly PayloadMessage[],
  sections: readonly Section[],
): string | undefined {
  const bound = new Set(sections.flatMap(({ id, content }) => (isTakenOver(content) ? [id] : [])));
  if (found === undefined || !bound.has(found)) return found;
  const segments = later.flatMap((message) => message.segments);
  const stated = segments.find(
    ({ sectionId, state, text }) =>
      !bound.has(sectionId) && state === 'sent' && text.trim().length >= LEAST_TEXT && sent.includes(text.trim()),
  );
  return stated?.sectionId ?? found;
}

const isTakenOver = (content: Section['content']): boolean =>
  content.type === 'binding' && content.from !== 'call.documents';

/** The place in the payload's text, where tool calls and files are written in other words. */
function shownOffset({ parts }: Line, at: number): number {
  let start = 0;
  let shownStart = 0;
  for (const { end, shown } of parts) {
    if (at < end) return shownStart + Math.min(at - start, Math.max(0, shown - 1));
    start = end;
    shownStart += shown;
  }
  return shownStart;
}

/** The messages of the payload that were sent, without the list of tools; the system field's parts one by one. */
function sentPayload({ payload }: Assembly): PayloadMessage[] {
  return payload.filter(({ sent, role }) => sent && role !== 'tools');
}

/** UTF-16 units that both begin with; never inside a character. */
function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at === a.length ? at : wholeCharacter(a, at);
}

/** The section of the character at an offset; of a place between two, the one that ends there. */
function sectionAt({ segments }: PayloadMessage, offset: number): string | undefined {
  let start = 0;
  let last: string | undefined;
  for (const { sectionId, text, state } of segments) {
    if (state === 'cut') continue;
    last = sectionId;
    start += text.length;
    if (offset < start) return sectionId;
  }
  return last;
}

const AROUND = 40;

function excerpts(wanted: Line | undefined, sent: Line | undefined, at: number, isSameRole: boolean): Difference {
  const expected = excerpt(wanted, at, isSameRole);
  const actual = excerpt(sent, at, isSameRole);
  const mark = isSameRole ? { mark: { expected: expected.mark, actual: actual.mark } } : {};
  return { expected: expected.text, actual: actual.text, ...mark };
}

function excerpt(line: Line | undefined, at: number, isSameRole: boolean): { text: string; mark: number } {
  if (!line) return { text: '(no message)', mark: 0 };
  const start = wholeCharacter(line.text, Math.max(0, at - AROUND));
  const head = `${start > 0 ? '…' : ''}${line.text.slice(start, at)}`;
  const end = wholeCharacter(line.text, at + AROUND);
  const tail = `${line.text.slice(at, end)}${line.text.length > end ? '…' : ''}`;
  if (!isSameRole) return { text: `${line.role}: ${tail}`, mark: 0 };
  return { text: `${head}»${at >= line.text.length ? '(end)' : tail}`, mark: head.length };
}

/** The place itself, or one unit earlier where it lies inside a character. */
function wholeCharacter(text: string, at: number): number {
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff && at < text.length ? at - 1 : at;
}

/** Where the document carries tools, they are part of what it promises; a log that does not hold them says nothing. */
function toolsConformance({ request, payload }: Assembly, call: Call): Conformance | undefined {
  const isUnknown = call.replayability.fields.some(({ path, state }) => path === 'tools' && state === 'missing');
  if (request.tools.length === 0 || isUnknown) return undefined;
  const count = Math.max(request.tools.length, call.tools.length);
  for (let index = 0; index < count; index++) {
    const expected = toolText(request.tools[index]);
    const actual = toolText(call.tools[index]);
    if (expected === actual) continue;
    const section = payload.find(({ role }) => role === 'tools')?.segments[index]?.sectionId;
    const at = firstDifference(expected, actual);
    const place = section === undefined ? {} : { section };
    const line = (text: string): Line => ({ role: 'system', text, parts: [] });
    return { callId: call.id, equal: false, ...place, ...excerpts(line(expected), line(actual), at, true) };
  }
  return undefined;
}

const toolText = (tool: ToolDefinition | undefined): string =>
  tool ? `${tool.name}: ${tool.description ?? ''} ${canonicalJson(tool.parameters ?? {})}` : '(no tool)';
