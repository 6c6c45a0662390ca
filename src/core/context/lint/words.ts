/** Words, shingles and their sketches: how alike two texts are, in time linear in their length. Pure arithmetic. */
import { memoText } from './textMemo';

const SHINGLE_WORDS = 5;
/** In scripts without spaces a shingle is a run of characters. */
const SHINGLE_CHARACTERS = 8;
const HASHES = 48;
export const BAND_ROWS = 4;

export interface Sketch {
  /** Different shingles, ascending. */
  shingles: Uint32Array;
  /** The least value of each of `HASHES` hash functions over the shingles. */
  least: Uint32Array;
}

export const sketchOf = memoText((text): Sketch => {
  const shingles = Uint32Array.from(new Set(shinglesOf(text))).sort();
  const least = new Uint32Array(HASHES).fill(0xffffffff);
  for (const shingle of shingles) {
    for (let index = 0; index < HASHES; index++) {
      const value = mix(shingle ^ Math.imul(index + 1, 0x9e3779b9));
      if (value < (least[index] ?? 0)) least[index] = value;
    }
  }
  return { shingles, least };
});

function shinglesOf(text: string): number[] {
  const units = wordsOf(text).map(hashText);
  const size = units.length * 20 < text.length ? SHINGLE_CHARACTERS : SHINGLE_WORDS;
  const hashes = size === SHINGLE_WORDS ? units : charactersOf(text);
  const shingles: number[] = [];
  for (let index = 0; index + size <= hashes.length; index++) {
    let hash = 0;
    for (let at = index; at < index + size; at++) hash = mix(hash ^ (hashes[at] ?? 0));
    shingles.push(hash);
  }
  return shingles;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function charactersOf(text: string): number[] {
  const codes: number[] = [];
  for (const character of text) if (character.trim() !== '') codes.push(character.codePointAt(0) ?? 0);
  return codes;
}

/** FNV-1a, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** Murmur3's finalizer: every bit of the input changes about half of the output. */
function mix(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const knownBands = new WeakMap<Sketch, string[]>();

/** The keys under which alike sketches meet: equal in one whole band of rows. */
export function bandsOf(sketch: Sketch): string[] {
  const known = knownBands.get(sketch);
  if (known) return known;
  const { least } = sketch;
  const bands: string[] = [];
  knownBands.set(sketch, bands);
  for (let start = 0; start < least.length; start += BAND_ROWS) {
    bands.push(`${start}:${least.subarray(start, start + BAND_ROWS).join(',')}`);
  }
  return bands;
}

/** Shared shingles among all, 0 to 1 (Jaccard). */
export function likeness(a: Sketch, b: Sketch): number {
  let shared = 0;
  let left = 0;
  let right = 0;
  while (left < a.shingles.length && right < b.shingles.length) {
    const one = a.shingles[left] ?? 0;
    const other = b.shingles[right] ?? 0;
    if (one === other) shared++;
    if (one <= other) left++;
    if (other <= one) right++;
  }
  const all = a.shingles.length + b.shingles.length - shared;
  return all === 0 ? 0 : shared / all;
}

/** Equal up to white space. */
export const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** An item without the tags that its template puts around it. */
export function bare(text: string): string {
  const trimmed = text.trim();
  const open = trimmed.startsWith('<') ? trimmed.slice(0, 300).indexOf('>') : -1;
  const close = trimmed.endsWith('>') ? trimmed.lastIndexOf('</') : -1;
  if (open < 0 || close <= open || trimmed.length - close > 100) return trimmed;
  return trimmed.slice(open + 1, close).trim();
}

/** The same as one line, to be compared word for word. */
export const flatBare = memoText((text) => flat(bare(text)));
