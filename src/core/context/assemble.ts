/**
 * Assembles a resolved document (design §3): messages, the ledger that sums to their total, and every decision.
 * Deterministic and pure; `now` and the counter are arguments. Never reads files, binds or resolves anything.
 */
import type { Part } from '../trace/model';
import { messageAsSent, type Draft, type DraftMessage, type Run } from './assembleDraft';
import { findingsOf } from './assembleFindings';
import { prepare, type AssembleOptions } from './assemblePrepare';
import { settle, type Settled } from './assembleSteps';
import type {
  Assembly,
  ModelRequest,
  PayloadMessage,
  PayloadSegment,
  ResolvedDocument,
  ResolvedSection,
} from './assembly';
import type { Tally } from './ledger';
import { decisionsOf, unitId } from './ledgerDecisions';
import { rowsOf } from './ledgerRows';
import { formatTokens } from './ledgerText';
import { wholeWindows } from './wholeWindows';

export type { AssembleOptions };

export function assemble(resolved: ResolvedDocument, options: AssembleOptions): Assembly {
  const { document } = resolved;
  const { start, freshness, window } = prepare(resolved, options);
  const { sections, budgets, raw } = start;
  const { reserve } = document;
  const limit = window === undefined ? undefined : window - reserve;
  const isAsSent = options.mode === 'as-sent';
  const settled: Settled = isAsSent ? { taken: [], draft: start.rawDraft, tally: raw } : settle(start, limit);
  const { taken, tally: kept } = settled;
  const overflow = limit === undefined ? 0 : Math.max(0, raw.total.tokens - limit);
  const isOverfull = limit !== undefined && kept.total.tokens > limit;
  const wholeFrom = wholeWindows({ start, taken, reserve });
  const rows = rowsOf({ sections, budgets, taken, raw, kept, freshness, isAsSent, isOverfull, wholeFrom });
  const { lookup, counter } = options;
  const findings = { resolved, lookup, counter, window, reserve, rows, raw, kept, overflow, isAsSent };
  return {
    model: document.model ?? options.lookup.entry.id,
    ...(window === undefined ? {} : { window }),
    reserve,
    request: requestOf(resolved, settled.draft),
    payload: payloadOf(settled.draft, sections),
    sections: rows,
    framing: kept.framing,
    ...(raw.framing.tokens === kept.framing.tokens ? {} : { rawFraming: raw.framing }),
    total: kept.total,
    overflow,
    fits: overflow === 0,
    ...residualOf(resolved, kept),
    decisions: decisionsOf({ sections, budgets, taken, raw, kept, overflow, freshness }),
    diagnostics: findingsOf(findings),
  };
}

/** A rebuilt call has every message; what it reports beyond them is one row and never spread over sections. */
function residualOf({ reported }: ResolvedDocument, { total }: Tally): Pick<Assembly, 'residual'> {
  if (!reported) return {};
  const tokens = reported.input - total.tokens;
  const difference =
    tokens === 0 ? 'as counted' : `${formatTokens(Math.abs(tokens))} ${tokens > 0 ? 'more' : 'fewer'} than counted`;
  const gaps = reported.gaps.length === 0 ? '' : `; not in this log: ${reported.gaps.join(', ')}`;
  return { residual: { tokens, text: `Reported ${formatTokens(reported.input)} tokens, ${difference}${gaps}.` } };
}

function requestOf({ document }: ResolvedDocument, draft: Draft): ModelRequest {
  const sent = draft.messages.filter((message) => message.isSent);
  const system = sent
    .filter((message) => message.target === 'system')
    .flatMap((message): Part[] => messageAsSent(message).parts);
  return {
    ...(document.model === undefined ? {} : { model: document.model }),
    messages: sent.filter((message) => message.target === 'messages').map(messageAsSent),
    ...(sent.some((message) => message.target === 'system') ? { system } : {}),
    tools: draft.tools.definitions,
    ...(document.toolChoice === undefined ? {} : { toolChoice: document.toolChoice }),
    ...(document.responseFormat === undefined ? {} : { responseFormat: document.responseFormat }),
    params: document.params,
    ...(document.extra === undefined ? {} : { extra: document.extra }),
  };
}

function payloadOf(draft: Draft, sections: readonly ResolvedSection[]): PayloadMessage[] {
  const segments = (runs: readonly Run[], kind: Part['type']): PayloadSegment[] =>
    runs.filter((run) => run.text !== '').map((run) => segmentOf(run, kind, sections));
  const messages = draft.messages.map((message: DraftMessage): PayloadMessage => {
    const { role, name, isSent, parts } = message;
    const own = parts.flatMap((part) => segments(part.runs, part.part.type));
    return { role, ...(name === undefined ? {} : { name }), sent: isSent, segments: own };
  });
  const tools = segments(draft.tools.runs, 'text');
  if (tools.length === 0) return messages;
  return [{ role: 'tools', sent: draft.tools.definitions.length > 0, segments: tools }, ...messages];
}

function segmentOf(
  { section, unit, state, text }: Run,
  kind: Part['type'],
  sections: readonly ResolvedSection[],
): PayloadSegment {
  const resolved = sections[section];
  const id = resolved && unit !== undefined ? unitId(resolved, unit) : undefined;
  return { sectionId: resolved?.section.id ?? '', ...(id === undefined ? {} : { unitId: id }), state, kind, text };
}
