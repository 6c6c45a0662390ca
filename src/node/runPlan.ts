/** Plans a run: reads the calls, makes every request once, and adds up what it would send and cost. Sends nothing. */
import { arePricesOld } from '../core/tokens/catalogue';
import { sumCounts, type Count } from '../core/tokens/count';
import { capProblem, queryText, skipReason, sumMoney, worstCost } from '../core/replay/plan';
import { requestHash } from '../core/replay/requestHash';
import { isToBeSent, outcomeKey, requestKey, serialiseRunLine } from '../core/replay/runFile';
import type { PlanSummary, Provider, RunCallLine, RunRequestLine, SkippedCall } from '../core/replay/model';
import { findSecrets } from '../core/secrets/patterns';
import type { Call, Money } from '../core/trace/model';
import type { CancelSignal } from '../protocol/rpc';
import { RpcError } from '../protocol/rpcPeer';
import type { PlanRequest } from '../protocol/runApi';
import type { Endpoint } from './endpoint';
import { sha256 } from './hash';
import type { RunIndex } from './runIndex';
import type { LoadedVariant } from './runVariants';
import type { TraceSource } from './traceSource';

/** What is kept of one call in one variant. `line` is its text in the run file; what is over the limit is made anew. */
export interface PlannedPair {
  callId: string;
  variantId: string;
  hash: string;
  input: Count;
  worst: Money;
  line?: string;
}

export interface PlanParts {
  request: PlanRequest;
  traces: TraceSource;
  variants: LoadedVariant[];
  provider: Provider;
  endpoint?: Endpoint;
  /** The run that is resumed. */
  previous?: RunIndex;
}

const KEPT_CHARACTERS = 16_000_000;

export class RunPlan {
  /** By call, in the order of the trace. */
  readonly pairs: PlannedPair[][] = [];
  readonly skipped: SkippedCall[] = [];
  /** By their text without its numbers: the same finding of many requests is one line. */
  private readonly warnings = new Map<string, { first: string; count: number }>();
  private readonly secrets = new Map<string, string>();
  /** Only of pairs whose model is another than their variant's first: most variants have one. */
  private readonly otherModels = new Map<string, string | undefined>();
  private readonly firstModels = new Map<string, string | undefined>();
  private readonly models = new Map<string, Set<string>>();
  private oldPrices: string | undefined;
  private incomplete = 0;
  private kept = 0;

  constructor(readonly parts: PlanParts) {}

  static async make(parts: PlanParts, signal?: CancelSignal): Promise<RunPlan> {
    const plan = new RunPlan(parts);
    const { callIds, filter } = parts.request;
    const ids = callIds ?? (await parts.traces.callIds(filter ?? ''));
    for (const id of ids) {
      if (signal?.aborted) throw new RpcError('cancelled', 'Planning the replay was cancelled.');
      plan.addCall(await parts.traces.call(id));
    }
    return plan;
  }

  /** The text of a pair's request line, as it goes to the run file. */
  async lineOf(pair: PlannedPair): Promise<string> {
    if (pair.line !== undefined) return pair.line;
    const call = await this.parts.traces.call(pair.callId);
    const variant = this.parts.variants.find(({ variant }) => variant.id === pair.variantId);
    const made = variant && this.makeLine(call, variant);
    if (!made || 'problem' in made)
      throw new Error(`Call ${pair.callId} changed after the replay was planned. Plan it anew.`);
    return serialiseRunLine(made.line);
  }

  /** For prices. */
  modelOf(key: { callId: string; variantId: string }): string | undefined {
    const other = requestKey(key);
    return this.otherModels.has(other) ? this.otherModels.get(other) : this.firstModels.get(key.variantId);
  }

  isToBeSent(pair: PlannedPair, sample: number): boolean {
    const { previous } = this.parts;
    return isToBeSent(previous?.outcomes.get(outcomeKey({ ...pair, sample })), pair.hash);
  }

  get capProblem(): string | undefined {
    const { provider, request, endpoint } = this.parts;
    const cost = this.summary().cost;
    return capProblem({ provider: provider.name, cost, caps: request.caps, isLoopback: endpoint?.isLoopback ?? true });
  }

  summary(): PlanSummary {
    const { request, provider, endpoint, variants } = this.parts;
    const inputs: Count[] = [];
    const costs: Money[] = [];
    for (const pair of this.pairs.flat()) {
      for (let sample = 0; sample < request.samples; sample++) {
        if (!this.isToBeSent(pair, sample)) continue;
        inputs.push(pair.input);
        costs.push(pair.worst);
      }
    }
    const secrets = new Map<string, number>();
    for (const kind of this.secrets.values()) secrets.set(kind, (secrets.get(kind) ?? 0) + 1);
    return {
      calls: this.pairs.length,
      variants: variants.map(({ variant: { id, name } }) => ({
        id,
        name,
        model: [...(this.models.get(id) ?? [])].join(', '),
      })),
      samples: request.samples,
      requests: inputs.length,
      inputTokens: sumCounts(inputs),
      cost: provider.name === 'openai' ? sumMoney(costs) : { basis: 'unknown' },
      provider: provider.name,
      ...(endpoint ? { endpoint: endpoint.baseUrl } : {}),
      secrets: [...secrets].map(([kind, count]) => ({ kind, count })),
      skipped: this.skipped,
      warnings: this.allWarnings(inputs.length),
    };
  }

  private allWarnings(toSend: number): string[] {
    const planned = this.pairs.flat().length * this.parts.request.samples;
    const warnings = [...this.warnings.values()].map(({ first, count }) =>
      count > 1 ? `${first} (First of ${count} such requests.)` : first,
    );
    if (toSend < planned)
      warnings.unshift(`${planned - toSend} of ${planned} answers are in the run already and are not asked for again.`);
    if (this.incomplete > 0) {
      warnings.unshift(
        `${this.incomplete} of ${this.pairs.length} calls are not complete in the log; they are sent as far as they are known.`,
      );
    }
    if (this.oldPrices !== undefined)
      warnings.push(`The prices are of ${this.oldPrices}; they may have changed since.`);
    return warnings;
  }

  private addCall(call: Call): void {
    const reason = skipReason(call);
    if (reason !== undefined) {
      this.skipped.push({ callId: call.id, reason });
      return;
    }
    if (call.replayability.level === 'incomplete') this.incomplete++;
    const pairs: PlannedPair[] = [];
    for (const variant of this.parts.variants) {
      const pair = this.addPair(call, variant);
      if ('hash' in pair) pairs.push(pair);
      else this.skipped.push({ callId: call.id, reason: `${variant.variant.name}: ${pair.problem}` });
    }
    if (pairs.length > 0) this.pairs.push(pairs);
  }

  private addPair(call: Call, variant: LoadedVariant): PlannedPair | { problem: string } {
    const made = this.makeLine(call, variant);
    if ('problem' in made) return made;
    const { line, input, worst, text } = made;
    if (this.parts.provider.name === 'openai') {
      for (const { kind, start, end } of findSecrets(text)) this.secrets.set(text.slice(start, end), kind);
    }
    for (const warning of made.warnings) this.addWarning(warning);
    if (worst.priceDate !== undefined && arePricesOld(worst.priceDate, this.parts.request.now))
      this.oldPrices = worst.priceDate;
    const { id } = variant.variant;
    const models = this.models.get(id) ?? new Set();
    const model = typeof line.body['model'] === 'string' ? line.body['model'] : undefined;
    if (!this.firstModels.has(id)) this.firstModels.set(id, model);
    else if (this.firstModels.get(id) !== model) this.otherModels.set(requestKey(line), model);
    this.models.set(id, models.add(model ?? 'no model'));
    const pair = { callId: call.id, variantId: id, hash: line.hash, input, worst };
    if (this.kept > KEPT_CHARACTERS) return pair;
    const lineText = serialiseRunLine(line);
    this.kept += lineText.length;
    return { ...pair, line: lineText };
  }

  private addWarning(text: string): void {
    const kind = text.replace(/\d[\d,.]*/g, '#');
    const { first, count } = this.warnings.get(kind) ?? { first: text, count: 0 };
    this.warnings.set(kind, { first, count: count + 1 });
  }

  private makeLine(call: Call, { variant, ...loaded }: LoadedVariant): MadeLine | { problem: string } {
    const {
      provider,
      endpoint,
      request: { now },
    } = this.parts;
    const bound = loaded.bind(call, now);
    if ('problem' in bound) return bound;
    const { answer, entry } = bound;
    const { body, notCarried } = provider.render(bound.request);
    if (provider.name === 'openai' && body['model'] === undefined) {
      return { problem: 'The log names no model. Choose one (--model).' };
    }
    const hashed = { provider: provider.name, body, ...(endpoint ? { endpoint: endpoint.chatUrl } : {}) };
    const { model, window, total, overflow, fits, sections, framing, decisions } = answer;
    // The decisions name the items that gave way; thousands of items would make each line of the run long.
    const rows = sections.map(({ items: _items, ...row }) => row);
    const ledger = { model, window, total, overflow, fits, sections: rows, framing, decisions };
    return {
      line: {
        v: 1,
        type: 'request',
        hash: requestHash(hashed, sha256),
        callId: call.id,
        variantId: variant.id,
        body,
        ledger,
      },
      input: total,
      worst: worstCost({ entry, input: total, body }),
      text: JSON.stringify(body),
      warnings: [...bound.warnings, ...notCarried.map((what) => `The endpoint does not carry: ${what}.`)],
    };
  }
}

interface MadeLine {
  line: RunRequestLine;
  input: Count;
  worst: Money;
  text: string;
  warnings: string[];
}

export function callLine(call: Call): RunCallLine {
  return {
    v: 1,
    type: 'call',
    id: call.id,
    ...(call.traceId === undefined ? {} : { traceId: call.traceId }),
    ...(call.sessionId === undefined ? {} : { sessionId: call.sessionId }),
    ...(call.startTime === undefined ? {} : { startTime: call.startTime }),
    query: queryText(call),
    loggedOutput: call.output,
    loggedUsage: call.usage,
    ...(call.servedModel === undefined ? {} : { loggedModel: call.servedModel }),
    ...(call.durationMs === undefined ? {} : { loggedDurationMs: call.durationMs }),
    ...(call.error === undefined ? {} : { loggedError: call.error }),
    replayability: call.replayability,
  };
}
