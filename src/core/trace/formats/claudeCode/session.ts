/**
 * The tree of a session and the context of a call in it: the ancestors of its answer since the last compaction, not
 * what stands before it in the file (a session branches when a prompt is edited or resumed). Never recurses and never
 * loops, whatever the lines point at.
 */
import type { SessionLine } from './line';

/** The lines of one assistant message: a line holds one content block. */
export interface AnswerLines {
  key: string;
  lines: SessionLine[];
}

export interface CallContext {
  /** In the order in which they were sent; an answer stands once, as the whole of its lines. */
  messages: (SessionLine | AnswerLines)[];
  /** All lines that make the context, the ones that hold no message included: enough to find it again. */
  lines: SessionLine[];
  attachments: number;
  /** Why the context is not whole. */
  broken?: 'no-parent' | 'parent-not-here' | 'circle';
  missingKey?: string;
}

export class Session {
  private readonly byKey = new Map<string, SessionLine>();
  private readonly answerLines = new Map<string, AnswerLines>();
  private readonly results = new Map<string, SessionLine[]>();

  /** False for a line whose id is taken: resumed sessions repeat lines. A damaged line does not hide its repeat. */
  add(line: SessionLine): boolean {
    const before = this.byKey.get(line.key);
    if (before && (before.kind !== 'other' || !line.message)) return false;
    this.byKey.set(line.key, line);
    if (line.messageKey !== undefined) this.addAnswer(line.messageKey, line);
    for (const id of line.answeredIds) push(this.results, id, line);
    return true;
  }

  private addAnswer(key: string, line: SessionLine): void {
    const answer = this.answerLines.get(key);
    if (answer) answer.lines.push(line);
    else this.answerLines.set(key, { key, lines: [line] });
  }

  /** In the order of their first lines. */
  answers(): Iterable<AnswerLines> {
    return this.answerLines.values();
  }

  /** The last context found: the next call mostly goes on from it, and a long session would be walked over and over. */
  private last?: { answer: AnswerLines; context: CallContext };

  contextOf(answer: AnswerLines): CallContext {
    if (this.last?.answer !== answer) this.last = { answer, context: this.findContext(answer) };
    return this.last.context;
  }

  private findContext(answer: AnswerLines): CallContext {
    const walk = new Walk();
    let at: string | undefined = firstLine(answer).parentKey;
    if (at === undefined) walk.broken = 'no-parent';
    while (at !== undefined) {
      const line = this.byKey.get(at);
      if (!line) {
        walk.breakAt('parent-not-here', at);
        break;
      }
      if (walk.seen.has(line) || answer.lines.includes(line)) {
        walk.breakAt('circle', at);
        break;
      }
      at = this.step(walk, line);
    }
    return walk.finish();
  }

  /** Takes a line into the context; gives the key of the one before it. */
  private step(walk: Walk, line: SessionLine): string | undefined {
    const answer = line.messageKey === undefined ? undefined : this.answerLines.get(line.messageKey);
    if (!answer) {
      walk.takeLine(line);
      return line.kind === 'boundary' ? undefined : line.parentKey;
    }
    // Parallel tool calls: each result hangs on its own line of the answer, and only one is an ancestor.
    for (const result of this.resultsOf(answer, walk.answered).reverse()) walk.takeLine(result);
    walk.takeAnswer(answer);
    if (answer !== this.last?.answer) return firstLine(answer).parentKey;
    walk.base = this.last.context;
    return undefined;
  }

  private resultsOf(answer: AnswerLines, answered: ReadonlySet<string>): SessionLine[] {
    const own = new Set(answer.lines.map((line) => line.key));
    const missing = answer.lines.flatMap((line) => line.calledIds).filter((id) => !answered.has(id));
    if (missing.length === 0) return [];
    const found = missing.flatMap((id) => this.results.get(id)?.find((line) => own.has(line.parentKey ?? '')) ?? []);
    return [...new Set(found)].sort((a, b) => a.order - b.order);
  }

  /** The user lines that stand in no call's context. Linear: no line is walked twice. */
  unsent(): SessionLine[] {
    const sent = new Set<SessionLine>();
    for (const answer of this.answerLines.values()) this.markSent(answer, sent);
    return [...this.byKey.values()].filter((line) => line.kind === 'user' && !sent.has(line));
  }

  private markSent(answer: AnswerLines, sent: Set<SessionLine>): void {
    let line = this.byKey.get(firstLine(answer).parentKey ?? '');
    while (line && !sent.has(line)) {
      sent.add(line);
      const before = line.messageKey === undefined ? undefined : this.answerLines.get(line.messageKey);
      for (const part of before?.lines ?? []) sent.add(part);
      for (const result of before ? this.resultsOf(before, NONE) : []) sent.add(result);
      line = line.kind === 'boundary' ? undefined : this.byKey.get((before ? firstLine(before) : line).parentKey ?? '');
    }
  }
}

const NONE: ReadonlySet<string> = new Set();

export function firstLine(answer: AnswerLines): SessionLine {
  const [first] = answer.lines;
  if (!first) throw new Error('An answer has at least one line.');
  return first;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Gathers a context from its end to its start. */
class Walk {
  readonly seen = new Set<SessionLine>();
  readonly answered = new Set<string>();
  broken?: NonNullable<CallContext['broken']>;
  /** What was found before the lines taken here. */
  base?: CallContext;
  private missingKey?: string;
  private readonly messages: (SessionLine | AnswerLines)[] = [];
  private attachments = 0;

  takeLine(line: SessionLine): void {
    if (this.seen.has(line)) return;
    this.seen.add(line);
    if (line.kind === 'attachment') this.attachments++;
    if (line.kind !== 'user') return;
    this.messages.push(line);
    for (const id of line.answeredIds) this.answered.add(id);
  }

  takeAnswer(answer: AnswerLines): void {
    for (const line of answer.lines) this.seen.add(line);
    this.messages.push(answer);
  }

  breakAt(broken: NonNullable<CallContext['broken']>, key: string): void {
    this.broken = broken;
    this.missingKey = key;
  }

  finish(): CallContext {
    const { base } = this;
    const own = [...this.seen].sort((a, b) => a.order - b.order);
    const broken = this.broken ?? base?.broken;
    const missingKey = this.missingKey ?? base?.missingKey;
    return {
      messages: [...(base?.messages ?? []), ...this.messages.reverse()],
      lines: inOrder(base?.lines ?? [], own),
      attachments: (base?.attachments ?? 0) + this.attachments,
      ...(broken && { broken }),
      ...(missingKey !== undefined && { missingKey }),
    };
  }
}

/** Two ordered lists as one without repeats; mostly the second follows the first. */
function inOrder(before: SessionLine[], own: SessionLine[]): SessionLine[] {
  const all = [...before, ...own];
  const [last, first] = [before.at(-1), own[0]];
  if (!last || !first || last.order < first.order) return all;
  return [...new Set(all)].sort((a, b) => a.order - b.order);
}
