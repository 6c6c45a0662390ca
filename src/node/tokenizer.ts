/**
 * The token tables, found beside the bundle or in dist/, read on first use and once a process; and the counters that
 * share them.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createBpeTokenizer } from '../core/tokens/bpe/kernel';
import type { Calibration } from '../core/tokens/calibrate';
import type { ModelEntry } from '../core/tokens/catalogueModel';
import type { TokenCounter, Tokenizer, TokenizerName } from '../core/tokens/count';
import { createTokenCounter } from '../core/tokens/counter';

const TABLES = ['tokenizers', 'dist/tokenizers'];

const tokenizers = new Map<TokenizerName, Tokenizer>();
const counters = new Map<string, TokenCounter>();
const encoder = new TextEncoder();

/** Synchronous: some 30 ms the first time, so never on the host's thread. Throws where the file is missing. */
export function loadTokenizer(name: TokenizerName): Tokenizer {
  const known = tokenizers.get(name);
  if (known) return known;
  const table = fs.readFileSync(find(TABLES.map((folder) => `${folder}/${name}.bin`)));
  const tokenizer = createBpeTokenizer(name, table, (text, bytes) => encoder.encodeInto(text, bytes).written);
  tokenizers.set(name, tokenizer);
  return tokenizer;
}

/**
 * Shared by all that count with the same tokenizer and trust, and so is its cache. `calibration` is that of the model,
 * where there is one; a public tokenizer needs none.
 */
export function counterFor(entry: ModelEntry, calibration?: Calibration): TokenCounter {
  const scale = entry.tokenizerExact ? undefined : calibration;
  const key = [entry.tokenizer, entry.tokenizerExact, entry.tokenizerError, scale?.factor, scale?.error].join(' ');
  const known = counters.get(key);
  if (known) return known;
  const counter = createTokenCounter(loadTokenizer(entry.tokenizer), {
    exact: entry.tokenizerExact,
    ...(entry.tokenizerError !== undefined && { error: entry.tokenizerError }),
    ...(scale && { calibration: scale }),
  });
  counters.set(key, counter);
  return counter;
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
