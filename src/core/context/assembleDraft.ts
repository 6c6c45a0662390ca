/**
 * What a resolved document looks like after some of its steps were taken: messages whose texts are runs, each of one
 * section, sent or cut. Pure shape: never counts, never decides what gives way.
 */
import { renderTool } from '../tokens/framing';
import type { Message, Part, Role, ToolDefinition } from '../trace/model';
import type { ResolvedSection } from './assembly';

export interface Run {
  /** Index of the section. */
  section: number;
  /** Index of the piece, unit or tool in it; absent for what frames the section. */
  unit?: number;
  state: 'sent' | 'cut' | 'mark';
  text: string;
}
/** A text part is what its sent runs say; any other part is kept as it is, its runs being what is shown and counted. */
export interface DraftPart {
  part: Part;
  runs: Run[];
}
export interface DraftMessage {
  role: Role;
  name?: string;
  extra?: Message['extra'];
  target: 'messages' | 'system';
  parts: DraftPart[];
  isSent: boolean;
  /** The section and unit that pay for its framing. */
  section: number;
  unit?: number;
}
export interface Draft {
  tools: { definitions: ToolDefinition[]; runs: Run[] };
  messages: DraftMessage[];
}

/** What has given way in a section: nothing, some units, the end of its text, or all of it. */
export interface SectionState {
  isDropped: boolean;
  /** Indexes of the units that are gone. */
  gone: ReadonlySet<number>;
  /** How much of the section's content (see `contentOf`) is kept, in UTF-16 units, and the mark for the rest. */
  cut?: { keep: number; mark: string };
}
export const WHOLE: SectionState = { isDropped: false, gone: new Set() };

/** The texts of a section that can be cut, by unit, in order. */
export interface Leaf {
  unit: number;
  text: string;
}

/** Content is the leaves joined by `joint`, the ends of which truncation names by offsets. */
export function contentOf({ body }: ResolvedSection): { leaves: Leaf[]; joint: string } {
  if (body.type === 'text') {
    return { leaves: body.pieces.map((piece, unit) => ({ unit, text: piece.text })), joint: body.separator };
  }
  if (body.type !== 'messages') return { leaves: [], joint: '' };
  const leaves = body.units.flatMap((each, unit) =>
    each.messages.flatMap((message) => message.parts.flatMap(textsOf).map((text) => ({ unit, text }))),
  );
  return { leaves, joint: '\n' };
}

const textsOf = (part: Part): string[] =>
  part.type === 'text' ? [part.text] : part.type === 'toolResult' ? part.parts.flatMap(textsOf) : [];

/** An empty section sends nothing; a rebuilt call's keeps its place. */
export function isEmpty({ body }: ResolvedSection): boolean {
  switch (body.type) {
    case 'text':
      return body.frame === undefined && body.pieces.every((piece) => piece.text === '');
    case 'messages':
      return body.units.length === 0;
    case 'tools':
      return body.tools.length === 0;
    case 'unbound':
      return true;
  }
}

export function draftOf(sections: readonly ResolvedSection[], states: readonly SectionState[]): Draft {
  const draft: Draft = { tools: { definitions: [], runs: [] }, messages: [] };
  sections.forEach((resolved, section) => {
    const state = states[section] ?? WHOLE;
    if (isEmpty(resolved)) return;
    if (resolved.body.type === 'tools') {
      draftTools(draft, section, resolved.body.tools, state);
      return;
    }
    const added = draftMessages(resolved, section, state);
    const before = draft.messages.at(-1);
    const [first, ...others] = added;
    if (resolved.section.merge && before && first?.role === before.role && first.target === before.target) {
      merge(before, first, resolved.section.separator);
      draft.messages.push(...others);
    } else {
      draft.messages.push(...added);
    }
  });
  return draft;
}

function draftTools(draft: Draft, section: number, tools: readonly ToolDefinition[], state: SectionState): void {
  tools.forEach((tool, unit) => {
    const isCut = state.isDropped || state.gone.has(unit);
    draft.tools.runs.push({ section, unit, state: isCut ? 'cut' : 'sent', text: renderTool(tool) });
    if (!isCut) draft.tools.definitions.push(tool);
  });
}

function merge(before: DraftMessage, added: DraftMessage, separator: string): void {
  const [first, ...others] = added.parts;
  const last = before.parts.at(-1);
  if (first?.part.type === 'text' && last?.part.type === 'text') {
    const joins = hasSent(last) && hasSent(first);
    if (joins) last.runs.push({ section: added.section, state: 'sent', text: separator });
    last.runs.push(...first.runs);
    before.parts.push(...others);
  } else {
    before.parts.push(...added.parts);
  }
  if (!before.isSent && added.isSent) {
    before.section = added.section;
    if (added.name !== undefined) before.name = added.name;
    if (added.extra !== undefined) before.extra = added.extra;
  }
  before.isSent ||= added.isSent;
}

const hasSent = (part: DraftPart): boolean => part.runs.some((run) => run.state !== 'cut');

function draftMessages(resolved: ResolvedSection, section: number, state: SectionState): DraftMessage[] {
  const { body } = resolved;
  const target = resolved.target ?? 'messages';
  if (body.type === 'text') {
    const frame = body.frame ?? { role: resolved.section.role ?? 'user', parts: [{ type: 'text', text: '' }] };
    const parts = frame.parts.map((part): DraftPart => ({
      part,
      runs: runsOf(part, section, undefined, state.isDropped),
    }));
    const last = parts.at(-1);
    if (last) last.runs = textRuns(resolved, section, state);
    return [messageFrom(frame, { section, target, parts, isSent: !state.isDropped })];
  }
  if (body.type !== 'messages') return [];
  const cutter = new LeafCutter(section, state.cut);
  return body.units.flatMap(({ messages }, unit) => {
    const isGone = state.isDropped || state.gone.has(unit) || cutter.isPast();
    return messages.map((message) => {
      const parts = message.parts.map((part) => (isGone ? cutWhole(part, section, unit) : cutter.cut(part, unit)));
      return messageFrom(message, { section, target, parts, isSent: !isGone, unit });
    });
  });
}

type Place = Pick<DraftMessage, 'section' | 'target' | 'parts' | 'isSent' | 'unit'>;

function messageFrom({ role, name, extra }: Message, place: Place): DraftMessage {
  return { role, ...(name === undefined ? {} : { name }), ...(extra === undefined ? {} : { extra }), ...place };
}

/** before + pieces joined by separator + after; cut pieces stand in their place. */
function textRuns({ body }: ResolvedSection, section: number, state: SectionState): Run[] {
  if (body.type !== 'text') return [];
  const runs: Run[] = [];
  const add = (text: string, runState: Run['state'], unit?: number): void => {
    if (text !== '') runs.push({ section, ...(unit === undefined ? {} : { unit }), state: runState, text });
  };
  const framing = state.isDropped ? 'cut' : 'sent';
  add(body.before, framing);
  let left = state.cut?.keep ?? Infinity;
  let isFirst = true;
  let isMarked = false;
  body.pieces.forEach((piece, unit) => {
    if (state.isDropped || state.gone.has(unit)) {
      add(piece.text, 'cut', unit);
      return;
    }
    const joint = isFirst ? '' : body.separator;
    isFirst = false;
    const keep = Math.max(0, Math.min(piece.text.length, left - joint.length));
    if (left > joint.length) add(joint, 'sent', unit);
    add(piece.text.slice(0, keep), 'sent', unit);
    left -= joint.length + piece.text.length;
    if (left < 0 && !isMarked && state.cut) {
      add(state.cut.mark, 'mark', unit);
      isMarked = true;
    }
    add(piece.text.slice(keep), 'cut', unit);
  });
  add(body.after, framing);
  return runs;
}

/** Cuts the leaves of messages from an offset of the section's content on. */
class LeafCutter {
  private left: number;

  constructor(
    private readonly section: number,
    private readonly state: SectionState['cut'],
  ) {
    this.left = state?.keep ?? Infinity;
  }

  /** Whether nothing of what follows is kept. */
  isPast(): boolean {
    return this.left <= 0;
  }

  cut(part: Part, unit: number): DraftPart {
    if (part.type === 'text') {
      const runs = this.take(part.text, unit);
      return { part, runs };
    }
    if (part.type !== 'toolResult') return { part, runs: runsOf(part, this.section, unit, false) };
    const nested = part.parts.map((each) => this.cut(each, unit));
    return { part: { ...part, parts: nested.map(partAsSent) }, runs: nested.flatMap((each) => each.runs) };
  }

  private take(text: string, unit: number): Run[] {
    const { section } = this;
    const keep = Math.max(0, Math.min(text.length, this.left));
    this.left -= text.length + 1;
    const runs: Run[] = [{ section, unit, state: 'sent', text: text.slice(0, keep) }];
    if (keep === text.length) return runs;
    if (this.state) runs.push({ section, unit, state: 'mark', text: this.state.mark });
    return [...runs, { section, unit, state: 'cut', text: text.slice(keep) }];
  }
}

const cutWhole = (part: Part, section: number, unit: number): DraftPart => ({
  part,
  runs: runsOf(part, section, unit, true),
});

function runsOf(part: Part, section: number, unit: number | undefined, isCut: boolean): Run[] {
  return shownTexts(part).map((text) => ({
    section,
    ...(unit === undefined ? {} : { unit }),
    state: isCut ? 'cut' : 'sent',
    text,
  }));
}

/** What is shown of a part, and counted where it is text. */
function shownTexts(part: Part): string[] {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return [part.text];
    case 'toolCall':
      return [`${part.name}(${part.arguments})`];
    case 'toolResult':
      return part.parts.flatMap(shownTexts);
    case 'unknown':
      return [JSON.stringify(part.raw)];
    default:
      return [`[${part.type}${part.name === undefined ? '' : ` ${part.name}`}]`];
  }
}

/** The part with the text that its runs leave it. */
export function partAsSent({ part, runs }: DraftPart): Part {
  if (part.type !== 'text') return part;
  return { ...part, text: sentText(runs) };
}

export function sentText(runs: readonly Run[]): string {
  let text = '';
  for (const run of runs) if (run.state !== 'cut') text += run.text;
  return text;
}

/** Parts of which something is sent; a message that was logged without parts stays without. */
export function messageAsSent({ role, name, extra, parts }: DraftMessage): Message {
  const sent = parts.filter((each) => each.runs.length === 0 || hasSent(each)).map(partAsSent);
  return { role, ...(name === undefined ? {} : { name }), parts: sent, ...(extra === undefined ? {} : { extra }) };
}
