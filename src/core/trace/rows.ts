/** Joined calls → rows of the list. Pure; the rules for what is missing are the same as for the rebuilt call. */
import type { CallRow } from './format';
import { afterJoin, replayabilityOf, type ContentFacts } from './gaps';
import { baseId, uniqueIds } from './ids';
import type { JoinedCall, ShareEntry } from './join';
import type { FieldGap } from './model';
import { retrievalsBefore } from './retrievals';
import type { CallSummary } from './summary';

/** A call of the set; its row is made when it is first asked for. */
export class Row {
  private made: CallRow | undefined;

  constructor(
    readonly id: string,
    readonly joined: JoinedCall,
  ) {}

  get row(): CallRow {
    this.made ??= rowOf(this.id, this.joined);
    return this.made;
  }
}

/** `nameOf`: a file's name inside the set, where the set has several. */
export function rowsOf(calls: readonly JoinedCall[], nameOf?: (path: string) => string): Row[] {
  const bases = calls.map(({ entry: { summary }, origin }) => baseId(summary, origin, nameOf));
  const ids = uniqueIds(bases);
  return calls.map((joined, at) => new Row(ids[at] ?? '', joined));
}

function rowOf(id: string, joined: JoinedCall): CallRow {
  const { entry, origin, shares, trace } = joined;
  const { summary } = entry;
  const all = contentOf(summary, shares);
  const said = Object.assign({}, ...shares.map(({ share }) => share.call)) as ShareEntry['share']['call'];
  const usage = Object.assign({}, ...shares.map(({ share }) => share.usage), summary.usage) as CallSummary['usage'];
  const row = {
    id,
    file: origin.path,
    line: summary.line ?? origin.line,
    traceId: summary.traceId,
    spanId: summary.spanId,
    sessionId: summary.sessionId ?? trace?.sessionId,
    site: summary.site,
    model: summary.requestedModel ?? said.requestedModel ?? summary.servedModel ?? said.servedModel,
    servedModel: summary.servedModel ?? said.servedModel,
    provider: summary.provider ?? said.provider,
    format: summary.format,
    startTime: summary.startTime,
    durationMs: summary.durationMs ?? durationOf(summary),
    timeToFirstTokenMs: summary.timeToFirstTokenMs,
    inputTokens: usage.input,
    outputTokens: usage.output,
    error: summary.error?.message,
    finishReason: summary.finishReason ?? finishReasonOf(shares),
    messageCount: all.messageCount,
    toolCallCount: all.toolCallCount,
    documentCount: summary.documentCount + documentsBefore(joined),
    firstWords: all.query ?? all.answer ?? '',
    replayability: replayabilityOf(joinedGaps(joined)),
  };
  // Absent is absent.
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as unknown as CallRow;
}

const durationOf = ({ startTime, endTime }: CallSummary): number | undefined =>
  startTime === undefined || endTime === undefined ? undefined : endTime - startTime;

const finishReasonOf = (shares: ShareEntry[]): string | undefined =>
  shares.map(({ share }) => share.call.finishReasons?.[0]).find((reason) => reason !== undefined);

const sum = (shares: ShareEntry[], key: 'messageCount' | 'outputCount' | 'toolCount' | 'toolCallCount'): number =>
  shares.reduce((total, { share }) => total + share[key], 0);

/** The call's own content where it has any, else what its message events hold: as rebuildCall merges them. */
function contentOf(own: CallSummary, shares: ShareEntry[]) {
  const pick = (key: 'messageCount' | 'outputCount' | 'toolCount'): number =>
    own[key] > 0 ? own[key] : sum(shares, key);
  return {
    messageCount: pick('messageCount'),
    outputCount: pick('outputCount'),
    toolCount: pick('toolCount'),
    toolCallCount: own.outputCount > 0 ? own.toolCallCount : sum(shares, 'toolCallCount'),
    query: own.messageCount > 0 ? own.query : shares.findLast(({ share }) => share.query !== undefined)?.share.query,
    answer: own.answer ?? shares.find(({ share }) => share.answer !== undefined)?.share.answer,
  };
}

function facts({ entry, shares }: JoinedCall): ContentFacts {
  const { messageCount, outputCount, toolCount } = contentOf(entry.summary, shares);
  const hasCalls = entry.hasToolCalls || shares.some(({ share }) => share.hasToolCalls);
  const hasError = entry.summary.error !== undefined;
  const hasModel = [entry.summary, ...shares.map(({ share }) => share.call)].some(
    ({ requestedModel, servedModel }) => (requestedModel ?? servedModel) !== undefined,
  );
  return { messageCount, outputCount, toolCount, toolCallCount: hasCalls ? 1 : 0, hasError, hasModel };
}

function joinedGaps(joined: JoinedCall): FieldGap[] {
  const { entry, shares } = joined;
  if (shares.length === 0) return entry.summary.gaps;
  return afterJoin([...entry.summary.gaps, ...shares.flatMap(({ share }) => share.gaps)], facts(joined));
}

function documentsBefore(joined: JoinedCall): number {
  return retrievalsBefore(joined).reduce((total, { documentCount }) => total + documentCount, 0);
}
