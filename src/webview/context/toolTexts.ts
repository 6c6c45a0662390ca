/** Every text of what tools show in the Context view. */
import type { SectionMatch } from '../../core/context/comparison';
import { formatNumber, plural } from '../shared/format';

const MATCHES: Record<SectionMatch, string> = {
  id: 'The same id on both sides.',
  binding: 'Matched by the part of the call that both take.',
  kind: 'Matched by kind, in order.',
};

const signed = (tokens: number): string => {
  if (tokens === 0) return '0';
  return tokens > 0 ? `+${formatNumber(tokens)}` : `−${formatNumber(-tokens)}`;
};

export const toolTexts = {
  comparison: 'Comparison',
  closeComparison: 'Close Comparison',
  closeConformance: 'Close Check',
  with: 'with',
  equal: 'Equal: the same model, window, tokens and payload.',
  differs: (messages: number, tokens: number) => `${plural(messages, 'message')} changed · ${signed(tokens)} tokens`,
  coarse: 'coarse',
  coarseHint: 'Too much differs to be compared word by word: what changed is shown as replaced.',
  sections: 'Tokens by section',
  columns: { section: 'Section', difference: 'Difference' },
  absent: 'not there',
  matchedBy: (match: SectionMatch, other: string) => `${MATCHES[match]} There it is called '${other}'.`,
  otherName: (other: string) => `→ ${other}`,
  rawOf: (raw: number) => `of ${formatNumber(raw)}`,
  difference: signed,
  framing: 'framing',
  total: 'Total',
  window: (model: string, window: number | null) =>
    `${model} · ${window === null ? 'window not known' : `window ${formatNumber(window)}`}`,
  payload: 'Payload, line by line',
  noPayload: 'Neither side sends a message.',
  message: (number: number) => `message ${formatNumber(number)}`,
  states: { equal: 'the same', changed: 'changed', left: 'only on the left', right: 'only on the right' },
  unchanged: (lines: number) => `${plural(lines, 'line')} the same`,
  previousChange: 'Previous Change (Shift+F7)',
  nextChange: 'Next Change (F7)',
  changeAt: (at: number, all: number) => `change ${formatNumber(at)} of ${formatNumber(all)}`,
  changes: (all: number) => plural(all, 'change'),
  conformance: 'Check against a log',
  conforms: (equal: number, all: number) =>
    `${formatNumber(equal)} of ${plural(all, 'call')} ${all === 1 ? 'was' : 'were'} sent as the document says`,
  noCalls: 'This trace holds no calls, so there is nothing to compare the document with.',
  allConform: 'Every call was sent as the document says.',
  differing: 'Calls that differ',
  call: (id: string) => `call ${id}`,
  inSection: 'in section',
  noSection: 'in no section of the document',
  document: 'document',
  sent: 'sent',
  openHint: 'Opens the call in the Trace view and shows the section in the document.',
  mark: 'first difference: ',
};
