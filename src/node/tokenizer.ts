/**
 * The one adapter of `tiktoken`: its wasm and tables, found beside the bundle or in node_modules, loaded on first use
 * and once a process. Content meets the ordinary encode only, so that special-token text is text.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { init, Tiktoken } from 'tiktoken/lite/init';
import { createTokenCounter } from '../core/tokens/counter';
import type { ModelEntry } from '../core/tokens/catalogueModel';
import type { TokenCounter, Tokenizer, TokenizerName } from '../core/tokens/count';

/** What this file uses of the global; its types come with the DOM's, which Node's code is built without. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: object };
};
type Glue = { __wbg_set_wasm(exports: object): void };

const WASM = ['tiktoken_bg.wasm', 'node_modules/tiktoken/lite/tiktoken_bg.wasm'];
const TABLES = ['tokenizers', 'node_modules/tiktoken/encoders'];

interface Table {
  pat_str: string;
  special_tokens: Record<string, number>;
  /** Lines '! <first rank> <base64> <base64> …'. */
  bpe_ranks: string;
}

const tokenizers = new Map<TokenizerName, Tokenizer>();
const counters = new Map<string, TokenCounter>();
let isReady = false;

/** Synchronous: some 350 ms the first time, so never on the host's thread. Throws where the files are missing. */
export function loadTokenizer(name: TokenizerName): Tokenizer {
  const known = tokenizers.get(name);
  if (known) return known;
  instantiate();
  const table = readTable(name);
  const encoder = new Tiktoken(table.bpe_ranks, table.special_tokens, table.pat_str);
  let lengths: Uint8Array | undefined;
  const tokenizer: Tokenizer = {
    name,
    tokenLengths(text) {
      lengths ??= lengthsByRank(table.bpe_ranks);
      const tokens = encoder.encode_ordinary(text);
      for (let index = 0; index < tokens.length; index++) tokens[index] = lengths[tokens[index] ?? 0] ?? 0;
      return tokens;
    },
  };
  tokenizers.set(name, tokenizer);
  return tokenizer;
}

/** Shared by all that count with the same tokenizer and trust, and so is its cache. */
export function counterFor(entry: ModelEntry): TokenCounter {
  const key = `${entry.tokenizer} ${entry.tokenizerExact} ${entry.tokenizerError ?? ''}`;
  const known = counters.get(key);
  if (known) return known;
  const error = entry.tokenizerError === undefined ? {} : { error: entry.tokenizerError };
  const counter = createTokenCounter(loadTokenizer(entry.tokenizer), { exact: entry.tokenizerExact, ...error });
  counters.set(key, counter);
  return counter;
}

/** `init` calls back before it first waits, so the module is ready when it returns. */
function instantiate(): void {
  if (isReady) return;
  const wasm = new WebAssembly.Module(fs.readFileSync(find(WASM)));
  const start = (imports: Record<string, Glue>): Promise<object> => {
    const instance = new WebAssembly.Instance(wasm, imports);
    imports['./tiktoken_bg.js']?.__wbg_set_wasm(instance.exports);
    return Promise.resolve(instance);
  };
  // The package's types name the DOM's WebAssembly, which is not known here.
  void (init as (start: (imports: Record<string, Glue>) => Promise<object>) => Promise<void>)(start);
  isReady = true;
}

function readTable(name: TokenizerName): Table {
  const file = find(TABLES.map((folder) => `${folder}/${name}.json`));
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Table;
}

/** Upwards from the bundle: dist/, dist/workers/, and in tests the root with its node_modules. */
function find(candidates: readonly string[]): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    for (const candidate of candidates) {
      const file = path.join(folder, candidate);
      if (fs.existsSync(file)) return file;
    }
    if (folder === path.dirname(folder)) break;
  }
  throw new Error(
    `The token table ${candidates[0] ?? ''} was not found beside ${__dirname}. Reinstall the extension, or run "npm run build".`,
  );
}

/** The length in bytes of each token, by rank, from the length of its base64. Cuts no strings: there are 200,000. */
function lengthsByRank(ranks: string): Uint8Array {
  const lengths = new Uint8Array(262_144);
  for (const line of ranks.split('\n')) {
    const first = line.indexOf(' ') + 1;
    let space = line.indexOf(' ', first);
    for (let rank = Number(line.slice(first, space)); space >= 0; rank++) {
      const next = line.indexOf(' ', space + 1);
      const end = next < 0 ? line.length : next;
      const padding = line.endsWith('==', end) ? 2 : line.endsWith('=', end) ? 1 : 0;
      lengths[rank] = ((end - space - 1) / 4) * 3 - padding;
      space = next;
    }
  }
  return lengths;
}
