/** How old a section's content is. Shows ages only: no section gives way for its age. */
import type { ResolvedSection, SectionLedger } from './assembly';

/** The oldest time in the section, an item's own before the section's; undefined where none is a valid time. */
export function freshnessOf({ section, body }: ResolvedSection, now: number): SectionLedger['freshness'] {
  const own = body.type === 'text' ? body.pieces.map((piece) => piece.asOf ?? section.asOf) : [section.asOf];
  let oldest: { asOf: string; time: number } | undefined;
  for (const asOf of own) {
    const time = asOf === undefined ? NaN : Date.parse(asOf);
    if (asOf !== undefined && Number.isFinite(time) && time < (oldest?.time ?? Infinity)) oldest = { asOf, time };
  }
  if (!oldest) return undefined;
  const ageMs = now - oldest.time;
  const { maxAgeMs } = section.freshness;
  const stale = maxAgeMs !== undefined && ageMs > maxAgeMs;
  return { asOf: oldest.asOf, ageMs, ...(maxAgeMs === undefined ? {} : { maxAgeMs }), stale };
}
