/** Texts that were encoded whole, the newest of them: for short texts, and for tokenizers that may not be cut. */
import type { Tokenizer } from './count';
import { EncodedText } from './encodedText';

/** UTF-16 units of all texts that are remembered. */
const KEPT_UNITS = 16_000_000;
/** Besides, so that a million words do not fill the memory with what surrounds them. */
const KEPT_TEXTS = 50_000;

export class KeptTexts {
  private readonly known = new Map<string, EncodedText>();
  private units = 0;

  constructor(private readonly tokenizer: Tokenizer) {}

  encode(text: string): EncodedText {
    const known = this.known.get(text);
    if (known) return known;
    // A copy: a slice would keep the whole text that it is of alive.
    const own = ` ${text}`.slice(1);
    const tokens = own === '' ? 0 : this.tokenizer.countTokens(own);
    const encoded = new EncodedText(this.tokenizer, own, [own.length], [tokens]);
    this.remember(encoded);
    return encoded;
  }

  private remember(encoded: EncodedText): void {
    this.known.set(encoded.text, encoded);
    this.units += encoded.text.length;
    // The oldest go first; the newest stays whatever its length.
    for (const oldest of this.known.keys()) {
      const isFull = this.units > KEPT_UNITS || this.known.size > KEPT_TEXTS;
      if (!isFull || oldest === encoded.text) break;
      this.known.delete(oldest);
      this.units -= oldest.length;
    }
  }
}
