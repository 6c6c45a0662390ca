/** A reader run over values written in a test, as the index runs it over a file. */
import type { CallDraft, Fragment, TraceFormat } from '../../src/core/trace/format';
import type { JsonValue, Span } from '../../src/core/trace/model';

export function readValues(format: TraceFormat, values: readonly JsonValue[], path = 'a.jsonl'): Fragment[] {
  const reader = format.open(path);
  const read = values.flatMap((value, at) =>
    reader.read({ path, line: at + 1, offsetBytes: at * 1000, lengthBytes: 999, value }),
  );
  return [...read, ...reader.finish()];
}

export const callsIn = (fragments: readonly Fragment[]): CallDraft[] =>
  fragments.flatMap((fragment) => (fragment.type === 'call' || fragment.type === 'span' ? (fragment.call ?? []) : []));

export const spansIn = (fragments: readonly Fragment[]): Span[] =>
  fragments.flatMap((fragment) => (fragment.type === 'span' ? [fragment.span] : []));

export const ignoredIn = (fragments: readonly Fragment[]): string[] =>
  fragments.flatMap((fragment) => (fragment.type === 'ignored' ? [fragment.reason] : []));

/** Each message as `role: text`, other parts as `<type>`. */
export const wordsOf = (messages: CallDraft['messages']): string[] =>
  messages.map(
    ({ role, parts }) =>
      `${role}: ${parts.map((part) => (part.type === 'text' ? part.text : `<${part.type}>`)).join(' ')}`,
  );
