/**
 * Remembers how many tokens short pieces are, by their very bytes. Fixed in size, so that it stays in the processor's
 * cache: a piece takes the place of another one.
 */

/** Bytes of the longest piece that is remembered. Reading one reads as many, so texts need that much room behind. */
export const LONGEST_KNOWN = 16;
/** 2^15 places of 32 bytes: a megabyte. */
const PLACE_BITS = 15;
/** The words of a place: four of bytes, then tokens × 256 + bytes; 0 there is a free place. */
const PLACE_WORDS = 8;
const SIZE_WORD = 4;

/** By size: the bits of a word that belong to a piece which starts at it. */
const MASKS = Int32Array.from({ length: LONGEST_KNOWN + 1 }, (_, size) => (size < 4 ? 2 ** (8 * size) - 1 : -1));
/** By size, for each further word: so many bytes of the piece are left there. */
const LEFT = [4, 8, 12].map((offset) =>
  Int32Array.from({ length: LONGEST_KNOWN + 1 }, (_, size) => MASKS[Math.max(0, size - offset)] ?? 0),
);
const [SECOND = MASKS, THIRD = MASKS, FOURTH = MASKS] = LEFT;

export class PieceCounts {
  private readonly places = new Int32Array(2 ** PLACE_BITS * PLACE_WORDS);
  private place = 0;

  /** 0 where it is not known; `keep` then remembers it. At most LONGEST_KNOWN bytes. */
  find(view: DataView, start: number, size: number): number {
    const first = view.getInt32(start, true) & (MASKS[size] ?? 0);
    const second = view.getInt32(start + 4, true) & (SECOND[size] ?? 0);
    const third = view.getInt32(start + 8, true) & (THIRD[size] ?? 0);
    const fourth = view.getInt32(start + 12, true) & (FOURTH[size] ?? 0);
    const mixed =
      Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b) ^ Math.imul(third ^ (fourth << 7), 0xc2b2ae35);
    const place = (Math.imul(mixed ^ (mixed >>> 15) ^ size, 0x2c1b3c6d) >>> (32 - PLACE_BITS)) * PLACE_WORDS;
    const { places } = this;
    const known = places[place + SIZE_WORD] ?? 0;
    if (
      (known & 0xff) === size &&
      places[place] === first &&
      places[place + 1] === second &&
      places[place + 2] === third &&
      places[place + 3] === fourth
    ) {
      return known >>> 8;
    }
    places[place] = first;
    places[place + 1] = second;
    places[place + 2] = third;
    places[place + 3] = fourth;
    places[place + SIZE_WORD] = size;
    this.place = place;
    return 0;
  }

  /** Of the piece that was asked for last and was not known. */
  keep(tokens: number): void {
    const word = this.place + SIZE_WORD;
    this.places[word] = tokens * 256 + ((this.places[word] ?? 0) & 0xff);
  }
}
