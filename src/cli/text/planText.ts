/** A plan before anything is sent, and a run's result, for people. */
import type { PlanSummary, ReplayAnswer, SkippedCall } from '../../core/replay/model';
import type { TextOptions } from './contextText';
import { formatCount, formatMoney, plural } from './numbers';
import type { Style } from './style';
import { oneLine } from './visible';

const MOST_SKIPPED = 10;
const MOST_WARNINGS = 8;

export function planText(summary: PlanSummary, { style }: TextOptions): string[] {
  const { calls, variants, samples, requests } = summary;
  const facts: [string, string][] = [
    ['calls', String(calls)],
    ['variants', variants.map(({ name, model, id }) => `${name} (${model}, ${id})`).join('; ')],
    ['samples', String(samples)],
    ['requests', String(requests)],
    ['input', `${formatCount(summary.inputTokens)} tokens`],
    ['cost', costText(summary)],
    ['to', destination(summary)],
    ['secrets', secretsText(summary)],
  ];
  return [
    style('bold', 'plan'),
    ...facts.map(([name, value]) => `  ${name.padEnd(9)} ${oneLine(value)}`),
    ...warningLines(summary.warnings, style),
    ...skippedLines(summary.skipped),
  ];
}

function destination({ provider, endpoint }: PlanSummary): string {
  switch (provider) {
    case 'baseline':
      return 'baseline: a retrieval check on this machine; nothing is sent';
    case 'recorded':
      return 'recorded answers; nothing is sent';
    case 'openai':
      return endpoint ?? 'an OpenAI-compatible endpoint';
  }
}

function warningLines(warnings: string[], style: Style): string[] {
  const shown = warnings.slice(0, MOST_WARNINGS).map((text) => `  ${style('yellow', 'warning')}   ${oneLine(text)}`);
  const rest = warnings.length - MOST_WARNINGS;
  return rest > 0 ? [...shown, `            and ${plural(rest, 'more warning')}; --dry-run --json lists all`] : shown;
}

function costText({ provider, cost }: PlanSummary): string {
  if (provider !== 'openai') return 'none';
  return cost.usd === undefined ? 'not known: there is no price for every model' : `at most ${formatMoney(cost)}`;
}

function secretsText({ secrets }: PlanSummary): string {
  return secrets.length === 0 ? 'none found' : secrets.map(({ kind, count }) => `${count} × ${kind}`).join(', ');
}

function skippedLines(skipped: SkippedCall[]): string[] {
  if (skipped.length === 0) return [];
  const shown = skipped
    .slice(0, MOST_SKIPPED)
    .map(({ callId, reason }) => `    ${oneLine(callId)}: ${oneLine(reason)}`);
  const rest = skipped.length > MOST_SKIPPED ? [`    and ${skipped.length - MOST_SKIPPED} more`] : [];
  return [`  skipped   ${plural(skipped.length, 'call')} cannot be replayed`, ...shown, ...rest];
}

export function replayText(answer: ReplayAnswer, style: Style): string[] {
  const { planned, ok, failed, capped, cancelled, skipped, cost } = answer;
  const notRun = planned - ok - failed - capped - cancelled;
  const counts: [number, string][] = [
    [failed, 'failed'],
    [capped, 'capped'],
    [cancelled, 'cancelled'],
    [notRun, 'not run'],
  ];
  const others = counts.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`);
  const parts = [
    `${ok} of ${planned} ok`,
    ...others,
    ...(skipped.length > 0 ? [`${plural(skipped.length, 'call')} skipped`] : []),
  ];
  return [
    `${style(ok === planned ? 'green' : 'yellow', parts.join(' · '))} · cost ${formatMoney(cost)}`,
    ...(answer.message === undefined ? [] : [style('red', oneLine(answer.message))]),
    `run file: ${oneLine(answer.run)}`,
    `compare:  ctxdbg compare ${oneLine(answer.run)}`,
  ];
}
