/** Counts chunks of text once and remembers them. Lengths of tokens are asked for only where they are needed. */
import type { Tokenizer } from './count';

/** At about 350 characters each, some 25 MB. */
const CACHED_CHUNKS = 30_000;
/** UTF-16 units of a chunk that is still worth remembering. */
const LONGEST_CACHED = 65_536;

export class EncodedChunk {
  private known: ArrayLike<number> | undefined;

  constructor(
    private readonly tokenizer: Tokenizer,
    private readonly text: string,
    readonly tokens: number,
  ) {}

  /** UTF-8 bytes of each token. */
  get lengths(): ArrayLike<number> {
    return (this.known ??= this.tokenizer.tokenLengths(this.text));
  }
}

export class ChunkCache {
  private readonly known = new Map<string, EncodedChunk>();

  constructor(private readonly tokenizer: Tokenizer) {}

  encode(chunk: string): EncodedChunk {
    const known = this.known.get(chunk);
    if (known) return known;
    // A copy: a slice would keep the whole document of that keystroke alive.
    const text = ` ${chunk}`.slice(1);
    const encoded = new EncodedChunk(this.tokenizer, text, this.tokenizer.countTokens(text));
    if (chunk.length <= LONGEST_CACHED) this.remember(text, encoded);
    return encoded;
  }

  private remember(chunk: string, encoded: EncodedChunk): void {
    if (this.known.size >= CACHED_CHUNKS) {
      // The oldest tenth goes: what of it is in use is soon encoded again.
      let surplus = CACHED_CHUNKS / 10;
      for (const key of this.known.keys()) {
        this.known.delete(key);
        if (--surplus === 0) break;
      }
    }
    this.known.set(chunk, encoded);
  }
}
