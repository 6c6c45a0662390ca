/**
 * Two payloads message by message: equal ones first, then by role between them; inside a changed message lines, then
 * words. What was cut is not sent and does not count. Always ends soon: what is over the limits is marked `coarse`.
 */
import { commonTokens } from '../compare/commonTokens';
import { DEFAULT_LIMITS, textDiff, type TextDiffLimits } from '../compare/textDiff';
import type { PayloadMessage } from './assembly';
import type { ComparedMessage, ComparedMessageSide } from './comparison';

interface Entry {
  side: ComparedMessageSide;
  text: string;
  /** Role, name and text. */
  key: string;
}

/** More messages than this that differ are shown as replaced. */
const MAX_MESSAGE_EDITS = 2000;
const TIMEOUT_MS = 400;
const SEARCH = { maxEditLength: MAX_MESSAGE_EDITS, timeoutMs: TIMEOUT_MS };

export interface ComparedPayloads {
  messages: ComparedMessage[];
  coarse: boolean;
}

export function comparePayloads(left: readonly PayloadMessage[], right: readonly PayloadMessage[]): ComparedPayloads {
  const a = entriesOf(left);
  const b = entriesOf(right);
  const keys = (entries: readonly Entry[]): string[] => entries.map(({ key }) => key);
  const common = commonTokens(keys(a), keys(b), SEARCH);
  const aligned: Aligned[] = [];
  let leftAt = 0;
  let rightAt = 0;
  for (let n = 0; n <= common.left.length; n++) {
    const i = common.left[n] ?? a.length;
    const j = common.right[n] ?? b.length;
    aligned.push(...alignGap(a.slice(leftAt, i), b.slice(rightAt, j)));
    if (i < a.length) aligned.push([a[i], b[j]]);
    leftAt = i + 1;
    rightAt = j + 1;
  }
  const messages = toMessages(aligned);
  const isCoarse = messages.some((message) => message.state === 'changed' && message.coarse);
  return { messages, coarse: common.isCoarse || isCoarse };
}

type Aligned = readonly [left: Entry | undefined, right: Entry | undefined];

function entriesOf(payload: readonly PayloadMessage[]): Entry[] {
  return payload
    .filter(({ sent }) => sent)
    .map(({ role, name, segments }, index) => {
      const shown = segments.filter(({ state }) => state !== 'cut');
      // Each tool, call and result begins on a line of its own, so that one more of them is one more line.
      const text = shown
        .map((segment, at) => (at > 0 && (segment.kind !== 'text' || role === 'tools') ? '\n' : '') + segment.text)
        .join('');
      const sections = [...new Set(shown.map(({ sectionId }) => sectionId))];
      const side = { number: index + 1, role, ...(name === undefined ? {} : { name }), sections };
      return { side, text, key: JSON.stringify([role, name ?? null, text]) };
    });
}

/** Between two equal messages: those of one role stand opposite each other; the same text under another role, too. */
function alignGap(left: readonly Entry[], right: readonly Entry[]): Aligned[] {
  const role = ({ side }: Entry): string => side.role;
  const common = commonTokens(left.map(role), right.map(role), SEARCH);
  const aligned: Aligned[] = [];
  let leftAt = 0;
  let rightAt = 0;
  for (let n = 0; n <= common.left.length; n++) {
    const i = common.left[n] ?? left.length;
    const j = common.right[n] ?? right.length;
    aligned.push(...byText(left.slice(leftAt, i), right.slice(rightAt, j)));
    if (i < left.length) aligned.push([left[i], right[j]]);
    leftAt = i + 1;
    rightAt = j + 1;
  }
  return aligned;
}

function byText(left: readonly Entry[], right: readonly Entry[]): Aligned[] {
  const open = [...right];
  const found = left.map((entry): Aligned => {
    const at = open.findIndex(({ text }) => text === entry.text);
    return [entry, at < 0 ? undefined : open.splice(at, 1)[0]];
  });
  return [...found, ...open.map((entry): Aligned => [undefined, entry])];
}

function toMessages(aligned: readonly Aligned[]): ComparedMessage[] {
  const changed = aligned.filter(([left, right]) => left && right && left.key !== right.key).length;
  const limits = limitsFor(changed);
  return aligned.flatMap(([left, right]): ComparedMessage[] => {
    if (left && right) return [pairOf(left, right, limits)];
    if (left) return [{ state: 'left', left: left.side, text: left.text }];
    return right ? [{ state: 'right', right: right.side, text: right.text }] : [];
  });
}

/** The bound on the work holds for all messages together; the work of a search grows with the square of its edits. */
function limitsFor(changed: number): TextDiffLimits {
  const { maxLineEdits, maxWordEdits, wordBudget, timeoutMs } = DEFAULT_LIMITS;
  const share = Math.max(1, changed);
  return {
    maxLineEdits: Math.ceil(maxLineEdits / Math.sqrt(share)),
    maxWordEdits,
    wordBudget: Math.ceil(wordBudget / share),
    timeoutMs,
  };
}

function pairOf(left: Entry, right: Entry, limits: TextDiffLimits): ComparedMessage {
  const sides = { left: left.side, right: right.side };
  if (left.key === right.key) return { state: 'equal', ...sides, text: left.text };
  const { rows, coarse } = textDiff(left.text, right.text, limits);
  return { state: 'changed', ...sides, rows, coarse };
}
