/**
 * The tokens of a byte-pair encoding by their bytes, and the class of every character, from the binary table that
 * scripts/tokenTables.cjs builds. Finds a token by its bytes and their hash; never merges.
 */

/** Bits of a character's class. A letter may stand in upper-case runs, lower-case runs, or (BOTH) in either. */
export const UPPER = 1;
export const LOWER = 2;
export const BOTH = 4;
export const MARK = 8;
export const NUMBER = 16;
/** White space but for CR and LF. */
export const SPACE = 32;
export const NEWLINE = 64;
export const OTHER = 128;

const MAGIC = 0x31425443;
const HEADER_WORDS = 4;
const CODE_POINTS = 0x110000;

/** Hashes are polynomials in this modulo 2^32, so that a part's hash follows from those of two beginnings. */
export const HASH_BASE = 0x01000193;
/** Spreads a hash over the slots by its highest bits (the golden ratio). */
const SPREAD = 0x9e3779b1;
/** 2^19 slots for 200,000 tokens. */
const SLOT_BITS = 19;

export interface Vocabulary {
  /** In UTF-8 bytes, by rank. */
  lengths: Uint8Array;
  longest: number;
  /** By code point. */
  classes: Uint8Array;
  /** Rank of the token of two bytes, by `first * 256 + second`; -1 where there is none. */
  pairs: Int32Array;
  /** The rank of bytes `start` to `end`, of which `hash` is the hash; -1 where they are no token. */
  rankOf(bytes: Uint8Array, start: number, end: number, hash: number): number;
}

/** Throws where `table` is no such table. */
export function readVocabulary(table: Uint8Array): Vocabulary {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const word = (index: number): number => view.getUint32(index * 4, true);
  if (table.length < HEADER_WORDS * 4 || word(0) !== MAGIC) throw new Error('not a token table');
  const [tokens, size, runs] = [word(1), word(2), word(3)];
  const lengthsAt = (HEADER_WORDS + runs) * 4;
  const lengths = table.subarray(lengthsAt, lengthsAt + tokens);
  const bytes = table.subarray(lengthsAt + tokens, lengthsAt + tokens + size);
  if (lengths.length !== tokens || bytes.length !== size) throw new Error('a token table that is cut off');
  const classes = readClasses(runs, (index) => word(HEADER_WORDS + index));
  return { classes, ...indexTokens(lengths, bytes) };
}

/** From runs of one class: the first code point, with the class in the highest byte. */
function readClasses(runs: number, run: (index: number) => number): Uint8Array {
  const classes = new Uint8Array(CODE_POINTS);
  for (let index = 0; index < runs; index++) {
    const end = index + 1 < runs ? run(index + 1) & 0xffffff : CODE_POINTS;
    classes.fill(run(index) >>> 24, run(index) & 0xffffff, end);
  }
  return classes;
}

function indexTokens(lengths: Uint8Array, tokenBytes: Uint8Array): Omit<Vocabulary, 'classes'> {
  const mask = 2 ** SLOT_BITS - 1;
  // A slot is the hash, and the rank + 1; 0 is a free slot.
  const slots = new Int32Array(2 ** (SLOT_BITS + 1));
  const offsets = new Int32Array(lengths.length);
  const pairs = new Int32Array(65536).fill(-1);
  let offset = 0;
  let longest = 0;
  for (let rank = 0; rank < lengths.length; rank++) {
    const end = offset + (lengths[rank] ?? 0);
    let hash = 0;
    for (let index = offset; index < end; index++) hash = Math.imul(hash, HASH_BASE) + (tokenBytes[index] ?? 0) + 1;
    hash |= 0;
    let slot = Math.imul(hash, SPREAD) >>> (32 - SLOT_BITS);
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
    slots[slot * 2] = hash;
    slots[slot * 2 + 1] = rank + 1;
    offsets[rank] = offset;
    if (end - offset === 2) pairs[(tokenBytes[offset] ?? 0) * 256 + (tokenBytes[offset + 1] ?? 0)] = rank;
    if (end - offset > longest) longest = end - offset;
    offset = end;
  }
  const isToken = (rank: number, bytes: Uint8Array, start: number, end: number): boolean => {
    if (lengths[rank] !== end - start) return false;
    let at = offsets[rank] ?? 0;
    for (let index = start; index < end; index++, at++) if (tokenBytes[at] !== bytes[index]) return false;
    return true;
  };
  const rankOf = (bytes: Uint8Array, start: number, end: number, hash: number): number => {
    let slot = Math.imul(hash, SPREAD) >>> (32 - SLOT_BITS);
    for (;;) {
      const rank = (slots[slot * 2 + 1] ?? 0) - 1;
      if (rank < 0) return -1;
      if (slots[slot * 2] === hash && isToken(rank, bytes, start, end)) return rank;
      slot = (slot + 1) & mask;
    }
  };
  return { lengths, longest, pairs, rankOf };
}
