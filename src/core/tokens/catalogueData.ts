/**
 * The models that are known: windows, tokenizers and prices as data, each with its date and source. US dollars per
 * million tokens. Claude's and Gemini's tokenizers are not public: o200k_base stands in, with a declared
 * (not measured) error.
 */
import type { ModelEntry, Prices } from './catalogueModel';
import { claudeFraming, GEMINI_FRAMING, OPENAI_FRAMING, STAND_IN_FRAMING } from './framing';
import { OPENAI_GPT5_TILES, OPENAI_MINI_TILES, OPENAI_O_TILES, openAiPatches, type ImageRule } from './imageTokens';

type Row = [
  id: string,
  window: number,
  maxOutput: number,
  prices?: [input: number, output: number, cachedInput?: number, cacheWrite?: number],
  aliases?: string[],
];

const OPENAI_PRICES = 'written down from memory; compare with https://openai.com/api/pricing';
const ANTHROPIC_PRICES = 'written down from memory; compare with https://www.anthropic.com/pricing';
const GEMINI_PRICES = 'written down from memory; compare with https://ai.google.dev/gemini-api/docs/pricing';
const OPENAI_MODELS = 'https://platform.openai.com/docs/models';
/** The day as of which the prices below are believed to hold. They were written down without reach of those pages. */
const PRICE_DATE = '2025-10-01';

const OPENAI_O200K: Row[] = [
  ['gpt-5.1', 400_000, 128_000, [1.25, 10, 0.125], ['gpt-5.1-chat-latest', 'gpt-5.1-codex']],
  ['gpt-5', 400_000, 128_000, [1.25, 10, 0.125], ['gpt-5-chat-latest', 'gpt-5-codex']],
  ['gpt-5-mini', 400_000, 128_000, [0.25, 2, 0.025]],
  ['gpt-5-nano', 400_000, 128_000, [0.05, 0.4, 0.005]],
  ['gpt-5-pro', 400_000, 272_000, [15, 120]],
  ['gpt-4.1', 1_047_576, 32_768, [2, 8, 0.5]],
  ['gpt-4.1-mini', 1_047_576, 32_768, [0.4, 1.6, 0.1]],
  ['gpt-4.1-nano', 1_047_576, 32_768, [0.1, 0.4, 0.025]],
  ['gpt-4o', 128_000, 16_384, [2.5, 10, 1.25], ['chatgpt-4o-latest', 'gpt-4o-latest']],
  ['gpt-4o-mini', 128_000, 16_384, [0.15, 0.6, 0.075]],
  ['gpt-4o-audio-preview', 128_000, 16_384, [2.5, 10]],
  ['gpt-4o-search-preview', 128_000, 16_384, [2.5, 10]],
  ['o1', 200_000, 100_000, [15, 60, 7.5], ['o1-preview']],
  ['o1-mini', 128_000, 65_536, [1.1, 4.4, 0.55]],
  ['o3', 200_000, 100_000, [2, 8, 0.5]],
  ['o3-pro', 200_000, 100_000, [20, 80]],
  ['o3-mini', 200_000, 100_000, [1.1, 4.4, 0.55]],
  ['o4-mini', 200_000, 100_000, [1.1, 4.4, 0.275]],
];

const OPENAI_CL100K: Row[] = [
  ['gpt-4-turbo', 128_000, 4_096, [10, 30], ['gpt-4-turbo-preview', 'gpt-4-1106-preview', 'gpt-4-0125-preview']],
  ['gpt-4', 8_192, 8_192, [30, 60], ['gpt-4-0613', 'gpt-4-0314']],
  ['gpt-3.5-turbo', 16_385, 4_096, [0.5, 1.5], ['gpt-3.5-turbo-0125', 'gpt-3.5-turbo-1106', 'gpt-35-turbo']],
];

const ANTHROPIC: Row[] = [
  ['claude-opus-4-5', 200_000, 64_000, [5, 25, 0.5, 6.25], ['claude-opus-4.5']],
  ['claude-opus-4-1', 200_000, 32_000, [15, 75, 1.5, 18.75], ['claude-opus-4.1']],
  ['claude-opus-4', 200_000, 32_000, [15, 75, 1.5, 18.75], ['claude-opus-4-0']],
  ['claude-sonnet-4-5', 200_000, 64_000, [3, 15, 0.3, 3.75], ['claude-sonnet-4.5']],
  ['claude-sonnet-4', 200_000, 64_000, [3, 15, 0.3, 3.75], ['claude-sonnet-4-0']],
  ['claude-haiku-4-5', 200_000, 64_000, [1, 5, 0.1, 1.25], ['claude-haiku-4.5']],
  ['claude-3-7-sonnet', 200_000, 64_000, [3, 15, 0.3, 3.75], ['claude-3.7-sonnet']],
  ['claude-3-5-sonnet', 200_000, 8_192, [3, 15, 0.3, 3.75], ['claude-3.5-sonnet']],
  ['claude-3-5-haiku', 200_000, 8_192, [0.8, 4, 0.08, 1], ['claude-3.5-haiku']],
  ['claude-3-opus', 200_000, 4_096, [15, 75, 1.5, 18.75]],
  ['claude-3-sonnet', 200_000, 4_096, [3, 15]],
  ['claude-3-haiku', 200_000, 4_096, [0.25, 1.25, 0.03, 0.3]],
];

/** Prices up to 200,000 input tokens where longer inputs cost more. */
const GEMINI: Row[] = [
  ['gemini-2.5-pro', 1_048_576, 65_536, [1.25, 10, 0.125]],
  ['gemini-2.5-flash', 1_048_576, 65_536, [0.3, 2.5, 0.03]],
  ['gemini-2.5-flash-lite', 1_048_576, 65_536, [0.1, 0.4, 0.01]],
  ['gemini-2.0-flash', 1_048_576, 8_192, [0.1, 0.4, 0.025]],
  ['gemini-2.0-flash-lite', 1_048_576, 8_192, [0.075, 0.3]],
  ['gemini-1.5-pro', 2_097_152, 8_192],
  ['gemini-1.5-flash', 1_048_576, 8_192],
];

type Common = Pick<ModelEntry, 'provider' | 'tokenizer' | 'tokenizerExact' | 'tokenizerError' | 'framing' | 'source'>;

function entries(rows: Row[], common: Common, priceSource: string): ModelEntry[] {
  return rows.map(([id, window, maxOutput, prices, aliases]) => ({
    id,
    aliases: aliases ?? [],
    window,
    maxOutput,
    ...common,
    ...(prices ? { prices: pricesOf(prices, priceSource) } : {}),
  }));
}

function pricesOf([input, output, cachedInput, cacheWrite]: NonNullable<Row[3]>, source: string): Prices {
  return {
    input,
    output,
    ...(cachedInput === undefined ? {} : { cachedInput }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    date: PRICE_DATE,
    source,
  };
}

const openAi = { provider: 'openai', tokenizerExact: true, framing: OPENAI_FRAMING, source: OPENAI_MODELS } as const;
const standIn = { tokenizer: 'o200k_base', tokenizerExact: false, framing: STAND_IN_FRAMING } as const;

export const UNKNOWN_MODEL: ModelEntry = {
  id: 'unknown',
  provider: 'unknown',
  aliases: [],
  ...standIn,
  tokenizerError: 0.2,
  source: 'not in the catalogue; counted with o200k_base',
};

/** The model of the examples: it exists in the loopback server only, and costs nothing that could be known. */
const EXAMPLE_MODEL: ModelEntry = {
  id: 'example-model',
  provider: 'example',
  aliases: [],
  window: 8_000,
  maxOutput: 1_024,
  tokenizer: 'o200k_base',
  tokenizerExact: true,
  framing: OPENAI_FRAMING,
  source: 'the examples of Context Debugger',
};

/** Of the models of OpenAI that have another rule than gpt-4o. */
const IMAGE_RULES = new Map<string, ImageRule>([
  ['gpt-4o-mini', OPENAI_MINI_TILES],
  ['gpt-5', OPENAI_GPT5_TILES],
  ['gpt-5.1', OPENAI_GPT5_TILES],
  ['gpt-5-mini', openAiPatches(1.62)],
  ['gpt-5-nano', openAiPatches(2.46)],
  ['gpt-4.1-mini', openAiPatches(1.62)],
  ['gpt-4.1-nano', openAiPatches(2.46)],
  ['o4-mini', openAiPatches(1.72)],
  ['o1', OPENAI_O_TILES],
  ['o3', OPENAI_O_TILES],
]);

/** Tokens of the system prompt that goes with tools, where the model is left to choose. */
const TOOLS_PROMPTS = new Map([
  ['claude-3-5-haiku', 264],
  ['claude-3-opus', 530],
  ['claude-3-sonnet', 159],
  ['claude-3-haiku', 264],
]);

function withImageRule(entry: ModelEntry): ModelEntry {
  const image = IMAGE_RULES.get(entry.id);
  return image ? { ...entry, framing: { ...entry.framing, image } } : entry;
}

const withToolsPrompt = (entry: ModelEntry): ModelEntry => ({
  ...entry,
  framing: claudeFraming(TOOLS_PROMPTS.get(entry.id) ?? 346),
});

export const MODELS: readonly ModelEntry[] = [
  ...entries(OPENAI_O200K, { ...openAi, tokenizer: 'o200k_base' }, OPENAI_PRICES).map(withImageRule),
  ...entries(OPENAI_CL100K, { ...openAi, tokenizer: 'cl100k_base' }, OPENAI_PRICES),
  ...entries(
    ANTHROPIC,
    {
      ...standIn,
      provider: 'anthropic',
      tokenizerError: 0.25,
      source: 'https://docs.anthropic.com/en/docs/about-claude/models',
    },
    ANTHROPIC_PRICES,
  ).map(withToolsPrompt),
  ...entries(
    GEMINI,
    {
      ...standIn,
      framing: GEMINI_FRAMING,
      provider: 'gemini',
      tokenizerError: 0.2,
      source: 'https://ai.google.dev/gemini-api/docs/models',
    },
    GEMINI_PRICES,
  ),
  EXAMPLE_MODEL,
];
