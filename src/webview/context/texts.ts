/** Every text of the Context view. */
import type { Count } from '../../core/tokens/count';
import { formatNumber, plural } from '../shared/format';

export const texts = {
  waiting: 'Computing the context…',
  noAnswer: (reason: string) => `The context cannot be shown: ${reason}`,
  overBy: (tokens: number) => `over by ${formatNumber(tokens)}`,
  overByHint: (needed: number, available: number) =>
    `All sections together need ${formatNumber(needed)} tokens; the window leaves ${formatNumber(available)}.`,
  convertedFrom: (format: string): string => `Converted from ${format}`,
  convertedWhole: (format: string): string => `Converted from ${format}: all of it is carried.`,
  notKept: (count: number): string => `· ${String(count)} ${count === 1 ? 'note' : 'notes'} on what is not carried`,
  outdated: 'outdated: text has errors',
  outdatedHint: 'The text is no valid document now. This is the last valid state; the Problems panel has the errors.',
  stale: (count: number) => `${formatNumber(count)} stale`,
  readOnly: 'rebuilt call',
  readOnlyHint: 'Rebuilt from the log, as it was sent. It is read-only.',
  model: 'Model',
  ownModel: (model: string, mode: 'document' | 'call') => {
    const from = mode === 'call' ? 'as logged' : 'from document';
    return model ? `${model} (${from})` : from;
  },
  modelWithWindow: (id: string, window: number | null) => (window === null ? id : `${id} · ${formatNumber(window)}`),
  window: 'Window',
  windowSlider: 'Window in tokens, what-if',
  windowTokens: (tokens: number) => plural(tokens, 'token'),
  whatIf: 'what-if',
  whatIfHint: 'Model or window differ from the document. Nothing is written.',
  reset: 'Reset',
  replay: 'Replay Calls…',
  replayCall: 'Replay Call…',
  moreActions: 'More Actions',
  bar: 'The context window',
  barSummary: (used: number, available: string) => `${formatNumber(used)} tokens used ${available}.`,
  ofAvailable: (available: number, reserve: number, window: number) =>
    `of ${formatNumber(available)} (window ${formatNumber(window)} − reserve ${formatNumber(reserve)})`,
  noWindow: 'The window of this model is not known',
  limit: (window: number) => `window ${formatNumber(window)}`,
  reserve: 'reserve',
  reserveHint: (tokens: number) => `reserve: ${plural(tokens, 'token')} kept free for the answer`,
  free: (tokens: number) => `free: ${plural(tokens, 'token')}`,
  framing: 'framing',
  framingHint: 'Role names and separators around each message, and the start of the reply.',
  doNotFit: (tokens: number) => `${formatNumber(tokens)} do not fit`,
  kept: (id: string, kept: number, raw: number) =>
    kept === raw ? `${id} ${formatNumber(kept)}` : `${id} ${formatNumber(kept)} of ${formatNumber(raw)}`,
  notSent: (id: string, tokens: number) => `${id}: ${plural(tokens, 'token')} not sent`,
  table: 'Sections',
  columns: {
    section: 'Section',
    role: 'Role',
    priority: 'Priority',
    tokens: 'Tokens',
    budget: 'Budget',
    fresh: 'Fresh',
    happened: 'What happened',
  },
  required: 'required: never cut',
  rawOf: (raw: number) => `of ${formatNumber(raw)}`,
  budgetMeter: (kept: number, max: number) => `${formatNumber(kept)} of at most ${formatNumber(max)} tokens`,
  budgetMin: (min: number) => `at least ${formatNumber(min)}`,
  stalePill: (age: string) => `${age}, stale`,
  freshHint: (asOf: string, maxAge: string | undefined) =>
    maxAge ? `as of ${asOf}; at most ${maxAge}` : `as of ${asOf}`,
  actions: {
    whole: 'whole',
    cut: 'cut',
    fallback: 'stand-in',
    dropped: 'dropped',
    stale: 'stale',
    unbound: 'unbound',
  },
  unitsDropped: (dropped: number, units: number) => `${formatNumber(dropped)} of ${formatNumber(units)} dropped`,
  residual: 'residual',
  residualHint: 'What the provider reported and this count does not hold. It is never spread over the sections.',
  reported: 'Reported input',
  total: 'Total',
  totalOf: (available: number) => `of ${formatNumber(available)}`,
  noCallBound: 'no call bound',
  callBound: (id: string) => `call ${id}`,
  why: 'Why',
  revealInCode: 'Reveal in Code',
  revealInCodeHint: 'Shows where the text of this section is written in the workspace (Alt+Enter on its row)',
  nothingGaveWay: 'Everything fits: nothing had to give way.',
  replaced: (text: string) => {
    const start = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    return `Replaced by documents: “${start}” (${plural(text.length, 'character')})`;
  },
  notCarried: (what: string) => `Not carried by any section: ${what}`,
  severities: { error: 'Error', warning: 'Warning', info: 'Note' },
  items: 'Items of the section',
  noItems: (why: string) => `The items cannot be listed: ${why}`,
  score: (score: number) => `score ${String(Number(score.toFixed(3)))}`,
  itemTokens: ({ tokens, basis }: Count) =>
    `${basis === 'estimate' || basis === 'calibrated' ? '≈ ' : ''}${plural(tokens, 'token')}`,
  itemKept: 'kept',
  itemDropped: 'dropped',
  showAllItems: (count: number) => `Show all ${formatNumber(count)} items`,
  showAll: (count: number) => `Show all ${formatNumber(count)}`,
  payload: (messages: number) => `Payload as sent · ${plural(messages, 'message')}`,
  payloadLabel: 'Payload as sent',
  payloadRows: {
    retry: 'Try again',
    failed: (why: string) => `This part of the payload cannot be shown: ${why}`,
  },
  noMore: (why: string) => `The rest of this text cannot be shown: ${why}`,
  messageNotSent: 'not sent',
  cutText: 'Cut, not sent: ',
  cutEnd: ' (end of cut)',
  emptyPayload: 'No message would be sent: every section is empty or unbound.',
  splitter: 'Width of the sections and the payload',
  contextReady: (used: number, overflow: number) =>
    overflow > 0
      ? `${formatNumber(used)} tokens, over by ${formatNumber(overflow)}`
      : `${formatNumber(used)} tokens, fits`,
};
