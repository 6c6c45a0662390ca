/** Every text of the Compare view. */
import type { OutcomeStatus } from '../../core/replay/model';
import { formatNumber, plural } from '../shared/format';

const STATUS: Record<OutcomeStatus | 'absent', string> = {
  ok: 'ok',
  failed: 'failed',
  capped: 'not sent: the run reached its cap',
  cancelled: 'cancelled before it was answered',
  absent: 'nothing here',
};

/** What answers where no model does. */
const RETRIEVAL_CHECK = 'retrieval check (no model)';

export const texts = {
  opening: 'Opening the run…',
  size: (calls: number, variants: number, samples: number) =>
    `${plural(calls, 'call')} × ${plural(variants, 'variant')} × ${plural(samples, 'sample')}`,
  provider: (provider: string, origin: string | undefined) => {
    const name = provider === 'baseline' ? RETRIEVAL_CHECK : provider;
    return origin === undefined ? name : `${name} · ${origin.replace(/^https?:\/\//, '')}`;
  },
  servedBy: (model: string) => (model === 'baseline' ? RETRIEVAL_CHECK : model),
  ok: (count: number) => `${formatNumber(count)} ok`,
  failed: (count: number) => `${formatNumber(count)} failed`,
  capped: (count: number) => `${formatNumber(count)} capped`,
  cancelled: (count: number) => `${formatNumber(count)} cancelled`,
  notRun: (count: number) => `${formatNumber(count)} not run`,
  badLines: (count: number) => plural(count, 'unreadable line'),
  badLine: (line: number, message: string) => `line ${formatNumber(line)}: ${message}`,
  progress: (done: number, total: number, running: number) =>
    `${formatNumber(done)} of ${formatNumber(total)} done · ${formatNumber(running)} running`,
  left: 'Left',
  right: 'Right',
  logged: 'logged',
  resume: 'Resume',
  resumeHint: 'Runs what is not ok yet; what is ok is not sent again.',
  grid: 'Calls by variant',
  splitter: 'Width of the grid and the pair',
  call: 'Call',
  noCalls: 'This run holds no call yet. It fills as answers come in; Resume goes on with it.',
  gridFailed: (reason: string) => `The grid could not be read: ${reason}`,
  loadingRow: '…',
  cellOk: (ok: number, samples: number) => (samples === 1 ? 'ok' : `${formatNumber(ok)}/${formatNumber(samples)} ok`),
  equalsLogged: (ok: string) => `${ok} = logged`,
  loggedStatus: { ok: 'logged', error: 'failed', absent: 'not in log' },
  incomplete: 'The record of this call is incomplete',
  pair: 'Pair',
  lines: 'Lines of both answers',
  choosePair: 'Choose a call in the grid to see two of its answers side by side.',
  loadingPair: 'Comparing…',
  pairFailed: (reason: string) => `The pair could not be compared: ${reason}`,
  sample: (index: number, count: number) => `sample ${String(index)} of ${String(count)}`,
  previousSample: (side: string) => `Previous sample, ${side}`,
  nextSample: (side: string) => `Next sample, ${side}`,
  ms: (value: string) => `${value} ms`,
  tokens: (count: number) => plural(count, 'token'),
  status: STATUS,
  sideProblem: (status: OutcomeStatus | 'absent', error: { code: string; message: string } | undefined) =>
    error ? `${STATUS[status]}: ${error.message} (${error.code})` : STATUS[status],
  notRunSide: 'not run yet',
  changes: (changes: number, lines: number) => `${plural(changes, 'change')} of ${plural(lines, 'line')}`,
  equal: (lines: number) => `no change in ${plural(lines, 'line')}`,
  wordDiff: 'word diff',
  exact: 'exact',
  coarse: 'coarse',
  coarseHint: 'Too much differs for a fine diff within the limit: changed parts are shown as replaced.',
  empty: '(empty answer)',
  nextChange: 'Next Change (F7)',
  previousChange: 'Previous Change (Shift+F7)',
  openInDiffEditor: 'Open in Diff Editor',
  signs: { equal: '', changed: 'changed', left: 'only left', right: 'only right' },
  changeAt: (index: number, count: number) => `change ${String(index)} of ${String(count)}`,
};
