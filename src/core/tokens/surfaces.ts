/**
 * Where tokens start in a text, from what the tokens look like: libraries that give no offsets still get their tokens
 * attributed to spans. Lengths always add up to the text; where a token cannot be found it lies between its neighbours.
 */

/** How a tokenizer writes its tokens: one character a byte (GPT-2's alphabet), or as text with marks. */
export type SurfaceStyle = 'bytes' | 'text';

/** Characters within which the next token is looked for. */
const WINDOW = 64;
const BYTE_TOKEN = /^<0x[0-9A-Fa-f]{2}>$/;
/** ▁ stands for a space, ## and </w> for none. */
const MARKS = /^##|<\/w>$/g;

/** UTF-8 bytes of each token, in order; they sum to those of `text`. */
export function surfaceLengths(text: string, tokens: readonly string[], style: SurfaceStyle): number[] {
  const size = utf8Length(text, 0, text.length);
  const exact = style === 'bytes' ? byteLengths(tokens, size) : undefined;
  return exact ?? lengthsOf(startsByText(text, tokens), size);
}

/** Undefined where the tokens are not the text's very bytes, as after a normalizer; but for a space put before them. */
function byteLengths(tokens: readonly string[], size: number): number[] | undefined {
  const lengths = tokens.map((token) => token.length);
  const sum = lengths.reduce((all, length) => all + length, 0);
  const [first = 0] = lengths;
  if (sum === size) return lengths;
  if (sum !== size + 1 || !tokens[0]?.startsWith('Ġ')) return undefined;
  lengths[0] = first - 1;
  return lengths;
}

function lengthsOf(starts: readonly number[], size: number): number[] {
  return starts.map((start, index) => (starts[index + 1] ?? size) - start);
}

/** Bytes. The first is 0, each at least the one before; what was not found lies evenly between what was. */
function startsByText(text: string, tokens: readonly string[]): number[] {
  const folded = fold(text);
  const found: (number | undefined)[] = [];
  let cursor = 0;
  for (const token of tokens) {
    const surface = fold(surfaceOf(token)).text.trim();
    const at = surface === '' ? cursor : indexNear(folded.text, surface, cursor);
    found.push(at < 0 ? undefined : folded.bytes[at]);
    if (at >= 0) cursor = at + surface.length;
  }
  if (found.length > 0) found[0] = 0;
  return fillGaps(found, utf8Length(text, 0, text.length));
}

const surfaceOf = (token: string): string =>
  BYTE_TOKEN.test(token)
    ? String.fromCharCode(Number.parseInt(token.slice(3, 5), 16))
    : token.replace(MARKS, '').replaceAll('▁', ' ');

function indexNear(text: string, surface: string, from: number): number {
  const at = text.slice(from, from + WINDOW + surface.length).indexOf(surface);
  return at < 0 ? -1 : at + from;
}

function fillGaps(found: readonly (number | undefined)[], size: number): number[] {
  const starts: number[] = [];
  for (let index = 0; index < found.length;) {
    const known = found[index];
    if (known !== undefined) {
      starts.push(known);
      index++;
      continue;
    }
    let next = index;
    while (next < found.length && found[next] === undefined) next++;
    const [low, high] = [starts.at(-1) ?? 0, found[next] ?? size];
    for (let each = index; each < next; each++)
      starts.push(low + Math.round(((high - low) * (each - index + 1)) / (next - index + 1)));
    index = next;
  }
  return starts;
}

interface Folded {
  text: string;
  /** By unit of `text`: the byte of the original at which its character starts; then the end. */
  bytes: number[];
}

/** Without case, accents and compatibility forms, which normalizers take away. */
function fold(text: string): Folded {
  let folded = '';
  const bytes: number[] = [];
  let byte = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const plain =
      code < 0x80 ? character.toLowerCase() : character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    folded += plain;
    for (let index = 0; index < plain.length; index++) bytes.push(byte);
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  bytes.push(byte);
  return { text: folded, bytes };
}

/** Of the units from `from` to `to`; a pair counts where it starts, a lone surrogate as U+FFFD (3 bytes). */
export function utf8Length(text: string, from: number, to: number): number {
  let bytes = 0;
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code < 0xd800 || code > 0xdfff) bytes += 3;
    else if (isPair(text, index)) bytes += 4;
    else if (!isPair(text, index - 1)) bytes += 3;
  }
  return bytes;
}

/** Whether the character of two units starts at `index`. */
export function isPair(text: string, index: number): boolean {
  const high = text.charCodeAt(index);
  const low = text.charCodeAt(index + 1);
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}
