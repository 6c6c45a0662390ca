/**
 * Counts a draft: each text is encoded once and its tokens go to the runs in which they start, so that the rows sum
 * to the total. Framing is apart. Never decides what gives way.
 */
import type { Framing } from '../tokens/catalogueModel';
import type { Count, CountBasis, TokenCounter } from '../tokens/count';
import {
  declaredCount,
  messageFraming,
  replyPrimer,
  TOOLS_FOOTER,
  TOOLS_HEADER,
  toolTurnFraming,
} from '../tokens/framing';
import { sumCounts } from '../tokens/count';
import type { Part } from '../trace/model';
import { partAsSent, type Draft, type DraftMessage, type DraftPart, type Run } from './assembleDraft';

export interface Counting {
  counter: TokenCounter;
  framing: Framing;
}

/** What a draft's sent text and framing come to. */
export interface Tally {
  sections: Count[];
  /** By section, then unit; only where asked for. */
  units: Map<number, Count>[];
  /** Tokens of framing that go when the unit (or, at NO_UNIT, the section) goes. */
  unitFraming: Map<number, number>[];
  framing: Count;
  total: Count;
}
/** The key, in a map by unit, of what frames the section. */
export const NO_UNIT = -1;

/** `byUnit` attributes to units too, which costs more where there are thousands. */
export function tally(draft: Draft, sectionCount: number, counting: Counting, byUnit: boolean): Tally {
  const ledger = new Ledger(sectionCount, counting, byUnit);
  ledger.addTools(draft.tools.runs);
  for (const message of draft.messages) if (message.isSent) ledger.addMessage(message);
  return ledger.close();
}

class Ledger {
  private readonly sections: Count[][];
  private readonly units: Map<number, Count>[];
  private readonly unitFraming: Map<number, number>[];
  private readonly framing: Count[] = [];

  constructor(
    sectionCount: number,
    private readonly counting: Counting,
    private readonly byUnit: boolean,
  ) {
    this.sections = Array.from({ length: sectionCount }, () => []);
    this.units = Array.from({ length: sectionCount }, () => new Map<number, Count>());
    this.unitFraming = Array.from({ length: sectionCount }, () => new Map<number, number>());
  }

  addMessage(message: DraftMessage): void {
    const name = message.name === undefined ? undefined : this.counting.counter.count(message.name);
    const framing = messageFraming(this.counting.framing, name);
    if (isToolTurn(message)) {
      framing.basis = 'estimate';
      // A section that merged into the message may have gone since, its call with it.
      const sent = message.parts.filter(({ runs }) => runs.length === 0 || runs.some((run) => run.state !== 'cut'));
      framing.tokens += toolTurnFraming(this.counting.framing, { parts: sent.map(({ part }) => part) });
    }
    this.framing.push(framing);
    const byUnit = this.unitFraming[message.section];
    const unit = message.unit ?? NO_UNIT;
    byUnit?.set(unit, (byUnit.get(unit) ?? 0) + framing.tokens);
    for (const part of message.parts) this.addPart(part);
  }

  /** What stands around the definitions is framing, as no section's own. */
  addTools(runs: readonly Run[]): void {
    const sent = runs.filter((run) => run.state !== 'cut');
    const [first] = sent;
    if (!first) return;
    this.addText(sent, 'estimate');
    const around = this.counting.counter.count(TOOLS_HEADER + TOOLS_FOOTER);
    const tokens = around.tokens + (this.counting.framing.toolsPrompt ?? 0);
    this.framing.push({ tokens, basis: 'estimate' });
    if (sent.every((run) => run.section === first.section)) this.unitFraming[first.section]?.set(NO_UNIT, tokens);
  }

  private addPart(draft: DraftPart): void {
    const first = draft.runs.find((run) => run.state !== 'cut');
    if (!first) return;
    const declared = declaredCount(draft.part, this.counting.framing);
    if (declared) {
      this.add(first, declared);
      return;
    }
    this.addText(draft.runs, basisOf(draft.part));
    // What a tool's result holds besides text.
    const sent = partAsSent(draft);
    if (sent.type === 'toolResult') {
      for (const nested of sent.parts) this.addNested(first, nested);
    }
  }

  private addNested(run: Run, part: Part): void {
    const declared = declaredCount(part, this.counting.framing);
    if (declared) this.add(run, declared);
  }

  /** `basis`: where it is weaker than the count's own. */
  addText(runs: readonly Run[], basis: CountBasis): void {
    const spans: Run[] = [];
    const ends: number[] = [];
    let text = '';
    for (const run of runs) {
      if (run.state === 'cut' || run.text === '') continue;
      text += run.text;
      const last = spans.at(-1);
      if (last?.section === run.section && (!this.byUnit || last.unit === run.unit))
        ends[ends.length - 1] = text.length;
      else {
        spans.push(run);
        ends.push(text.length);
      }
    }
    if (spans.length === 0) return;
    this.counting.counter.countSpans(text, ends).forEach((count, index) => {
      const span = spans[index];
      if (!span) return;
      this.add(span, basis === 'estimate' ? { ...count, basis } : count);
    });
  }

  private add(run: Run, count: Count): void {
    this.sections[run.section]?.push(count);
    if (!this.byUnit) return;
    const units = this.units[run.section];
    const unit = run.unit ?? NO_UNIT;
    const known = units?.get(unit);
    units?.set(unit, known ? sumCounts([known, count]) : count);
  }

  /** A calibration is of whole requests: what they take besides text is within its error, or its offset. */
  private calibrated(framing: Count): Count {
    const calibration = this.counting.counter.source?.calibration;
    if (!calibration) return framing;
    const { offset, error, samples } = calibration;
    return { tokens: framing.tokens + Math.round(offset), basis: 'calibrated', error, samples };
  }

  close(): Tally {
    const sections = this.sections.map(sumCounts);
    const framing = this.calibrated(sumCounts([...this.framing, replyPrimer(this.counting.framing)]));
    const total = sumCounts([...sections, framing]);
    const { units, unitFraming } = this;
    return { sections, units, unitFraming, framing, total };
  }
}

/** How tool calls and their results are framed is not published. */
function isToolTurn({ role, parts }: DraftMessage): boolean {
  return role === 'tool' || parts.some(({ part }) => part.type === 'toolCall' || part.type === 'toolResult');
}

/** Text that is sent in a form which the provider does not publish is an estimate. */
function basisOf(part: Part): CountBasis {
  return part.type === 'toolCall' || part.type === 'reasoning' || part.type === 'unknown' ? 'estimate' : 'exact';
}
