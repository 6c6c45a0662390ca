/** What a user is told before anything is sent. Pure. */
import type { PlanSummary } from '../../core/replay/model';
import type { Money } from '../../core/trace/model';
import { countText } from '../documents/ledgerText';

const MAX_LISTED = 5;

const plural = (count: number, one: string): string =>
  `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;

function costText({ usd, priceDate }: Money): string {
  if (usd === undefined) return 'no price known';
  const date = priceDate === undefined ? '' : ` (prices of ${priceDate})`;
  return `at most $${usd.toFixed(usd < 0.1 ? 4 : 2)}${date}`;
}

function target({ provider, endpoint }: PlanSummary): string {
  if (provider === 'baseline') return 'Retrieval check: no model, nothing leaves this machine';
  if (provider === 'recorded') return 'Recorded answers: nothing leaves this machine';
  return `Sent to ${endpoint ?? 'the configured endpoint'}`;
}

function listed(title: string, lines: readonly string[]): string[] {
  const rest = lines.length - MAX_LISTED;
  const more = rest > 0 ? [`… and ${rest} more`] : [];
  return lines.length === 0 ? [] : ['', title, ...lines.slice(0, MAX_LISTED), ...more];
}

function secretsText({ secrets, provider }: PlanSummary): string[] {
  if (secrets.length === 0) return ['Secrets found: none'];
  const kinds = secrets.map(({ kind, count }) => `${count} × ${kind}`).join(', ');
  return [`Secrets found: ${kinds}${provider === 'openai' ? '. They would be sent as they are.' : ''}`];
}

export function confirmationTitle({ calls, variants, samples, requests }: PlanSummary): string {
  const parts = [plural(calls, 'call'), plural(variants.length, 'prompt'), plural(samples, 'sample')].join(' × ');
  return `Replay ${parts} = ${plural(requests, 'request')}?`;
}

export function confirmationDetail(summary: PlanSummary, maxCalls: number | undefined): string {
  const variants = summary.variants.map(({ name, model }) => `• ${name} (${model})`);
  const skipped = summary.skipped.map(({ callId, reason }) => `• ${callId}: ${reason}`);
  const isSent = summary.provider === 'openai';
  return [
    target(summary),
    `Input: ${countText(summary.inputTokens)} tokens`,
    ...(isSent ? [`Cost: ${costText(summary.cost)}`] : []),
    ...(maxCalls === undefined ? [] : [`Stops after ${plural(maxCalls, 'request')} in all`]),
    ...secretsText(summary),
    ...listed('Prompts', variants),
    ...listed(`Skipped (${summary.skipped.length})`, skipped),
    ...listed(
      'Note',
      summary.warnings.map((warning) => `• ${warning}`),
    ),
  ].join('\n');
}
