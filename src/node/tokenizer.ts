/**
 * The token tables, found beside the bundle or in dist/, read on first use and once a process; and the counters that
 * share them: by the model's own tokenizer, the user's, or a stand-in as logged calls calibrate it.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createBpeTokenizer } from '../core/tokens/bpe/kernel';
import type { Calibration } from '../core/tokens/calibrate';
import type { ModelEntry } from '../core/tokens/catalogueModel';
import type { TokenCounter, Tokenizer, TokenizerName } from '../core/tokens/count';
import { createTokenCounter } from '../core/tokens/counter';
import { UserTokenizers, type TokenizerFiles } from './userTokenizers';

const TABLES = ['tokenizers', 'dist/tokenizers'];

const tokenizers = new Map<TokenizerName, Tokenizer>();
const counters = new Map<string, TokenCounter>();
const encoder = new TextEncoder();
const userTokenizers = new UserTokenizers();
let calibrations: ReadonlyMap<string, Calibration> = new Map();

/** Synchronous: some 30 ms the first time, so never on the host's thread. Throws where the file is missing. */
export function loadTokenizer(name: TokenizerName): Tokenizer {
  const known = tokenizers.get(name);
  if (known) return known;
  const table = fs.readFileSync(find(TABLES.map((folder) => `${folder}/${name}.bin`)));
  const tokenizer = createBpeTokenizer(name, table, (text, bytes) => encoder.encodeInto(text, bytes).written);
  tokenizers.set(name, tokenizer);
  return tokenizer;
}

/** What counters of this process rest on besides the public tables. `calibrated` is by `calibrationKey`. */
export async function setCounting(files: TokenizerFiles, calibrated: ReadonlyMap<string, Calibration>): Promise<void> {
  await userTokenizers.use(files);
  calibrations = calibrated;
}

/** A model of the catalogue, else the name that was asked for. */
export const calibrationKey = (entry: ModelEntry): string =>
  entry.id === 'unknown' ? (entry.asked ?? entry.id) : entry.id;

/** Shared by all that count with the same tokenizer and trust, and so is its cache. */
export function counterFor(entry: ModelEntry): TokenCounter {
  return userTokenizers.counterFor(entry, standInFor(entry, calibrations.get(calibrationKey(entry))));
}

/** By the public table alone; `calibration` is that of the model, where there is one. A public tokenizer needs none. */
export function standInFor(entry: ModelEntry, calibration?: Calibration): TokenCounter {
  const scale = entry.tokenizerExact ? undefined : calibration;
  const key = JSON.stringify([entry.tokenizer, entry.tokenizerExact, entry.tokenizerError, scale]);
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
