/**
 * Finds every run that a section's text and a source have in common, both in canonical form, by the hashes of eight
 * characters: no literal has to be chosen beforehand, and a variable anywhere only ends a run. Linear in the source.
 */
import type { Canonical } from './canonical';

/** A run in common, in places of the canonical texts. */
export interface Match {
  section: number;
  source: number;
  length: number;
}

/** Characters of a seed. Runs are at least 12 characters of text, which leaves about this many letters. */
const SEED = 8;
const BASE = 0x01000193;
/** BASE ** SEED, modulo 2 ** 32. */
const LEAVING = Array.from({ length: SEED }).reduce<number>((power) => Math.imul(power, BASE), 1);
/** Of a seed that occurs again and again only so many places are tried. */
const MOST_PLACES = 16;
const MOST_MATCHES = 2_000;

export class SeedIndex {
  private readonly bits: Uint8Array;
  private readonly shift: number;
  private readonly first = new Map<number, number>();
  /** The next place of the same seed. */
  private readonly next: Int32Array;

  constructor(private readonly section: Canonical) {
    const sizeLog = Math.min(24, Math.max(14, Math.ceil(Math.log2(section.length * 16 + 1))));
    this.shift = 32 - sizeLog;
    this.bits = new Uint8Array(1 << sizeLog);
    this.next = new Int32Array(section.length).fill(-1);
    for (let at = section.length - SEED; at >= 0; at--) this.add(at);
  }

  matches(source: Canonical): Match[] {
    const { codes, length } = source;
    const { bits, shift } = this;
    const found: Match[] = [];
    let hash = 0;
    let from = 0;
    for (let end = 0; end < length; end++) {
      hash = (Math.imul(hash, BASE) + (codes[end] ?? 0)) | 0;
      if (end >= SEED) hash = (hash - Math.imul(codes[end - SEED] ?? 0, LEAVING)) | 0;
      const start = end - SEED + 1;
      if (start < from || bits[Math.imul(hash, 0x9e3779b1) >>> shift] === 0) continue;
      const match = this.longest(hash, source, start, found.at(-1));
      if (!match) continue;
      found.push(match);
      if (found.length >= MOST_MATCHES) break;
      from = match.source + match.length;
    }
    return found;
  }

  private add(at: number): void {
    const { codes } = this.section;
    let hash = 0;
    for (let i = at; i < at + SEED; i++) {
      if (codes[i] === 0) return;
      hash = (Math.imul(hash, BASE) + (codes[i] ?? 0)) | 0;
    }
    this.bits[Math.imul(hash, 0x9e3779b1) >>> this.shift] = 1;
    this.next[at] = this.first.get(hash) ?? -1;
    this.first.set(hash, at);
  }

  /** Of equally long ones that which goes on after the match before. */
  private longest(hash: number, source: Canonical, start: number, before: Match | undefined): Match | undefined {
    let best: Match | undefined;
    const expected = before ? before.section + before.length : 0;
    let place = this.first.get(hash) ?? -1;
    for (let tried = 0; place >= 0 && tried < MOST_PLACES; tried++, place = this.next[place] ?? -1) {
      const match = this.extend(place, source, start);
      if (!match || (best && match.length < best.length)) continue;
      const isNearer = best && Math.abs(match.section - expected) < Math.abs(best.section - expected);
      if (!best || match.length > best.length || isNearer) best = match;
    }
    return best;
  }

  private extend(place: number, source: Canonical, start: number): Match | undefined {
    const { codes: a, length: aLength } = this.section;
    const { codes: b, length: bLength } = source;
    let length = 0;
    while (place + length < aLength && start + length < bLength && a[place + length] === b[start + length]) {
      if (a[place + length] === 0) break;
      length++;
    }
    if (length < SEED) return undefined;
    let left = 0;
    while (place > left && start > left && a[place - left - 1] === b[start - left - 1] && a[place - left - 1] !== 0) {
      left++;
    }
    return { section: place - left, source: start - left, length: length + left };
  }
}
