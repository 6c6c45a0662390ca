/**
 * The user's own tokenizer.json files, by model name: read when a model is counted that one is named for, once for each
 * state of the file. A file that is broken has a sentence that says so, and its models keep their estimate.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ModelEntry } from '../core/tokens/catalogueModel';
import type { TokenCounter, Tokenizer } from '../core/tokens/count';
import { createWholeTextCounter } from '../core/tokens/counter';
import { loadLibrary, readTokenizer } from './huggingFace';

/** Model name, or the beginning of one with `*` behind it, to the absolute path of a tokenizer.json. */
export type TokenizerFiles = Readonly<Record<string, string>>;

/** Larger files are no tokenizers: the largest that are known have 40 MB. */
const MOST_BYTES = 256e6;

interface Loaded {
  stamp: string;
  tokenizer?: Tokenizer;
  /** Why it does not count, or not exactly. */
  problem?: string;
}

export class UserTokenizers {
  private files: TokenizerFiles = {};
  private readonly loaded = new Map<string, Loaded>();
  private readonly counters = new WeakMap<Loaded, WeakMap<TokenCounter, TokenCounter>>();

  async use(files: TokenizerFiles): Promise<void> {
    if (Object.keys(files).length > 0) await loadLibrary();
    this.files = files;
  }

  /** `standIn` where no file is named for the model; what it counts too where the file cannot. */
  counterFor(entry: ModelEntry, standIn: TokenCounter): TokenCounter {
    const file = fileFor(this.files, entry);
    if (file === undefined) return standIn;
    const loaded = this.load(file);
    let counters = this.counters.get(loaded);
    if (!counters) this.counters.set(loaded, (counters = new WeakMap()));
    const known = counters.get(standIn) ?? counterOf(file, loaded, standIn);
    counters.set(standIn, known);
    return known;
  }

  private load(file: string): Loaded {
    const stamp = stampOf(file);
    const known = this.loaded.get(file);
    if (known?.stamp === stamp) return known;
    const loaded = { stamp, ...readFile(file) };
    this.loaded.set(file, loaded);
    return loaded;
  }
}

/** The longest name that fits; the whole name before a beginning. */
export function fileFor(files: TokenizerFiles, entry: ModelEntry): string | undefined {
  const asked = entry.asked ?? entry.id;
  const names = [asked, asked.slice(asked.lastIndexOf('/') + 1), entry.id];
  let best: { length: number; file: string } | undefined;
  for (const [name, file] of Object.entries(files)) {
    const wanted = name.trim().toLowerCase();
    const isPrefix = wanted.endsWith('*');
    const fits = names.some((each) => (isPrefix ? each.startsWith(wanted.slice(0, -1)) : each === wanted));
    const length = isPrefix ? wanted.length - 1 : Infinity;
    if (fits && (!best || length > best.length)) best = { length, file };
  }
  return best?.file;
}

/** Time and size of the file and of the configuration beside it. */
function stampOf(file: string): string {
  const parts = [file, configBeside(file)].map((each) => fs.statSync(each, { throwIfNoEntry: false }));
  return parts.map((stat) => (stat ? `${stat.mtimeMs} ${stat.size}` : '-')).join(' ');
}

const configBeside = (file: string): string => path.join(path.dirname(file), 'tokenizer_config.json');

function readFile(file: string): Omit<Loaded, 'stamp'> {
  try {
    const { size } = fs.statSync(file);
    if (size > MOST_BYTES) throw new Error(`it has ${Math.round(size / 1e6)} MB, more than a tokenizer has`);
    const { tokenizer, differs } = readTokenizer(path.basename(file), readJson(file), configOf(file));
    if (differs === undefined) return { tokenizer };
    const problem = `The tokenizer file ${file} uses ${differs}, which is not done here as the original does it: its counts are estimates.`;
    return { tokenizer, problem };
  } catch (error) {
    const what = error instanceof Error ? sentenceOf(error) : String(error);
    return {
      problem: `The tokenizer file ${file} cannot be used: ${what}. Tokens are estimated without it; correct the file or the setting that names it.`,
    };
  }
}

function readJson(file: string): unknown {
  const text = fs.readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`it is no JSON (${error instanceof Error ? error.message : String(error)})`, { cause: error });
  }
}

function configOf(file: string): unknown {
  const beside = configBeside(file);
  return fs.existsSync(beside) ? readJson(beside) : {};
}

function sentenceOf(error: Error & { code?: unknown }): string {
  if (error.code === 'ENOENT') return 'there is no such file';
  if (error.code === 'EISDIR') return 'it is a folder';
  if (error.code === 'EACCES') return 'it may not be read';
  return error.message;
}

function counterOf(file: string, { tokenizer, problem }: Loaded, standIn: TokenCounter): TokenCounter {
  const source = { tokenizer: file, ...(problem === undefined ? {} : { problem }) };
  if (!tokenizer) return { ...standIn, source: { ...standIn.source, ...source } };
  const own = createWholeTextCounter(tokenizer, { exact: problem === undefined });
  // The library may throw on a text that its tables do not expect; the text is counted all the same.
  const either = <Answer>(answer: (counter: TokenCounter) => Answer): Answer => {
    try {
      return answer(own);
    } catch {
      return answer(standIn);
    }
  };
  return {
    source,
    count: (text) => either((counter) => counter.count(text)),
    countSpans: (text, ends) => either((counter) => counter.countSpans(text, ends)),
    tokenStarts: (text, every, first) => either((counter) => counter.tokenStarts(text, every, first)),
  };
}
