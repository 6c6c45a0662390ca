/** The model catalogue as data: what a model's window holds, how it is counted, what it costs. Types only. */
import type { Money } from '../trace/model';
import type { TokenizerName } from './count';
import type { ImageRule } from './imageTokens';

/** US dollars per million tokens. Absent = no price. */
export interface Prices {
  input: number;
  output: number;
  cachedInput?: number;
  cacheWrite?: number;
  /** ISO date on which the prices were read. */
  date: string;
  /** Where: a page's name and address. */
  source: string;
}

/** Tokens of the chat format around the content. */
export interface Framing {
  perMessage: number;
  perName: number;
  replyPrimer: number;
  image: ImageRule;
  /** Of a message that calls a tool, for each call; besides where it calls several; for each result. Default 0. */
  toolCall?: number;
  parallelCalls?: number;
  toolResult?: number;
  /** What the provider says about tools in a text of its own, where tools are given. Default 0. */
  toolsPrompt?: number;
  /** Where the constants come from. */
  source: string;
  exact: boolean;
}

export interface ModelEntry {
  id: string;
  provider: string;
  /** Other names and dated snapshots of the same model. */
  aliases: string[];
  /** Tokens of input and output together, or absent where unknown. */
  window?: number;
  maxOutput?: number;
  tokenizer: TokenizerName;
  /** false: the tokenizer stands in for one that is not public, so every count is an estimate. */
  tokenizerExact: boolean;
  /** Expected relative error where the tokenizer stands in. */
  tokenizerError?: number;
  framing: Framing;
  prices?: Prices;
  source: string;
  /** The name that was looked up, in lower case: by it a user's own tokenizer and calibration are found. */
  asked?: string;
}

/** `entry.id` is 'unknown' and `entry.window` absent for a model that is not in the catalogue. */
export interface ModelLookup {
  entry: ModelEntry;
  known: boolean;
}

export type PricedUsage = (usage: { input: number; output: number; cached?: number; cacheWrite?: number }) => Money;
