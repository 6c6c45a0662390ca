/** What a conversion of another program's prompt file gives, before it is a document. Types and small helpers only. */
import type { JsonObject, JsonValue } from '../../trace/model';
import type { DocumentPath } from '../model';
import type { SourceNode, Span } from '../yaml';

export interface Note {
  /** A sentence. */
  message: string;
  span?: Span;
}

export interface Converted {
  /** Absent where the file cannot be read; `problems` then says why. */
  value?: JsonObject;
  /** Where in the file the parts of the value stand. Offsets are UTF-16 units. */
  places: { path: DocumentPath; span: Span }[];
  kept: string[];
  /** What is not carried over, or not in its meaning. */
  lost: Note[];
  problems: Note[];
}

/** A section with the place that it comes from. */
export interface PlacedSection {
  value: JsonObject;
  span: Span;
}

export const placesOfSections = (sections: readonly PlacedSection[]): Converted['places'] =>
  sections.map(({ span }, index) => ({ path: ['sections', index], span }));

/** What has no place in a document stays in it under the format's own key. */
export function keptAside(key: string, aside: JsonObject): { value: JsonObject; lost: Note[] } {
  const names = Object.keys(aside);
  if (names.length === 0) return { value: {}, lost: [] };
  return { value: { [key]: aside }, lost: [{ message: `Kept under ${key} and not used: ${names.join(', ')}.` }] };
}

export const shifted = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

export const entrySpan = (node: SourceNode | undefined, key: string): Span | undefined => node?.entries?.get(key)?.node;

export const scalarText = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/** Ids for sections, the second of a name with its number. */
export class SectionIds {
  private readonly used = new Map<string, number>();

  next(name: string): string {
    const count = (this.used.get(name) ?? 0) + 1;
    this.used.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  }
}
