/**
 * The built-in "retrieval check": answers with the sentences of the context that best match the query. It is no model;
 * an answer that it cannot find is one that the context hardly holds. Deterministic: equal body and options, equal
 * answer. Offline; sends nothing.
 */
import type { JsonObject, JsonValue } from '../trace/model';
import type { Provider, ProviderAnswer } from './model';
import { renderOpenAiChat } from './renderOpenAiChat';
import { contentWords, splitSentences } from './sentences';

export interface BaselineOptions {
  /** Sentences in an answer. Default 2. */
  sentences?: number;
  /** Varies choice and order among the best matches; the examples' recording server gives one per request. */
  seed?: number;
  /** For `usage`; absent = no usage. */
  countTokens?: (text: string) => number;
}

export const NOTHING_FOUND = 'The context holds no sentence that matches the question.';
const DEFAULT_SENTENCES = 2;

export function createBaselineProvider(options: BaselineOptions = {}): Provider {
  return {
    name: 'baseline',
    render: renderOpenAiChat,
    send: (request) => Promise.resolve({ ok: true, answer: baselineAnswer(request.body, options) }),
  };
}

/** `body` is a chat completions body. */
export function baselineAnswer(body: JsonObject, options: BaselineOptions = {}): ProviderAnswer {
  const messages = chatTexts(body);
  const { query, context } = splitQuery(messages);
  const text = bestSentences(query, context, options).join(' ') || NOTHING_FOUND;
  const { countTokens } = options;
  const input = countTokens && messages.reduce((sum, message) => sum + countTokens(message.text), 0);
  return {
    output: [{ type: 'text', text }],
    finishReason: 'stop',
    usage: countTokens && input !== undefined ? { input, output: countTokens(text) } : {},
    servedModel: 'baseline',
  };
}

interface ChatText {
  role: string;
  text: string;
}

function chatTexts(body: JsonObject): ChatText[] {
  const messages = Array.isArray(body['messages']) ? body['messages'] : [];
  return messages.flatMap((message) => {
    if (!isObject(message)) return [];
    return [
      {
        role: message['role'] === 'assistant' ? 'assistant' : message['role'] === 'user' ? 'user' : 'other',
        text: contentText(message['content'] ?? ''),
      },
    ];
  });
}

function contentText(content: JsonValue): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((part) => (isObject(part) && typeof part['text'] === 'string' ? [part['text']] : []))
    .join('\n');
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The question is the last line of the last user message; documents may stand before it in the same message. */
function splitQuery(messages: readonly ChatText[]): { query: string; context: string[] } {
  const last = messages.findLastIndex(({ role, text }) => role === 'user' && text.trim() !== '');
  const lines = (messages[last]?.text ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
  const at = Math.max(
    lines.findLastIndex((line) => line.trim().endsWith('?')),
    -1,
  );
  const query = lines[at === -1 ? lines.length - 1 : at] ?? '';
  const context = messages.flatMap(({ role, text }, index) => {
    if (role === 'assistant') return [];
    return index === last ? lines.filter((line) => line !== query) : [text];
  });
  return { query: query.replace(/^[A-Za-z]{1,20}:\s+/, ''), context };
}

interface Scored {
  sentence: string;
  index: number;
  score: number;
}

function bestSentences(query: string, context: readonly string[], options: BaselineOptions): string[] {
  const sentences = [...new Set(context.flatMap(splitSentences))].filter((sentence) => !sentence.endsWith('?'));
  const wanted = new Set(contentWords(query));
  const words = sentences.map((sentence) => new Set(contentWords(sentence)));
  const weight = rarity(wanted, words);
  const scored = sentences.map((sentence, index) => ({ sentence, index, score: score(words[index], weight) }));
  const best = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || a.index - b.index);
  return choose(best, options).map(({ sentence }) => sentence);
}

/** A word that stands in few sentences says more about them. */
function rarity(wanted: ReadonlySet<string>, sentences: readonly ReadonlySet<string>[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const word of wanted) {
    const holders = sentences.filter((words) => words.has(word)).length;
    weights.set(word, Math.log(1 + sentences.length / (1 + holders)));
  }
  return weights;
}

/** Shared words by their rarity; a long sentence needs more of them. */
function score(words: ReadonlySet<string> | undefined, weight: ReadonlyMap<string, number>): number {
  if (!words || words.size === 0) return 0;
  let sum = 0;
  for (const [word, value] of weight) if (words.has(word)) sum += value;
  return sum / Math.sqrt(8 + words.size);
}

/** Without a seed the best, in the context's order. With one, the best always, and some of the next, in some order. */
function choose(best: readonly Scored[], { sentences = DEFAULT_SENTENCES, seed }: BaselineOptions): Scored[] {
  if (seed === undefined) return best.slice(0, sentences).sort((a, b) => a.index - b.index);
  const random = mulberry32(seed);
  const [first, ...others] = best.slice(0, sentences + 2);
  if (!first) return [];
  const chosen = [first, ...shuffle(others, random).slice(0, sentences - 1)];
  return shuffle(chosen, random);
}

function shuffle<T>(values: readonly T[], random: () => number): T[] {
  const keyed = values.map((value) => ({ value, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}

/** A small seeded generator (Tommy Ettinger, public domain); numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
