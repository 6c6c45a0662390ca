/**
 * What a resolved document looks like after some of its steps were taken: messages whose texts are runs, each of one
 * section, sent or cut. Pure shape: never counts, never decides what gives way.
 */
import { renderTool } from '../tokens/framing';
import type { Message, Part, Role, ToolDefinition } from '../trace/model';
import type { ResolvedSection } from './assembly';
import { CutLeaves, type Cut, type CutRun } from './cutText';

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

/** What has given way in a section: nothing, some units, a part of its text, its text for a stand-in, or all of it. */
export interface SectionState {
  isDropped: boolean;
  /** Indexes of the units that are gone. */
  gone: ReadonlySet<number>;
  /** Holes in the section's content (see `contentOf`). */
  cut?: Cut;
  /** The text that stands in for the content. */
  standIn?: string;
}
export const WHOLE: SectionState = { isDropped: false, gone: new Set() };

/** The texts of a section that can be cut, by unit, in order. */
export interface Leaf {
  unit: number;
  text: string;
}

/** Content is the leaves of the units that are there, joined by `joint`; truncation names places in it by offsets. */
export function contentOf(
  { body }: ResolvedSection,
  gone: ReadonlySet<number> = WHOLE.gone,
): { leaves: Leaf[]; joint: string } {
  if (body.type === 'text') {
    const leaves = body.pieces.map((piece, unit) => ({ unit, text: piece.text }));
    return { leaves: leaves.filter(({ unit }) => !gone.has(unit)), joint: body.separator };
  }
  if (body.type !== 'messages') return { leaves: [], joint: '' };
  const leaves = body.units.flatMap((each, unit) =>
    gone.has(unit)
      ? []
      : each.messages.flatMap((message) => message.parts.flatMap(textsOf).map((text) => ({ unit, text }))),
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
  const standIn = standInMessage(resolved, section, state);
  const cutter = new UnitCutter(resolved, section, state);
  const units = body.units.flatMap(({ messages }, unit) => {
    const isGone = standIn !== undefined || state.isDropped || state.gone.has(unit) || cutter.isGone(unit);
    return messages.map((message) => {
      const parts = message.parts.map((part) => (isGone ? cutWhole(part, section, unit) : cutter.cut(part, unit)));
      return messageFrom(message, { section, target, parts, isSent: !isGone, unit });
    });
  });
  return standIn ? [...units, standIn] : units;
}

/** One message in place of the section's messages, in the role of the first of them that needs no call before it. */
function standInMessage(
  { body, section: own, target }: ResolvedSection,
  section: number,
  { standIn, isDropped }: SectionState,
): DraftMessage | undefined {
  if (body.type !== 'messages' || standIn === undefined || isDropped) return undefined;
  const first = body.units[0]?.messages[0]?.role;
  const role = own.role ?? (first === undefined || first === 'tool' ? 'user' : first);
  const runs: Run[] = [{ section, state: 'mark', text: standIn }];
  return {
    role,
    target: target ?? 'messages',
    parts: [{ part: { type: 'text', text: '' }, runs }],
    isSent: true,
    section,
  };
}

type Place = Pick<DraftMessage, 'section' | 'target' | 'parts' | 'isSent' | 'unit'>;

function messageFrom({ role, name, extra }: Message, place: Place): DraftMessage {
  return { role, ...(name === undefined ? {} : { name }), ...(extra === undefined ? {} : { extra }), ...place };
}

/** before + pieces joined by separator + after; cut pieces stand in their place. */
function textRuns(resolved: ResolvedSection, section: number, state: SectionState): Run[] {
  const { body } = resolved;
  if (body.type !== 'text') return [];
  const runs: Run[] = [];
  const add = (text: string, runState: Run['state'], unit?: number): void => {
    if (text !== '') runs.push({ section, ...(unit === undefined ? {} : { unit }), state: runState, text });
  };
  const framing = state.isDropped ? 'cut' : 'sent';
  const isOut = state.isDropped || state.standIn !== undefined;
  const { leaves, joint } = contentOf(resolved, state.gone);
  const cut = new CutLeaves(leaves, joint, state.cut);
  add(body.before, framing);
  if (!state.isDropped && state.standIn !== undefined) add(state.standIn, 'mark');
  let leaf = 0;
  let isFirst = true;
  body.pieces.forEach((piece, unit) => {
    const isGone = isOut || state.gone.has(unit);
    const own: CutRun[] = isGone ? [{ state: 'cut', text: piece.text }] : cut.runs(leaf);
    const isSent = !isGone && !cut.isGone(leaf);
    if (!state.gone.has(unit)) leaf++;
    if (isSent && !isFirst) add(body.separator, 'sent', unit);
    if (isSent) isFirst = false;
    for (const run of own) add(run.text, run.state, unit);
  });
  add(body.after, framing);
  return runs;
}

/** Cuts the texts of messages, in the order of `contentOf`. */
class UnitCutter {
  private readonly leaves: CutLeaves;
  /** By unit: the number of its first leaf. */
  private readonly firstLeaf: number[] = [];
  private readonly leafCount: number[] = [];
  private next = 0;
  private unit = -1;

  constructor(
    resolved: ResolvedSection,
    private readonly section: number,
    private readonly state: SectionState,
  ) {
    const { leaves, joint } = contentOf(resolved, state.gone);
    this.leaves = new CutLeaves(leaves, joint, state.cut);
    if (resolved.body.type !== 'messages' || !state.cut) return;
    let leaf = 0;
    resolved.body.units.forEach((_, unit) => {
      this.firstLeaf.push(leaf);
      let count = 0;
      for (; leaves[leaf]?.unit === unit; leaf++) count++;
      this.leafCount.push(count);
    });
  }

  /** Whether nothing of the unit is left. */
  isGone(unit: number): boolean {
    if (!this.state.cut) return false;
    const first = this.firstLeaf[unit] ?? 0;
    const count = this.leafCount[unit] ?? 0;
    if (count === 0) return this.leaves.isGoneBefore(first);
    return Array.from({ length: count }, (_, index) => first + index).every((leaf) => this.leaves.isGone(leaf));
  }

  /** Called for the parts of a unit that stays, in order. */
  cut(part: Part, unit: number): DraftPart {
    const { section } = this;
    if (!this.state.cut) return { part, runs: runsOf(part, section, unit, false) };
    if (unit !== this.unit) this.next = this.firstLeaf[unit] ?? 0;
    this.unit = unit;
    if (part.type === 'text') {
      const leaf = this.next++;
      const runs = this.leaves.isGone(leaf) ? this.leaves.standIn(leaf) : this.leaves.runs(leaf);
      return { part, runs: runs.map((run) => ({ section, unit, ...run })) };
    }
    if (part.type !== 'toolResult') return { part, runs: runsOf(part, section, unit, false) };
    const nested = part.parts.map((each) => this.cut(each, unit));
    return { part: { ...part, parts: nested.map(partAsSent) }, runs: nested.flatMap((each) => each.runs) };
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
export function shownTexts(part: Part): string[] {
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
