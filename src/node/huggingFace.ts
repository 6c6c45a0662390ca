/**
 * The adapter of @huggingface/tokenizers: a tokenizer.json as a tokenizer that counts. The library is loaded when the
 * first one is asked for. Content is encoded without the special tokens that a template puts around it.
 */
import type * as Library from '@huggingface/tokenizers';
import type { Tokenizer } from '../core/tokens/count';
import { surfaceLengths, type SurfaceStyle } from '../core/tokens/surfaces';

type Json = Record<string, unknown>;

let library: typeof Library | undefined;

/** Before `readTokenizer` is called. */
export async function loadLibrary(): Promise<void> {
  library ??= await import('@huggingface/tokenizers');
}

export interface ReadTokenizer {
  tokenizer: Tokenizer;
  /** What of the file the library does not do as the original does; absent: nothing is known. */
  differs?: string;
}

/** Throws a clause that says what is wrong with `json`. `config`: the tokenizer_config.json beside it, or {}. */
export function readTokenizer(name: string, json: unknown, config: unknown): ReadTokenizer {
  if (!library) throw new Error('the library for it is not loaded');
  if (!isObject(json)) throw new Error('it is no JSON object');
  checkModel(json['model']);
  const whole = {
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    ...json,
  };
  const own = new library.Tokenizer(whole, isObject(config) ? config : {});
  const style: SurfaceStyle = holds(json['pre_tokenizer'], 'type', ['ByteLevel']) ? 'bytes' : 'text';
  const tokenizer = new HuggingFaceTokenizer(name, own, style);
  // What is wrong with a table often shows only when it is used.
  tokenizer.tokenLengths('Hello, world 1');
  const differs = holds(json['pre_tokenizer'], 'behavior', UNFAITHFUL);
  return differs === undefined ? { tokenizer } : { tokenizer, differs: `the split behavior "${differs}"` };
}

/** The library splits by them as by "Isolated"; its README says so. */
const UNFAITHFUL = ['MergedWithPrevious', 'MergedWithNext', 'Contiguous'];

function checkModel(model: unknown): void {
  if (!isObject(model)) throw new Error('it has no "model": it is no tokenizer.json of Hugging Face');
  const { vocab, merges } = model;
  if (typeof vocab !== 'object' || vocab === null) throw new Error('its "model" has no "vocab"');
  if (model['type'] === 'BPE' && !Array.isArray(merges)) throw new Error('its "model" is BPE and has no "merges"');
}

/** The first of `values` that stands under `key` anywhere inside. */
function holds(inside: unknown, key: string, values: readonly string[]): string | undefined {
  if (Array.isArray(inside)) return firstOf(inside, (each) => holds(each, key, values));
  if (!isObject(inside)) return undefined;
  const own = inside[key];
  if (typeof own === 'string' && values.includes(own)) return own;
  return firstOf(Object.values(inside), (each) => holds(each, key, values));
}

function firstOf<Item>(items: readonly Item[], find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** UTF-16 units without white space that are encoded: a megabyte of one letter takes the library some 16 s. */
const LONGEST_RUN = 65_536;

function longestRun(text: string): number {
  if (text.length <= LONGEST_RUN) return text.length;
  let [longest, start] = [0, 0];
  for (const { index } of text.matchAll(/\s/g)) {
    longest = Math.max(longest, index - start);
    start = index + 1;
  }
  return Math.max(longest, text.length - start);
}

class HuggingFaceTokenizer implements Tokenizer {
  constructor(
    readonly name: string,
    private readonly own: Library.Tokenizer,
    private readonly style: SurfaceStyle,
  ) {}

  countTokens(text: string): number {
    return this.tokensOf(text).length;
  }

  tokenLengths(text: string): number[] {
    return surfaceLengths(text, this.tokensOf(text), this.style);
  }

  private tokensOf(text: string): string[] {
    if (longestRun(text) > LONGEST_RUN) throw new Error('a text without white space, too long for the library');
    return this.own.tokenize(text, { add_special_tokens: false });
  }
}
