/** The options of `ctxdbg replay` as a plan request. Nothing here reads a file or sends anything. */
import * as path from 'node:path';
import type { ProviderName } from '../../core/replay/model';
import type { JsonObject, JsonValue } from '../../core/trace/model';
import type { PlanRequest, VariantRequest } from '../../protocol/runApi';
import { newRunPath } from '../../node/runStore';
import { UsageError, type CommandInput } from '../command';
import { amount, oneOf, splitPair, wholeNumber } from '../parseArguments';
import { textFilter } from './traceInput';

const PROVIDERS: readonly ProviderName[] = ['baseline', 'openai', 'recorded'];
const NOT_BUILT_PROVIDERS = ['anthropic', 'gemini'];
const NOT_BUILT_KEYS = ['off', 'set', 'window'];
const OPENAI_BASE_URL = 'https://api.openai.com/v1';
const OPENAI_ORIGIN = 'https://api.openai.com';
const DEADLINE_MS = 120_000;
const CONCURRENCY = 4;

export function planRequest(input: CommandInput, now: number): PlanRequest {
  if (input.operands.length === 0) throw new UsageError('ctxdbg replay needs a trace: ctxdbg replay PATH….');
  const provider = providerOf(input);
  const baseUrl = baseUrlOf(input, provider);
  const recordedFrom = recordedFromOf(input, provider);
  const callIds = callIdsOf(input);
  const filter = textFilter(input.one('where'));
  const out = input.one('out');
  if (input.has('resume') && out === undefined)
    throw new UsageError('--resume needs the run file to go on with: --out RUN.');
  if (callIds && filter !== '') throw new UsageError('--calls and --where exclude each other.');
  const maxCostUsd = amount(input, 'max-cost');
  const maxCalls = wholeNumber(input, 'max-calls');
  return {
    paths: input.operands.map((operand) => path.resolve(operand)),
    ...(callIds ? { callIds } : {}),
    ...(filter === '' ? {} : { filter }),
    variants: variantsOf(input),
    samples: wholeNumber(input, 'samples') ?? 1,
    provider,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(recordedFrom === undefined ? {} : { recordedFrom }),
    set: {},
    caps: { ...(maxCostUsd === undefined ? {} : { maxCostUsd }), ...(maxCalls === undefined ? {} : { maxCalls }) },
    concurrency: wholeNumber(input, 'concurrency') ?? CONCURRENCY,
    deadlineMs: DEADLINE_MS,
    out: path.resolve(out ?? newRunPath(process.cwd(), now, Math.random())),
    resume: input.has('resume'),
    now,
  };
}

function providerOf(input: CommandInput): ProviderName {
  const wanted = input.one('provider');
  if (wanted !== undefined && NOT_BUILT_PROVIDERS.includes(wanted)) {
    throw new UsageError(`--provider ${wanted} is not built yet. There are: ${PROVIDERS.join(', ')}.`);
  }
  return oneOf(input, 'provider', PROVIDERS) ?? 'openai';
}

function baseUrlOf(input: CommandInput, provider: ProviderName): string | undefined {
  const text = input.one('base-url');
  if (provider !== 'openai') {
    const odd = ['base-url', 'api-key-env'].find((name) => input.has(name));
    if (odd !== undefined) throw new UsageError(`--${odd} belongs to --provider openai; '${provider}' sends nothing.`);
    return undefined;
  }
  if (text === undefined) return OPENAI_BASE_URL;
  const isWeb = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isWeb) throw new UsageError(`--base-url needs an address such as http://127.0.0.1:8080/v1, not '${text}'.`);
  return text;
}

function recordedFromOf(input: CommandInput, provider: ProviderName): string | undefined {
  const from = input.one('recorded-from');
  if (provider === 'recorded') return path.resolve(from ?? input.operands[0] ?? '.');
  if (from !== undefined) throw new UsageError('--recorded-from belongs to --provider recorded.');
  return undefined;
}

function callIdsOf(input: CommandInput): string[] | undefined {
  const text = input.one('calls');
  if (text === undefined) return undefined;
  const ids = text
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);
  if (ids.length === 0) throw new UsageError('--calls needs ids with commas between them: --calls 9f2c…,41aa….');
  return [...new Set(ids)];
}

/** Every `--with` and `--variant`, in that order; one unchanged variant where there is none. */
function variantsOf(input: CommandInput): VariantRequest[] {
  const fromFiles = input.all('with').map((file) => ({ file: path.resolve(file) }));
  const variants: VariantRequest[] = [...fromFiles, ...input.all('variant').map(parseVariant)];
  const model = input.one('model');
  const all = variants.length > 0 ? variants : [{}];
  return model === undefined ? all : all.map((variant) => ({ model, ...variant }));
}

/** 'NAME: context=F; model=M; param=K=V', in which everything after the name may be left out. */
export function parseVariant(text: string): VariantRequest {
  const colon = text.indexOf(':');
  const name = (colon < 0 ? text : text.slice(0, colon)).trim();
  if (name === '' || (colon < 0 && name.includes('='))) {
    throw new UsageError(
      `--variant needs a name and a colon first: 'short: context=short.context.yaml', not '${text}'.`,
    );
  }
  const variant: VariantRequest = { name };
  const params: JsonObject = {};
  for (const clause of colon < 0 ? [] : text.slice(colon + 1).split(';')) {
    if (clause.trim() === '') continue;
    const [key, value] = splitPair(clause.trim(), `--variant '${name}'`);
    readClause(variant, params, key, value.trim());
  }
  return Object.keys(params).length === 0 ? variant : { ...variant, params };
}

function readClause(variant: VariantRequest, params: JsonObject, key: string, value: string): void {
  if (NOT_BUILT_KEYS.includes(key))
    throw new UsageError(`--variant: '${key}' is not built yet. There are: context, model, param.`);
  if (key === 'context') variant.file = path.resolve(value);
  else if (key === 'model') variant.model = value;
  else if (key === 'param') {
    const [name, text] = splitPair(value, '--variant: param');
    params[name] = jsonOrText(text);
  } else throw new UsageError(`--variant has no key '${key}'. There are: context, model, param.`);
}

function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/**
 * The key for the request's endpoint. OPENAI_API_KEY goes to OpenAI's own origin only; a key for another endpoint is
 * named by --api-key-env, so that no key is ever sent to a host that it was not meant for.
 */
export function apiKeyFor(input: CommandInput, request: PlanRequest, env: NodeJS.ProcessEnv): string | undefined {
  if (request.provider !== 'openai') return undefined;
  const name = input.one('api-key-env');
  if (name !== undefined) {
    const key = env[name];
    if (!key)
      throw new UsageError(
        `--api-key-env ${name}: this environment variable is not set. Set it, or leave the option out.`,
      );
    return key;
  }
  if (new URL(request.baseUrl ?? OPENAI_BASE_URL).origin !== OPENAI_ORIGIN) return undefined;
  const key = env['OPENAI_API_KEY'];
  if (key) return key;
  throw new UsageError(
    'There is no key for https://api.openai.com: set OPENAI_API_KEY, or name another variable with --api-key-env. --provider baseline needs none.',
  );
}
