/**
 * What a replay would send: which calls can be replayed, in which order their requests go, what they may cost at most.
 * Owns the rules; never reads a trace, assembles or sends.
 */
import { sumCounts, type Count } from '../tokens/count';
import type { ModelEntry } from '../tokens/catalogueModel';
import { priceUsage } from '../tokens/catalogue';
import type { Call, JsonObject, JsonValue, Message, Money } from '../trace/model';
import type { PlanSummary, RunCaps } from './model';

/** Why a call is left out, or undefined. Other gaps than in the messages are a mark, not a reason. */
export function skipReason(call: Pick<Call, 'messages' | 'system' | 'replayability'>): string | undefined {
  const gap = call.replayability.fields.find(
    ({ path, state }) => /^messages(\[|\.|$)/.test(path) && (state === 'missing' || state === 'truncated'),
  );
  if (gap) return `${gap.path} ${gap.state === 'missing' ? 'is missing from' : 'is cut off in'} the log: ${gap.reason}`;
  if (call.messages.length === 0 && (call.system ?? []).length === 0) return 'The log holds no messages of this call.';
  return undefined;
}

/** The last text that a person wrote, for lists. */
export function queryText(call: Pick<Call, 'messages'>): string {
  const last = call.messages.findLast((message) => message.role === 'user' && messageText(message) !== '');
  return last ? messageText(last) : '';
}
const messageText = (message: Message): string =>
  message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');

/** Everything that one request's estimate needs. */
export interface RequestEstimate {
  entry: ModelEntry;
  input: Count;
  body: JsonObject;
}

/** The most that one attempt may cost: all input uncached, and the longest answer that the request allows. */
export function worstCost({ entry, input, body }: RequestEstimate): Money {
  const room = entry.window === undefined ? undefined : Math.max(0, entry.window - input.tokens);
  const output = outputLimit(body) ?? lowest(entry.maxOutput, room);
  if (output === undefined || !entry.prices) return { basis: 'unknown' };
  const choices = typeof body['n'] === 'number' && body['n'] > 1 ? body['n'] : 1;
  return priceUsage(entry, { input: Math.ceil(input.tokens * (1 + (input.error ?? 0))), output: output * choices });
}

function outputLimit(body: JsonObject): number | undefined {
  const limit: JsonValue | undefined = body['max_completion_tokens'] ?? body['max_tokens'];
  return typeof limit === 'number' && limit >= 0 ? limit : undefined;
}

function lowest(...values: (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** One unknown amount makes the sum unknown: it would be too low. Price date and source are the oldest. */
export function sumMoney(amounts: Iterable<Money>): Money {
  let usd = 0;
  let sum: Money | undefined;
  for (const amount of amounts) {
    if (amount.usd === undefined) return { basis: 'unknown' };
    usd += amount.usd;
    const isOlder = sum === undefined || (amount.priceDate ?? '') < (sum.priceDate ?? '');
    const basis = sum?.basis === 'priced' ? 'priced' : amount.basis;
    sum = { ...(isOlder ? amount : sum), basis };
  }
  return sum ? { ...sum, usd } : { basis: 'unknown' };
}

/** What is known of a sum, for caps: an unknown amount counts as nothing. */
export function knownUsd(amounts: Iterable<Money>): number {
  let usd = 0;
  for (const amount of amounts) usd += amount.usd ?? 0;
  return usd;
}

export interface CapRule {
  provider: PlanSummary['provider'];
  cost: Money;
  caps: RunCaps;
  isLoopback: boolean;
}

/** Why the run may not start without a cap on its calls, or undefined. */
export function capProblem({ provider, cost, caps, isLoopback }: CapRule): string | undefined {
  if (provider !== 'openai' || isLoopback || cost.basis !== 'unknown' || caps.maxCalls !== undefined) return undefined;
  return 'There is no price for every model of this run, so its cost cannot be capped. Set the most calls that it may make (--max-calls).';
}

/** Samples of all variants are interleaved in time: call by call, sample by sample, each variant in turn. */
export function* inRunOrder<T>(
  pairsOfCall: readonly (readonly T[])[],
  samples: number,
): Generator<{ pair: T; sample: number }> {
  for (const pairs of pairsOfCall) {
    for (let sample = 0; sample < samples; sample++) for (const pair of pairs) yield { pair, sample };
  }
}

export function sumInput(counts: Iterable<Count>, samples: number): Count {
  const sum = sumCounts(counts);
  return { ...sum, tokens: sum.tokens * samples };
}
