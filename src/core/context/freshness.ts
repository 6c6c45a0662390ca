/**
 * How old a section's content is, and whether it is still valid: older than the section allows, its source changed
 * since, or superseded by a newer item of the same source. All by the time that is given. Never drops anything;
 * contentSteps.ts does.
 */
import type { FreshnessRow, ResolvedSection } from './assembly';

/** When a source last changed, up to the time of the assembly. */
export interface SourceChange {
  /** Milliseconds since the epoch. */
  changedAt: number;
  /** The git commit that changed it; absent where the file's own time says so. */
  commit?: string;
}
export type SourceChanges = (source: string) => SourceChange | undefined;

export interface UnitFreshness {
  /** As written. */
  asOf: string;
  ageMs: number;
  isStale: boolean;
  change?: SourceChange;
  supersededBy?: { sectionId: string; unitId?: string };
}
/** Of a section: unit by unit, where its items have times and sources of their own; else of the whole. */
export interface SectionFreshness {
  units: ReadonlyMap<number, UnitFreshness>;
  whole?: UnitFreshness;
}

export interface FreshnessInput {
  sections: readonly ResolvedSection[];
  /** Milliseconds since the epoch. */
  now: number;
  sourceChanges?: SourceChanges | undefined;
}

/** The sources of what has a time of its own: whether they changed since is worth asking. */
export const sourcesOf = (sections: readonly ResolvedSection[]): string[] => [
  ...new Set(sections.flatMap(datedIn).flatMap(({ source }) => (source === undefined ? [] : [source]))),
];

interface Dated {
  section: number;
  unit?: number;
  asOf: string;
  time: number;
  source?: string;
}

export function freshnessOf(input: FreshnessInput): SectionFreshness[] {
  const dated = input.sections.flatMap(datedIn);
  const newest = newestBySource(dated, input.now);
  const rows = input.sections.map((): MutableFreshness => ({ units: new Map<number, UnitFreshness>() }));
  for (const each of dated) {
    const row = rows[each.section];
    const freshness = judge(each, input, newest);
    if (row && each.unit === undefined) row.whole = freshness;
    else if (row && each.unit !== undefined) row.units.set(each.unit, freshness);
  }
  return rows;
}

interface MutableFreshness {
  units: Map<number, UnitFreshness>;
  whole?: UnitFreshness;
}

function datedIn(resolved: ResolvedSection, section: number): Dated[] {
  const { section: own, body } = resolved;
  if (body.type === 'text' && isOfItems(resolved)) {
    return body.pieces.flatMap((piece, unit) => {
      const time = timeOf(piece.asOf ?? own.asOf);
      const source = piece.source ?? own.source;
      return time ? [{ section, unit, ...time, ...(source === undefined ? {} : { source }) }] : [];
    });
  }
  const time = body.type === 'unbound' ? undefined : timeOf(own.asOf);
  return time ? [{ section, ...time, ...(own.source === undefined ? {} : { source: own.source }) }] : [];
}

/** Items may go one by one; a plain text goes whole. */
export function isOfItems({ section, body }: ResolvedSection): boolean {
  const { type } = section.content;
  return body.type === 'text' && (type === 'items' || type === 'binding');
}

function timeOf(asOf: string | undefined): { asOf: string; time: number } | undefined {
  const time = asOf === undefined ? NaN : Date.parse(asOf);
  return asOf !== undefined && Number.isFinite(time) ? { asOf, time } : undefined;
}

/** What is of a later time than the assembly's supersedes nothing: it was not known then. */
function newestBySource(dated: readonly Dated[], now: number): ReadonlyMap<string, Dated> {
  const newest = new Map<string, Dated>();
  for (const each of dated) {
    if (each.source === undefined || each.time > now) continue;
    if (each.time > (newest.get(each.source)?.time ?? -Infinity)) newest.set(each.source, each);
  }
  return newest;
}

function judge(each: Dated, input: FreshnessInput, newest: ReadonlyMap<string, Dated>): UnitFreshness {
  const ageMs = input.now - each.time;
  const maxAgeMs = input.sections[each.section]?.section.freshness.maxAgeMs;
  const newer = each.source === undefined ? undefined : newest.get(each.source);
  const change = each.source === undefined ? undefined : input.sourceChanges?.(each.source);
  const isChanged = change !== undefined && change.changedAt > each.time && change.changedAt <= input.now;
  const isOlder = newer !== undefined && newer.time > each.time;
  return {
    asOf: each.asOf,
    ageMs,
    isStale: maxAgeMs !== undefined && ageMs > maxAgeMs,
    ...(isChanged ? { change } : {}),
    ...(isOlder ? { supersededBy: nameOf(newer, input.sections[newer.section]) } : {}),
  };
}

function nameOf({ unit }: Dated, resolved: ResolvedSection | undefined): { sectionId: string; unitId?: string } {
  const sectionId = resolved?.section.id ?? '';
  const piece = unit !== undefined && resolved?.body.type === 'text' ? resolved.body.pieces[unit] : undefined;
  return piece ? { sectionId, unitId: piece.id } : { sectionId };
}

export const supersedingName = ({ supersededBy }: UnitFreshness): string | undefined =>
  supersededBy && [supersededBy.sectionId, supersededBy.unitId].filter(Boolean).join(' / ');

/** The ledger's row: the oldest part's age, and the first part that is not valid. */
export function freshnessRow(
  resolved: ResolvedSection,
  { units, whole }: SectionFreshness,
  gone: ReadonlySet<number>,
): FreshnessRow | undefined {
  const all = whole ? [whole] : [...units].flatMap(([unit, each]) => (gone.has(unit) ? [] : [each]));
  const [first, ...others] = all.length > 0 ? all : units.values();
  if (!first) return undefined;
  const oldest = others.reduce((most, each) => (each.ageMs > most.ageMs ? each : most), first);
  const { maxAgeMs } = resolved.section.freshness;
  const changedAt = Math.max(...all.map(({ change }) => change?.changedAt ?? -Infinity));
  const supersededBy = all.map(supersedingName).find((name) => name !== undefined);
  const isInvalid = oldest.isStale || Number.isFinite(changedAt) || supersededBy !== undefined;
  const from = isInvalid ? refreshFrom(resolved, units, gone) : undefined;
  return {
    asOf: oldest.asOf,
    ageMs: oldest.ageMs,
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    stale: oldest.isStale,
    ...(Number.isFinite(changedAt) ? { changedAt: new Date(changedAt).toISOString() } : {}),
    ...(supersededBy === undefined ? {} : { supersededBy }),
    ...(from === undefined ? {} : { refreshFrom: from }),
  };
}

/** More sources are counted. */
const NAMED_SOURCES = 3;

function refreshFrom(
  { section, body }: ResolvedSection,
  units: ReadonlyMap<number, UnitFreshness>,
  gone: ReadonlySet<number>,
): string | undefined {
  const pieces = body.type === 'text' ? body.pieces : [];
  const isInvalid = (unit: number): boolean => {
    const each = units.get(unit);
    return !gone.has(unit) && each !== undefined && (each.isStale || !!each.change || !!each.supersededBy);
  };
  const own = pieces.flatMap(({ source }, unit) => (source !== undefined && isInvalid(unit) ? [source] : []));
  const sources = [...new Set(own.length > 0 ? own : section.source === undefined ? [] : [section.source])];
  if (sources.length > 0) {
    const more = sources.length - NAMED_SOURCES;
    return sources.slice(0, NAMED_SOURCES).join(', ') + (more > 0 ? ` and ${more} more` : '');
  }
  if (section.content.type === 'file') return section.content.path;
  if (section.content.type === 'binding') return section.content.from;
  const { strategy, query } = section.retrieval ?? {};
  if (strategy === undefined && query === undefined) return undefined;
  return `retrieval${strategy === undefined ? '' : ` (${strategy})`}${query === undefined ? '' : `: ${query}`}`;
}

const UNITS: readonly [name: string, ms: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** In the largest unit of which there are two, or the smallest. */
export function ageWords(ms: number): string {
  const [name, unit] = UNITS.find(([, each]) => ms >= 2 * each) ?? ['second', 1_000];
  const count = Math.floor(ms / unit);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
