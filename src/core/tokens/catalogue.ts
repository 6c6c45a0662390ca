/** Looks models up by the names that documents and logs use, and prices usage. A price that is missing is unknown, never 0. */
import type { Money } from '../trace/model';
import { MODELS, UNKNOWN_MODEL } from './catalogueData';
import type { ModelEntry, ModelLookup, PricedUsage } from './catalogueModel';

/** '-2024-08-06', '-20241022', '@20240620', '-latest', '-preview-05-20', ':free', '-v1:0'. */
const SNAPSHOT =
  /^(?:[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|\d{3}|latest|preview|exp)(?:-\d{2}-\d{2,4}|-v\d+)?(?::[\w.]+)?|:[\w.]+)$/;

const byName = new Map<string, ModelEntry>();
for (const entry of MODELS) for (const name of [entry.id, ...entry.aliases]) byName.set(name, entry);

export function listModels(): ModelEntry[] {
  return [...MODELS];
}

/** 'model', 'provider/model', 'models/model', 'region.provider.model', each with or without a dated snapshot's suffix. */
export function lookupModel(name: string | undefined): ModelLookup {
  const wanted = name?.trim().toLowerCase();
  if (!wanted) return { entry: UNKNOWN_MODEL, known: false };
  const tail = wanted.slice(wanted.lastIndexOf('/') + 1);
  const fineTuned = /^ft:([^:]+)/.exec(tail)?.[1];
  const cloud = /^(?:[a-z]{2}\.)?anthropic\.(.+)$/.exec(tail)?.[1];
  for (const candidate of [wanted, tail, cloud, fineTuned]) {
    const entry = candidate === undefined ? undefined : findEntry(candidate);
    if (entry) return { entry: { ...entry, asked: wanted }, known: true };
  }
  return { entry: { ...UNKNOWN_MODEL, asked: wanted }, known: false };
}

function findEntry(name: string): ModelEntry | undefined {
  const exact = byName.get(name);
  if (exact) return exact;
  let best: string | undefined;
  for (const known of byName.keys()) {
    const isSnapshot = name.startsWith(known) && SNAPSHOT.test(name.slice(known.length));
    if (isSnapshot && known.length > (best?.length ?? 0)) best = known;
  }
  return best === undefined ? undefined : byName.get(best);
}

/** `cached` and `cacheWrite` are of the input; a cache price that is missing is the input's. */
export function priceUsage(entry: ModelEntry, usage: Parameters<PricedUsage>[0]): Money {
  const prices = entry.prices;
  if (!prices) return { basis: 'unknown' };
  const cached = usage.cached ?? 0;
  const written = usage.cacheWrite ?? 0;
  const plain = Math.max(0, usage.input - cached - written);
  const millionths =
    plain * prices.input +
    cached * (prices.cachedInput ?? prices.input) +
    written * (prices.cacheWrite ?? prices.input) +
    usage.output * prices.output;
  return { usd: millionths / 1e6, basis: 'priced', priceDate: prices.date, priceSource: prices.source };
}

const DAY_MS = 86_400_000;

/** Prices older than 60 days are said to be so. */
export function arePricesOld(date: string, now: number): boolean {
  const read = Date.parse(date);
  return Number.isFinite(read) && now - read > 60 * DAY_MS;
}
