/** Numbers and models in plain words, for hover, completion and outline. Every value is given; nothing is counted here. */
import type { SectionLedger } from '../assembly';
import { arePricesOld, lookupModel } from '../../tokens/catalogue';
import type { ModelEntry } from '../../tokens/catalogueModel';
import type { Count } from '../../tokens/count';
import { formatTokens } from '../ledgerText';

export const plural = (count: number, noun: string): string =>
  `${formatTokens(count)} ${noun}${count === 1 ? '' : 's'}`;

export const isGuess = ({ basis }: Count): boolean => basis === 'estimate' || basis === 'calibrated';

/** '≈ 612 tokens'. */
export const tokensWords = (count: Count): string => `${isGuess(count) ? '≈ ' : ''}${plural(count.tokens, 'token')}`;

export const percentOf = (part: number, whole: number): string => {
  const share = (part / whole) * 100;
  return share > 0 && share < 1 ? 'less than 1 %' : `${Math.round(share)} %`;
};

const errorWords = ({ error }: Count): string => (error === undefined ? '' : `, ±${Math.round(error * 100)} %`);

/** How a number came about. */
export function basisWords(count: Count, model: string): string {
  const { entry } = lookupModel(model);
  switch (count.basis) {
    case 'exact':
      return `Counted exactly, with ${entry.tokenizer}.`;
    case 'reported':
      return 'Reported by the provider.';
    case 'calibrated':
      return `Estimated with ${entry.tokenizer} and calibrated by what logged calls of this model reported${errorWords(count)}.`;
    case 'estimate':
      return `Estimated with ${entry.tokenizer}${errorWords(count)}: ${whyEstimate(entry)}.`;
  }
}

const whyEstimate = ({ tokenizerExact, id }: ModelEntry): string => {
  if (id === 'unknown') return 'the model is not in the catalogue';
  return tokenizerExact ? 'part of it is no plain text, or has no break' : 'the tokenizer of this model is not public';
};

export function happenedWords({ action, units, unitsKept }: SectionLedger): string {
  const gone = units - unitsKept;
  if (action === 'cut' && gone > 0) return `${gone} of ${units} dropped`;
  return action === 'fallback' ? 'its fallback' : action;
}

const dollars = (price: number): string => `$${String(price)}`;

/** Of one model, a line each. */
export function modelWords(name: string, now?: number): string[] {
  const { entry, known } = lookupModel(name);
  if (!known) return ['Not in the catalogue: its tokens are estimated, its window and prices are not known.'];
  const lines = [
    entry.window === undefined
      ? 'Its window is not known.'
      : `Window: ${plural(entry.window, 'token')}${entry.maxOutput === undefined ? '' : `, of which an answer takes at most ${formatTokens(entry.maxOutput)}`}.`,
    entry.tokenizerExact
      ? `Tokenizer: ${entry.tokenizer}, exact.`
      : `Tokenizer: not public; ${entry.tokenizer} stands in${entry.tokenizerError === undefined ? '' : ` (±${Math.round(entry.tokenizerError * 100)} %)`}.`,
  ];
  return [...lines, priceWords(entry, now)];
}

function priceWords({ prices }: ModelEntry, now: number | undefined): string {
  if (!prices) return 'No price is known.';
  const cached = prices.cachedInput === undefined ? '' : `, cached input ${dollars(prices.cachedInput)}`;
  const old = now !== undefined && arePricesOld(prices.date, now) ? ' (older than 60 days)' : '';
  return `Per million tokens: input ${dollars(prices.input)}, output ${dollars(prices.output)}${cached}; as of ${prices.date}${old}, ${prices.source}.`;
}

/** Longer values are cut for lists. */
export const shortened = (text: string, length = 80): string => {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > length ? `${flat.slice(0, length - 1)}…` : flat;
};
