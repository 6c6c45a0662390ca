/** Texts of the what-if, the ladder, freshness and the paragraph of a section. */
import type { OwnSize } from '../../core/context/snapshotModel';
import { formatNumber, plural } from '../shared/format';
import { ownSizeText } from './whatIfState';

export const whatIfTexts = {
  sign: (changes: number) => (changes === 1 ? 'what-if' : `what-if: ${String(changes)} changes`),
  signHint: (changes: string[]) => `Nothing is written. Changed: ${changes.join('; ')}.`,
  apply: 'Apply to Document',
  applyHint: 'Writes the what-if into the text, as one edit that Undo takes back.',
  reset: 'Reset',
  resetHint: 'Discards all of the what-if.',
  notApplied: (why: string) => `Not applied. ${why}`,
  dismiss: 'Dismiss',
  was: (text: string) => `was ${text}`,
  limitHandle: 'Window, what-if',
  limitValue: (tokens: number, own: number | undefined) => {
    const was = own === undefined || own === tokens ? '' : `, was ${formatNumber(own)}`;
    return `${plural(tokens, 'token')}${was}`;
  },
  limitHint: 'Drag the limit, or move it with the arrow keys. Escape takes it back.',
  ownLimit: (tokens: number) => `The window without the what-if: ${formatNumber(tokens)}`,
  sizeNames: { max: 'budget', min: 'least that stays' },
  sizeHandle: (id: string, key: 'max' | 'min') =>
    key === 'max' ? `${id}: budget, what-if` : `${id}: least that stays, what-if`,
  sizeValue: (key: 'max' | 'min', tokens: number, own: OwnSize | undefined) => {
    const was = own === undefined || own.tokens === tokens ? '' : `, was ${ownSizeText(own)}`;
    return `at ${key === 'max' ? 'most' : 'least'} ${plural(tokens, 'token')}${was}`;
  },
  addBudget: (id: string) => `Add a budget to ${id}, what-if`,
  ownSize: (key: 'max' | 'min', own: OwnSize) => `Without the what-if: ${key} ${ownSizeText(own)}`,
  fields: 'Budget of the section, what-if',
  max: 'Max',
  min: 'Min',
  noSize: 'none',
};

export const ladderTexts = {
  title: 'Ladder',
  hint: 'What is kept at each window size',
  waiting: 'Computing the ladder…',
  failed: (why: string) => `The ladder cannot be shown: ${why}`,
  empty: 'Nothing gives way in any window.',
  handle: 'Window, what-if: from rung to rung',
  handleValue: (window: number, change: string) => `${plural(window, 'token')}${change ? `: ${change}` : ''}`,
  picture: (least: number, most: number, changes: number) =>
    `What is kept of each section in windows of ${formatNumber(least)} to ${plural(most, 'token')}; ${plural(changes, 'change')}, listed below.`,
  list: 'Where sections give way; Enter sets the window there',
  at: (window: number) => `at ${formatNumber(window)}`,
  everything: 'everything is kept',
  others: (count: number) => plural(count, 'more section'),
  notWhole: 'The rungs are the first 64; deeper changes are not drawn.',
  now: (window: number) => `window ${formatNumber(window)}`,
};

export const freshTexts = {
  stale: (count: number) => `${formatNumber(count)} stale`,
  staleHint: (ids: string) => `Older than they may be: ${ids}`,
  changed: (count: number) => `${formatNumber(count)} changed`,
  changedHint: (ids: string) => `Their source changed since they were read: ${ids}`,
  superseded: (count: number) => `${formatNumber(count)} superseded`,
  supersededHint: (ids: string) => `A newer item of the same source is there: ${ids}`,
  changedCell: 'changed',
  supersededCell: 'superseded',
  staleCell: 'stale',
  sameAs: 'same as',
  sameAsHint: (id: string) => `It says the same as ${id}, which stays.`,
  supersededBy: (name: string) => `${name} is newer and of the same source.`,
};
