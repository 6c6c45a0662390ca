/** What assembly has to tell: budgets that do not hold, content that is too old, counts that are estimates. */
import type { ModelLookup } from '../tokens/catalogueModel';
import type { CounterSource, TokenCounter } from '../tokens/count';
import type { ResolvedDocument, ResolvedSection, SectionLedger } from './assembly';
import { canGiveWay } from './degrade';
import { ageWords } from './freshness';
import type { Tally } from './ledger';
import { formatTokens } from './ledgerText';
import type { Diagnostic } from './model';

export interface FindingsInput {
  resolved: ResolvedDocument;
  lookup: ModelLookup;
  counter: TokenCounter;
  window: number | undefined;
  reserve: number;
  rows: readonly SectionLedger[];
  raw: Tally;
  kept: Tally;
  overflow: number;
  isAsSent: boolean;
}

export function findingsOf(input: FindingsInput): Diagnostic[] {
  const findings = [...input.resolved.diagnostics, ...modelFinding(input), ...tokenizerFinding(input)];
  input.resolved.sections.forEach((resolved, index) => {
    const row = input.rows[index];
    if (row && !input.isAsSent) findings.push(...standInFinding(resolved, row, input.counter));
    if (row) findings.push(...freshnessFindings(resolved, row, index));
    if (row && !input.isAsSent) findings.push(...budgetFinding(resolved, row));
    findings.push(...textFindings(resolved));
  });
  return [...findings, ...fitFindings(input)];
}

/** A tokenizer file of the user's own that does not count as it should. */
function tokenizerFinding({ counter }: FindingsInput): Diagnostic[] {
  const message = counter.source?.problem;
  return message === undefined ? [] : [{ code: 'tokenizer-file', severity: 'warning', message }];
}

/** How a model that is not in the catalogue is counted: 'estimated with o200k_base'. */
export function countedWords({ tokenizer, problem, calibration }: CounterSource = {}): string {
  if (tokenizer !== undefined && problem === undefined) return `counted with ${tokenizer}`;
  const on = calibration ? `, calibrated on ${calibration.samples} calls` : '';
  return `estimated with o200k_base${on}`;
}

function modelFinding({ resolved, lookup, counter, isAsSent }: FindingsInput): Diagnostic[] {
  if (lookup.known || resolved.diagnostics.some((each) => each.code === 'unknown-model')) return [];
  const { model } = resolved.document;
  const stands = `Tokens are ${countedWords(counter.source)}, there is no price`;
  if (model === undefined) {
    if (isAsSent) return [];
    const message = `No model is named. ${stands}; set "model:".`;
    return [{ code: 'unknown-model', severity: 'info', message }];
  }
  const window = resolved.document.window === undefined ? ' and no window' : '';
  const message = `The model "${model}" is not in the catalogue. ${stands}${window}; check the name, or set "window:".`;
  return [{ code: 'unknown-model', severity: isAsSent ? 'info' : 'warning', message }];
}

/** A stand-in that frees nothing is never used. */
function standInFinding(
  { section, fallback }: ResolvedSection,
  row: SectionLedger,
  counter: TokenCounter,
): Diagnostic[] {
  if (fallback === undefined || section.required || row.raw.tokens === 0) return [];
  const { tokens } = counter.count(fallback);
  if (tokens < row.raw.tokens) return [];
  const message = `The fallback of ${section.id} takes ${formatTokens(tokens)} tokens and the section itself ${formatTokens(row.raw.tokens)}, so it is not used. Shorten it.`;
  return [{ code: 'fallback-too-long', severity: 'info', message, sectionId: section.id }];
}

/** Ages and sources: an error where the section asks to be refreshed. What was dropped for it has its decision. */
function freshnessFindings(
  { section }: ResolvedSection,
  { freshness, action }: SectionLedger,
  index: number,
): Diagnostic[] {
  if (!freshness || action === 'stale' || action === 'dropped') return [];
  const { asOf, ageMs, maxAgeMs, stale, changedAt, supersededBy, refreshFrom } = freshness;
  const severity = section.freshness.onStale === 'refresh-needed' ? 'error' : 'warning';
  const from = refreshFrom === undefined ? 'its source' : refreshFrom;
  const refresh = `Refresh it from ${from} and set "asOf".`;
  const findings: Diagnostic[] = [];
  const sectionId = section.id;
  if (stale) {
    const message = `${section.id} is of ${asOf}, ${ageWords(ageMs)} old; it allows ${ageWords(maxAgeMs ?? 0)}. ${refresh}`;
    const path = ['sections', index, 'freshness', 'maxAge'];
    findings.push({ code: 'stale', severity, message, sectionId, path });
  }
  if (changedAt !== undefined) {
    const message = `${section.id} is of ${asOf}; its source changed at ${changedAt}. ${refresh}`;
    findings.push({ code: 'superseded', severity, message, sectionId });
  } else if (supersededBy !== undefined && severity === 'error') {
    const message = `${section.id} holds what ${supersededBy} supersedes: it is newer and of the same source. Leave the older out, or refresh it from ${from}.`;
    findings.push({ code: 'superseded', severity, message, sectionId });
  }
  return findings;
}

/** A warning where the section states what to do about it, else an error. */
function budgetFinding(resolved: ResolvedSection, row: SectionLedger): Diagnostic[] {
  const { max } = row.budget;
  if (max === undefined || row.raw.tokens <= max) return [];
  const { section } = resolved;
  const isKept = row.kept.tokens > max;
  const isError = isKept || !section.overflow.declared || !canGiveWay(resolved);
  const over = `${section.id} holds ${formatTokens(row.raw.tokens)} tokens, over its own budget of ${formatTokens(max)}`;
  const message = isKept
    ? `${over}. It is ${section.required ? 'required' : `under the policy "${section.overflow.policy}"`} and kept whole; shorten it or raise "budget.max".`
    : `${over}. ${row.reason.text}${section.overflow.declared ? '' : ' It states no "overflow:", so the default "drop" was applied; state one.'}`;
  return [{ code: 'over-budget', severity: isError ? 'error' : 'warning', message, sectionId: section.id }];
}

/** Half of a surrogate pair without the other. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function textFindings(resolved: ResolvedSection): Diagnostic[] {
  const { id } = resolved.section;
  const findings: Diagnostic[] = [];
  const { body } = resolved;
  if (body.type === 'text' && body.pieces.some((piece) => LONE_SURROGATE.test(piece.text))) {
    const message = `${id} holds half of a surrogate pair. It cannot be written as UTF-8 and is counted and sent as U+FFFD; mend the text.`;
    findings.push({ code: 'lone-surrogate', severity: 'warning', message, sectionId: id });
  }
  return findings;
}

function fitFindings({ resolved, window, reserve, rows, raw, kept, overflow, isAsSent }: FindingsInput): Diagnostic[] {
  if (window === undefined || overflow === 0) return [];
  const limit = window - reserve;
  const need = `need ${formatTokens(raw.total.tokens)} tokens; the window leaves ${formatTokens(limit)} (${formatTokens(window)} − reserve ${formatTokens(reserve)})`;
  if (isAsSent) {
    return [{ code: 'does-not-fit', severity: 'warning', message: `The messages ${need}. They are shown as sent.` }];
  }
  const gaveWay = rows.filter((row) => row.reason.code === 'window-full');
  const lost = gaveWay.map((row) => `${row.id} gave way: ${lossOf(row)}.`).join(' ') || enoughWords(rows);
  if (kept.total.tokens <= limit) {
    return [{ code: 'does-not-fit', severity: 'warning', message: `The sections ${need}. ${lost}` }];
  }
  const whole = resolved.sections.filter((each, index) => !canGiveWay(each) && (kept.sections[index]?.tokens ?? 0) > 0);
  const required = whole.filter((each) => each.section.required);
  const findings = whole
    .filter((each) => !each.section.required)
    .map((each): Diagnostic => {
      const { id, overflow: own } = each.section;
      const message = `${id} would have to give way, but its policy is "${own.policy}". The sections ${need}. Shorten it, state another policy, or take a larger window.`;
      return { code: 'does-not-fit', severity: 'error', message, sectionId: id };
    });
  if (required.length > 0 || findings.length === 0) {
    const names = required.map((each) => each.section.id).join(', ');
    const message = `What must stay (${names || 'framing'}) takes ${formatTokens(kept.total.tokens)} tokens with its framing; the window leaves ${formatTokens(limit)} (${formatTokens(window)} − reserve ${formatTokens(reserve)}). Shorten it, or take a larger window.`;
    findings.unshift({ code: 'required-does-not-fit', severity: 'error', message });
  }
  return findings;
}

/** The reason's first clause: '1 of 2 items dropped'. */
const lossOf = (row: SectionLedger): string => {
  const clause = row.reason.text.split(':')[0] ?? '';
  return clause.charAt(0).toLowerCase() + clause.slice(1);
};

const enoughWords = (rows: readonly SectionLedger[]): string =>
  rows.some(({ reason }) => reason.code === 'over-own-budget')
    ? 'Cut to their own budgets they fit.'
    : 'Without what is stale or doubled they fit.';
