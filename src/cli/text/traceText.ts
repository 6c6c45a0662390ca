/** A trace's calls and one call for people. */
import type { ListRow, TraceSetState, CallDetail } from '../../protocol/traceApi';
import type { Call, Replayability, TraceError, Usage } from '../../core/trace/model';
import type { TextOptions } from './contextText';
import { formatMaybe, formatMoney, formatMs, formatNumber, formatTime, plural } from './numbers';
import type { Style } from './style';
import { formatTable, type Cell } from './table';
import { oneLine } from './visible';

export function traceSummary(state: TraceSetState, style: Style): string[] {
  const ignored = state.ignored.map(
    ({ path, reason, count }) => `${oneLine(path)}: ${formatNumber(count)} ignored: ${oneLine(reason)}`,
  );
  const parts = [
    plural(state.calls, 'call'),
    plural(state.records, 'record'),
    plural(state.files.length, 'file'),
    plural(state.errors, 'error row'),
  ];
  return [
    `${style('bold', oneLine(state.formats.join(' + ') || 'no known format'))}: ${parts.join(' · ')}`,
    ...ignored.map((line) => style('dim', line)),
  ];
}

export function callTable(rows: ListRow[], options: TextOptions): string[] {
  return formatTable(
    [
      { title: 'start (UTC)' },
      { title: 'call', most: 28 },
      { title: 'model', most: 26 },
      { title: 'site', most: 24 },
      { title: 'in', align: 'right' },
      { title: 'out', align: 'right' },
      { title: 'took', align: 'right' },
      { title: 'marks', most: 24 },
      { title: 'first words' },
    ],
    rows.map(rowCells),
    options,
  );
}

function rowCells(row: ListRow): (string | Cell)[] {
  if (row.type === 'error') return errorCells(row.error);
  const { row: call } = row;
  const marks = [
    call.error === undefined ? '' : 'error',
    call.replayability.level === 'incomplete' ? 'incomplete' : '',
    call.finishReason === 'length' ? 'cut off' : '',
  ];
  return [
    formatTime(call.startTime),
    oneLine(call.id),
    oneLine(call.servedModel ?? call.model ?? '–'),
    oneLine(call.site ?? '–'),
    formatMaybe(call.inputTokens),
    formatMaybe(call.outputTokens),
    formatMs(call.durationMs),
    { text: marks.filter(Boolean).join(', '), paint: call.error === undefined ? 'yellow' : 'red' },
    oneLine(call.error ?? call.firstWords),
  ];
}

function errorCells(error: TraceError): Cell[] {
  const place = `${error.path}${error.line === undefined ? '' : `:${error.line}`}`;
  const texts = ['', oneLine(place), '', '', '', '', '', 'unreadable row', oneLine(error.message)];
  return texts.map((text) => ({ text, paint: 'red' as const }));
}

/** What is known about a call besides its messages. */
export function callFacts({ call, timing }: CallDetail, style: Style): string[] {
  const facts: [string, string | undefined][] = [
    ['call', call.id],
    ['model', modelText(call)],
    ['provider', call.provider],
    ['site', call.site],
    ['session', call.sessionId],
    ['trace', call.traceId],
    ['start', call.startTime === undefined ? undefined : `${formatTime(call.startTime)} UTC`],
    ['took', tookText(call)],
    ['reported', usageText(call.usage)],
    ['cost', call.cost ? formatMoney(call.cost) : undefined],
    ['params', Object.keys(call.params).length === 0 ? undefined : JSON.stringify(call.params)],
    ['finish', call.finishReasons.join(', ') || undefined],
    ['error', call.error ? `${call.error.type ?? ''} ${call.error.message}` : undefined],
    ['source', call.sources.map(({ path, line }) => `${path}${line === undefined ? '' : `:${line}`}`).join(', ')],
    ['replay', replayText(call.replayability)],
    ['spans', timing.length > 1 ? timing.map((bar) => `${bar.name} (${bar.kind})`).join(' · ') : undefined],
  ];
  return facts.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${style('bold', name.padEnd(9))} ${oneLine(value)}`],
  );
}

function modelText(call: Call): string | undefined {
  const { requestedModel, servedModel } = call;
  if (requestedModel === undefined || servedModel === undefined || requestedModel === servedModel)
    return servedModel ?? requestedModel;
  return `${requestedModel}, served by ${servedModel}`;
}

function tookText(call: Call): string | undefined {
  const { startTime, endTime, timeToFirstTokenMs } = call;
  const durationMs =
    call.durationMs ?? (startTime !== undefined && endTime !== undefined ? endTime - startTime : undefined);
  if (durationMs === undefined) return undefined;
  return (
    formatMs(durationMs) +
    (timeToFirstTokenMs === undefined ? '' : `, first token after ${formatMs(timeToFirstTokenMs)}`)
  );
}

function usageText(usage: Usage): string | undefined {
  const parts: [string, number | undefined][] = [
    ['in', usage.input],
    ['of which cached', usage.cached],
    ['of which written to cache', usage.cacheWrite],
    ['out', usage.output],
    ['of which reasoning', usage.reasoning],
  ];
  const known = parts.flatMap(([name, value]) => (value === undefined ? [] : [`${formatNumber(value)} ${name}`]));
  return known.length === 0
    ? undefined
    : `${known.join(', ')} tokens${usage.note === undefined ? '' : ` (${usage.note})`}`;
}

export function replayText(replayability: Replayability): string {
  if (replayability.level === 'complete') return 'complete';
  return `incomplete: ${replayability.fields.map(({ path, state, reason }) => `${path} ${state} (${reason})`).join('; ')}`;
}
