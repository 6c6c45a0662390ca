/** How far counts are from the usage that the corpus reports, by model: what docs/token-accuracy.md is made of. */
import { calibrate } from '../../src/core/tokens/calibrate';
import { callAnswer } from '../../src/node/callViews';
import { openTraceSet } from '../../src/node/traceSet';
import { lookupModel } from '../../src/core/tokens/catalogue';
import type { Call } from '../../src/core/trace/model';
import { corpusFiles, corpusPath } from './corpus';

export interface Measured {
  model: string;
  file: string;
  call: string;
  counted: number;
  reported: number;
  /** Of what is counted: by rule, besides the text. */
  framing: number;
  /** What the log lacks of the input: 'system', 'tools', 'messages', … */
  lacks: string[];
  /** Parts whose count is an estimate by rule: 'tools', 'image', … */
  holds: string[];
}

const INPUT = /^(system|tools|messages|params|toolChoice|responseFormat)/;

function lacksOf(call: Call): string[] {
  const paths = call.replayability.fields.map(({ path }) => INPUT.exec(path)?.[1]);
  return [...new Set(paths.filter((path) => path !== undefined))].sort();
}

function holdsOf(call: Call): string[] {
  const held = new Set<string>(call.tools.length > 0 ? ['tools'] : []);
  for (const message of call.messages) {
    for (const part of message.parts) if (part.type !== 'text') held.add(part.type);
  }
  if (call.responseFormat !== undefined) held.add('responseFormat');
  return [...held].sort();
}

function measure(call: Call, file: string): Measured | undefined {
  const reported = call.usage.input;
  // A count of an answer's embedding or of a failed call says nothing about ours.
  if (reported === undefined || reported === 0 || call.messages.length + (call.system?.length ?? 0) === 0) return undefined;
  const served = call.servedModel ?? '';
  const model = (lookupModel(served).known ? served : (call.requestedModel ?? served)) || '(no model named)';
  const { total, framing } = callAnswer(call).ledger;
  const counted = total.tokens;
  return { model, file, call: call.id, counted, reported, framing: framing.tokens, lacks: lacksOf(call), holds: holdsOf(call) };
}

/** Every call of the corpus that reports its input. */
export async function measureCorpus(): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const file of corpusFiles()) {
    const set = openTraceSet([corpusPath(file)]);
    try {
      await set.whenIndexed();
      for (const id of await set.callIds('')) {
        const one = measure((await set.call(id)).call, file);
        if (one) measured.push(one);
      }
    } catch {
      // What cannot be read is the smoke test's affair.
    } finally {
      set.close();
    }
  }
  return measured;
}

/** Files whose reported usage is not that of the text they hold. */
const MADE_UP: readonly [pattern: RegExp, reason: string][] = [
  [
    /(^vercel-ai-sdk\/aisdk|^otel-genai-otlp\/aisdk)/,
    'recorded against a stand-in: a call of seven words reports 1,188 tokens of input, 1,024 of them cached',
  ],
];
const isMadeUp = ({ file }: Measured): boolean => MADE_UP.some(([pattern]) => pattern.test(file));

const residualOf = ({ reported, counted }: Measured): number => reported - counted;
const shareOf = (one: Measured): number => residualOf(one) / one.reported;
const signed = (number: number): string => `${number > 0 ? '+' : number < 0 ? '−' : ''}${Math.abs(number)}`;
const percent = (share: number): string => `${signed(Math.round(share * 1000) / 10)} %`;

/** `+12 (+3.4 %)`, or a dash where there is no call. */
function residualText(one: Measured | undefined): string {
  return one ? `${signed(residualOf(one))} (${percent(shareOf(one))})` : '–';
}

function medianOf(calls: readonly Measured[]): Measured | undefined {
  return [...calls].sort((a, b) => shareOf(a) - shareOf(b))[Math.floor((calls.length - 1) / 2)];
}

const worstFirst = (calls: readonly Measured[]): Measured[] =>
  [...calls].sort((a, b) => Math.abs(shareOf(b)) - Math.abs(shareOf(a)) || a.file.localeCompare(b.file));

function modelRow(model: string, calls: readonly Measured[]): string {
  const { entry, known } = lookupModel(model);
  const complete = calls.filter(({ lacks }) => lacks.length === 0);
  const lacks = [...new Set(calls.flatMap((call) => call.lacks))].sort().join(', ') || 'nothing';
  const by = `${entry.tokenizer}${entry.tokenizerExact ? '' : ' stands in'}${known ? '' : ', model unknown'}`;
  const cells = [
    model,
    by,
    complete.length,
    residualText(medianOf(complete)),
    residualText(worstFirst(complete)[0]),
    calls.length - complete.length,
    residualText(medianOf(calls.filter((call) => !complete.includes(call)))),
    lacks,
  ];
  return `| ${cells.join(' | ')} |`;
}

function worstRow(one: Measured): string {
  const cells = [one.model, `${one.file}, ${one.call}`, one.reported, one.counted, residualText(one), one.holds.join(', ') || '–'];
  return `| ${cells.join(' | ')} |`;
}

/** What the complete calls of each model without a public tokenizer would calibrate it to; a call counts once. */
function calibrationRows(measured: readonly Measured[]): string[] {
  const byModel = new Map<string, Map<string, Measured>>();
  for (const one of measured) {
    const { entry, known } = lookupModel(one.model);
    if (!known || entry.tokenizerExact || one.lacks.length > 0) continue;
    const calls = byModel.get(entry.id) ?? new Map<string, Measured>();
    calls.set(`${one.counted} ${one.reported}`, one);
    byModel.set(entry.id, calls);
  }
  return [...byModel].sort().map(([model, calls]) => {
    const samples = [...calls.values()].map(({ counted, reported, framing }) => ({
      counted: counted - framing,
      reported: reported - framing,
    }));
    const found = calibrate(samples);
    const fit = found
      ? [found.factor.toFixed(2), Math.round(found.offset), `${Math.round(found.error * 100)} %`]
      : ['–', '–', 'too few calls, or no line through them'];
    return `| ${[model, lookupModel(model).entry.tokenizerError ?? '–', calls.size, ...fit].join(' | ')} |`;
  });
}

const HEAD = `# Token accuracy

Written by \`node scripts/tokenAccuracy.mjs\` from the logs of the corpus: what calls report as their input, beside what is counted for them.
A residual is reported − counted, in tokens and as a share of what was reported. Calls whose log lacks a part of the input are apart:
their residual is that part. The basis of a count says what to expect of it: \`exact\` is text of a public tokenizer; framing of tool
turns, tool definitions and images are estimates by the rules named below.

## Rules

| what | rule | source |
| --- | --- | --- |
| text | byte-pair encoding, the same as tiktoken's; where a tokenizer is not public o200k_base stands in | tests hold it to tiktoken |
| framing of messages | 3 and the role a message, 1 and the name where there is one, 3 for the reply | the cookbook of OpenAI; stands in for Claude; none for Gemini |
| tool definitions | as a TypeScript namespace | not published by any provider; known of OpenAI's models |
| tool turns of OpenAI's models | 3 a call, 10 more for calls in parallel, 5 a result | fitted to the calls below |
| tools of Claude | a system prompt of 346 tokens (3.5 Haiku and 3 Haiku 264, 3 Opus 530, 3 Sonnet 159) | Anthropic's page on tool use |
| images | tiles, patches, area or pages by model, of the size that the image's own bytes state, else of 1024 × 1024 | each provider's page on vision |

The numbers of Claude's tools and of the image rules were written down from memory, without reach of those pages: compare them.
`;

/** The page, the same for the same corpus. */
export function renderAccuracy(all: readonly Measured[]): string {
  const measured = all.filter((one) => !isMadeUp(one));
  const models = [...new Set(measured.map(({ model }) => model))].sort();
  const rows = models.map((model) => modelRow(model, measured.filter((one) => one.model === model)));
  const worst = worstFirst(measured.filter(({ lacks }) => lacks.length === 0)).slice(0, 15);
  const left = MADE_UP.map(([pattern, reason]) => {
    const files = new Set(all.filter(({ file }) => pattern.test(file)).map(({ file }) => file));
    return `- ${[...files].sort().join(', ')}: ${reason}.`;
  });
  return [
    HEAD,
    '## By model\n',
    '| model | counted by | complete calls | median residual | worst residual | calls that lack something | median residual of those | lacking |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '\n## Calibration\n',
    'Where a tokenizer is not public, its counts are estimates with a declared error. What the complete calls above would calibrate them to',
    '(`src/core/tokens/calibrate.ts`: the median slope of all pairs of calls, or the median ratio; three of four calls are within the error):\n',
    '| model | declared error | different calls | factor | offset | error |',
    '| --- | --- | --- | --- | --- | --- |',
    ...calibrationRows(measured),
    '\n## The worst complete calls\n',
    '| model | call | reported | counted | residual | holds |',
    '| --- | --- | --- | --- | --- | --- |',
    ...worst.map(worstRow),
    '\nA call that stands in several logs stands here as often. The calls of openllmetry hold their request as one JSON text, encrypted',
    'reasoning included, which is counted as it stands.',
    '\n## Left out\n',
    ...left,
    '',
  ].join('\n');
}
