/** Texts that are encoded whole, for tokenizers that may not be cut. Remembers what it encoded; never cuts. */
import { EncodedChunk } from './chunkCache';
import type { ChunkedText, Chunks } from './chunkedText';
import type { Tokenizer } from './count';

/** UTF-16 units of all texts that are remembered. */
const KEPT_UNITS = 16_000_000;

export class WholeTexts implements Chunks {
  private readonly known = new Map<string, ChunkedText>();
  private units = 0;

  constructor(private readonly tokenizer: Tokenizer) {}

  chunk(text: string): ChunkedText {
    const known = this.known.get(text);
    if (known) return known;
    const tokens = text === '' ? 0 : this.tokenizer.countTokens(text);
    const chunk = new EncodedChunk(this.tokenizer, text, tokens);
    const chunked = { text, ends: [text.length], chunks: [chunk], tokens };
    this.remember(chunked);
    return chunked;
  }

  private remember(chunked: ChunkedText): void {
    this.known.set(chunked.text, chunked);
    this.units += chunked.text.length;
    // The oldest go first; the newest stays whatever its length.
    for (const oldest of this.known.keys()) {
      if (this.units <= KEPT_UNITS || oldest === chunked.text) break;
      this.known.delete(oldest);
      this.units -= oldest.length;
    }
  }
}
