/** Values of OTLP (or any format) → joined calls, without files: what the trace set does, in memory. */
import { detectFormat } from '../../src/core/trace/detect';
import type { Fragment } from '../../src/core/trace/format';
import { Joiner, type JoinedCall, type Origin } from '../../src/core/trace/join';
import type { Call, IgnoredCount, JsonValue } from '../../src/core/trace/model';
import { rebuildCall } from '../../src/core/trace/rebuild';
import { retrievalsBefore } from '../../src/core/trace/retrievals';
import { rowsOf, type Row } from '../../src/core/trace/rows';

export interface Joined {
  rows: Row[];
  calls: Call[];
  ignored: IgnoredCount[];
}

export type Files = { [path: string]: JsonValue[] };

export function joinFiles(files: Files): Joined {
  const joiner = new Joiner();
  const fragments = new Map<string, Fragment>();
  Object.entries(files).forEach(([path, values], file) =>
    values.forEach((value, at) => {
      const record = { path, line: at + 1, offsetBytes: at * 100, lengthBytes: 100, value };
      const found = detectFormat(value)?.open(path).read(record) ?? [];
      found.forEach((fragment, ordinal) => {
        const origin: Origin = {
          path,
          file,
          at: 'record',
          line: at + 1,
          offsetBytes: at * 100,
          lengthBytes: 100,
          ordinal,
        };
        fragments.set(keyOf(origin), fragment);
        joiner.add(fragment, origin);
      });
    }),
  );
  const { calls, ignored } = joiner.result();
  const rows = rowsOf(calls);
  return { rows, calls: rows.map(({ row, joined }) => rebuild(row.id, joined, fragments)), ignored };
}

export const joinOne = (...values: JsonValue[]): Joined => joinFiles({ 'a.jsonl': values });

const keyOf = ({ path, offsetBytes, ordinal }: Origin): string => `${path} ${offsetBytes} ${ordinal}`;

function rebuild(id: string, joined: JoinedCall, fragments: Map<string, Fragment>): Call {
  const at = (origin: Origin | undefined): Fragment | undefined => origin && fragments.get(keyOf(origin));
  const own = at(joined.entry.origin);
  const draft = own?.type === 'call' || own?.type === 'span' ? own.call : undefined;
  const shares = joined.shares.flatMap(({ origin }) => {
    const share = at(origin);
    return share?.type === 'messages' ? [share] : [];
  });
  const documents = retrievalsBefore(joined).flatMap(({ origin }) => {
    const span = at(origin);
    return span?.type === 'span' ? span.span.documents : [];
  });
  return rebuildCall(id, joined, { ...(draft && { draft }), shares, documents });
}

/** Roles and texts, for short expectations. */
export const said = (call: Call | undefined, side: 'messages' | 'output' = 'messages'): string[] =>
  (call?.[side] ?? []).map(
    ({ role, parts }) =>
      `${role}: ${parts
        .map((part) => {
          if (part.type === 'toolCall') return `${part.name}(${part.arguments})`;
          if (part.type === 'toolResult')
            return `=${part.parts.map((inner) => (inner.type === 'text' ? inner.text : inner.type)).join()}`;
          return 'text' in part ? (part.type === 'text' ? part.text : `<${part.type}> ${part.text}`) : part.type;
        })
        .join(' ')}`,
  );

export const gapsIn = (call: Call | undefined): string[] =>
  (call?.replayability.fields ?? []).map(({ path, state }) => `${path} ${state}`);

export const reasons = (ignored: readonly IgnoredCount[]): { [reason: string]: number } =>
  Object.fromEntries(ignored.map(({ reason, count }) => [reason, count]));
