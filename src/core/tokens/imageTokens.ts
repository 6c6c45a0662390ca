/**
 * Tokens of an image by its provider's published rule, from its size where the log holds its bytes. Reads the headers
 * of PNG, JPEG, GIF and WebP; never decodes a picture.
 */
import type { JsonValue, Part } from '../trace/model';
import type { Count } from './count';

/**
 * tiles: `base` and so many `tile` for each 512-pixel square, after fitting into 2048 and the short side into 768.
 * patches: one for each 32-pixel square, at most 1536, times `factor`. area: width × height / 750, after fitting the
 * long side into 1568. pages: 258 up to 384 pixels a side, else 258 for each square of 768.
 */
export type ImageRule =
  | { kind: 'tiles'; base: number; tile: number; source: string }
  | { kind: 'patches'; factor: number; source: string }
  | { kind: 'area'; source: string }
  | { kind: 'pages'; source: string };

const OPENAI = 'OpenAI, "Images and vision: calculating costs", https://platform.openai.com/docs/guides/images-vision';
export const OPENAI_TILES: ImageRule = { kind: 'tiles', base: 85, tile: 170, source: OPENAI };
export const OPENAI_MINI_TILES: ImageRule = { kind: 'tiles', base: 2833, tile: 5667, source: OPENAI };
export const OPENAI_GPT5_TILES: ImageRule = { kind: 'tiles', base: 70, tile: 140, source: OPENAI };
export const OPENAI_O_TILES: ImageRule = { kind: 'tiles', base: 75, tile: 150, source: OPENAI };
export const openAiPatches = (factor: number): ImageRule => ({ kind: 'patches', factor, source: OPENAI });
export const CLAUDE_AREA: ImageRule = {
  kind: 'area',
  source: 'Anthropic, "Vision: calculate image costs", https://docs.anthropic.com/en/docs/build-with-claude/vision',
};
export const GEMINI_PAGES: ImageRule = {
  kind: 'pages',
  source: 'Google, "Understand and count tokens", https://ai.google.dev/gemini-api/docs/tokens',
};

/** Where the size is not known, an image of 1024 × 1024 stands in. */
const STAND_IN: Size = { width: 1024, height: 1024 };
type ImagePart = Extract<Part, { type: 'image' | 'audio' | 'file' }>;
export interface Size {
  width: number;
  height: number;
}

export function imageCount(part: ImagePart, rule: ImageRule): Count {
  const isLow = isLowDetail(part.extra);
  if (isLow && rule.kind === 'tiles') return { tokens: rule.base, basis: 'estimate', error: 0.05 };
  const size = imageSize(part);
  return { tokens: tokensOf(size ?? STAND_IN, rule), basis: 'estimate', error: size ? 0.1 : 1 };
}

function isLowDetail(extra: { [key: string]: JsonValue } | undefined): boolean {
  const image = extra?.['image_url'];
  const nested = typeof image === 'object' && image !== null && !Array.isArray(image) ? image['detail'] : undefined;
  return (extra?.['detail'] ?? nested) === 'low';
}

function tokensOf(size: Size, rule: ImageRule): number {
  const { width, height } = size;
  const squares = (each: Size, side: number): number => Math.ceil(each.width / side) * Math.ceil(each.height / side);
  switch (rule.kind) {
    case 'tiles': {
      const fitted = scale(size, Math.min(1, 2048 / Math.max(width, height)));
      const short = scale(fitted, Math.min(1, 768 / Math.min(fitted.width, fitted.height)));
      return rule.base + rule.tile * squares(short, 512);
    }
    case 'patches':
      return Math.ceil(Math.min(1536, squares(size, 32)) * rule.factor);
    case 'area': {
      const fitted = scale(size, Math.min(1, 1568 / Math.max(width, height)));
      return Math.min(1600, Math.ceil((fitted.width * fitted.height) / 750));
    }
    case 'pages':
      return 258 * (Math.max(width, height) <= 384 ? 1 : squares(size, 768));
  }
}

const scale = ({ width, height }: Size, by: number): Size => ({
  width: Math.max(1, Math.round(width * by)),
  height: Math.max(1, Math.round(height * by)),
});

/** Undefined where the log holds no bytes, or those of another kind. */
export function imageSize(part: ImagePart): Size | undefined {
  const inUrl = /^data:[^,]*;base64,(.*)$/s.exec(part.url ?? '')?.[1];
  const bytes = headOf(part.data ?? inUrl ?? '');
  const size = pngSize(bytes) ?? gifSize(bytes) ?? webpSize(bytes) ?? jpegSize(bytes);
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}

/** Characters of base64 that are read: a photograph's own preview may stand before its size. */
const HEAD = 131_072;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function headOf(base64: string): Uint8Array {
  const text = base64.slice(0, HEAD).replace(/^data:[^,]*,/, '');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) break;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >> held) & 0xff;
  }
  return bytes.subarray(0, at);
}

const big = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
const little = (bytes: Uint8Array, at: number): number => (bytes[at + 1] ?? 0) * 256 + (bytes[at] ?? 0);
function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

function pngSize(bytes: Uint8Array): Size | undefined {
  if (!startsWith(bytes, '\x89PNG')) return undefined;
  return { width: big(bytes, 16) * 65536 + big(bytes, 18), height: big(bytes, 20) * 65536 + big(bytes, 22) };
}

function gifSize(bytes: Uint8Array): Size | undefined {
  return startsWith(bytes, 'GIF8') ? { width: little(bytes, 6), height: little(bytes, 8) } : undefined;
}

function webpSize(bytes: Uint8Array): Size | undefined {
  if (!startsWith(bytes, 'RIFF') || !startsWith(bytes, 'WEBP', 8)) return undefined;
  if (startsWith(bytes, 'VP8X', 12)) return { width: little(bytes, 24) + 1, height: little(bytes, 27) + 1 };
  if (startsWith(bytes, 'VP8L', 12)) {
    const [low, high] = [little(bytes, 21), little(bytes, 23)];
    return { width: (low & 0x3fff) + 1, height: ((low >> 14) | ((high & 0xfff) << 2)) + 1 };
  }
  return { width: little(bytes, 26) & 0x3fff, height: little(bytes, 28) & 0x3fff };
}

/** Walks the segments up to a start of frame. */
function jpegSize(bytes: Uint8Array): Size | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  for (let at = 2; at + 9 < bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return undefined;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: big(bytes, at + 7), height: big(bytes, at + 5) };
    at += 2 + big(bytes, at + 2);
  }
  return undefined;
}
