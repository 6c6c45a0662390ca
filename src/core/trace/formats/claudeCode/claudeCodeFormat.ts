/**
 * Session logs of Claude Code (~/.claude/projects/…/<session>.jsonl), their sub-agents' files, the web's `{loglines}`
 * and the output of `claude -p --output-format stream-json`. Holds a file's messages until its end: what a call was
 * sent with is a walk up the session's tree.
 */
import type { Fragment, RecordReader, TraceFormat, TraceRecord } from '../../format';
import type { JsonObject, JsonValue } from '../../model';
import { isObject } from '../../normalise/json';
import { callOf, contentOf, isSynthetic, type CallContent, type MessageCache } from './call';
import { isSessionLine, isStreamLine, readLine, reasonFor, sourceOf, threadOf, type SessionLine } from './line';
import { firstLine, Session, type AnswerLines } from './session';

class ClaudeCodeReader implements RecordReader {
  private readonly session = new Session();
  private readonly lastOfThread = new Map<string, string>();
  private readonly times = new Map<string, number>();
  private readonly messages: MessageCache = new Map();
  private order = 0;

  constructor(private readonly path: string) {}

  read(record: TraceRecord): Fragment[] {
    const { value } = record;
    const source = sourceOf(record);
    const lines = isObject(value) && Array.isArray(value['loglines']) ? value['loglines'] : [value];
    return lines.flatMap((line) => this.readOne(line, source));
  }

  private readOne(value: JsonValue, source: SessionLine['source']): Fragment[] {
    if (!isObject(value)) return this.ignored('not an object');
    const line = readLine(value, source, this.order++);
    if (isStreamLine(value)) this.follow(value, line);
    if (line.time !== undefined) this.times.set(line.key, line.time);
    if (!this.session.add(line)) return this.ignored('repeated line (same uuid)');
    return line.message ? [] : this.ignored(reasonFor(value));
  }

  /** Without a tree, a line follows the one before it in its thread. */
  private follow(value: JsonObject, line: SessionLine): void {
    const thread = threadOf(value);
    const before = this.lastOfThread.get(thread);
    if (before !== undefined) line.parentKey = before;
    this.lastOfThread.set(thread, line.key);
  }

  private ignored(reason: string): Fragment[] {
    return [{ type: 'ignored', path: this.path, reason }];
  }

  finish(): Fragment[] {
    const calls = [...this.session.answers()].flatMap((answer) => this.finishAnswer(answer));
    const unsent = this.session.unsent().flatMap(() => this.ignored('message that no call was sent with'));
    return [...calls, ...unsent];
  }

  private finishAnswer(answer: AnswerLines): Fragment[] {
    if (isSynthetic(answer)) return this.ignored('synthetic answer: no request was made');
    const before = this.times.get(firstLine(answer).parentKey ?? '');
    return [{ type: 'call', call: callOf({ answer, content: () => this.contentOf(answer), before }) }];
  }

  /** Only the last content is kept: see call.ts. */
  private last?: { answer: AnswerLines; content: CallContent };
  private contentOf(answer: AnswerLines): CallContent {
    if (this.last?.answer !== answer) {
      this.last = { answer, content: contentOf(answer, this.session.contextOf(answer), this.messages) };
    }
    return this.last.content;
  }
}

export const claudeCodeFormat: TraceFormat = {
  name: 'claude-code',
  title: 'Claude Code session',
  traits: { messages: true, system: 'never', tools: 'never', usage: true, timing: true, documents: false },
  detect: isSessionLine,
  open: (path) => new ClaudeCodeReader(path),
};
