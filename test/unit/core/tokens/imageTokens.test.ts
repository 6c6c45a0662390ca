import assert from 'node:assert/strict';
import {
  CLAUDE_AREA,
  GEMINI_PAGES,
  imageCount,
  imageSize,
  OPENAI_TILES,
  openAiPatches,
} from '../../../../src/core/tokens/imageTokens';

const image = (bytes: number[] | string): { type: 'image'; data: string } => ({
  type: 'image',
  data: (typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes)).toString('base64'),
});
const big = (value: number): number[] => [value >> 8, value & 255];
const png = (width: number, height: number): { type: 'image'; data: string } =>
  image([0x89, ...Buffer.from('PNG\r\n\x1a\n\0\0\0\rIHDR'), 0, 0, ...big(width), 0, 0, ...big(height), 8, 6, 0, 0, 0]);

describe('image tokens', () => {
  it('finds the size in PNG, GIF, JPEG and WebP', () => {
    assert.deepEqual(imageSize(png(640, 300)), { width: 640, height: 300 });
    assert.deepEqual(imageSize(image([...Buffer.from('GIF89a'), 0x80, 2, 0x2c, 1, 0, 0])), { width: 640, height: 300 });
    const jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc0, 0, 11, 8, ...big(300), ...big(640), 1, 0, 0, 0];
    assert.deepEqual(imageSize(image(jpeg)), { width: 640, height: 300 });
    const webp = [...Buffer.from('RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0'), 0x7f, 2, 0, 0x2b, 1, 0];
    assert.deepEqual(imageSize(image(webp)), { width: 640, height: 300 });
  });

  it('finds it in a data: address, and none in what is no picture', () => {
    const { data } = png(1, 2);
    assert.deepEqual(imageSize({ type: 'image', url: `data:image/png;base64,${data}` }), { width: 1, height: 2 });
    assert.equal(imageSize({ type: 'image', url: 'https://example.com/a.png' }), undefined);
    assert.equal(imageSize(image('no picture at all')), undefined);
    assert.equal(imageSize({ type: 'image', data: '%%%' }), undefined);
  });

  it("counts by OpenAI's tiles: its own examples", () => {
    assert.equal(imageCount(png(1024, 1024), OPENAI_TILES).tokens, 765);
    assert.equal(imageCount(png(2048, 4096), OPENAI_TILES).tokens, 1105);
    assert.equal(imageCount({ ...png(4096, 8192), extra: { detail: 'low' } }, OPENAI_TILES).tokens, 85);
  });

  it("counts by patches, by Claude's area, by Gemini's pages", () => {
    assert.equal(imageCount(png(1024, 1024), openAiPatches(1)).tokens, 1024);
    assert.equal(imageCount(png(1000, 1000), CLAUDE_AREA).tokens, 1334);
    assert.equal(imageCount(png(384, 384), GEMINI_PAGES).tokens, 258);
    assert.equal(imageCount(png(1536, 768), GEMINI_PAGES).tokens, 516);
  });

  it('says that an image without its size may be twice as much', () => {
    assert.deepEqual(imageCount({ type: 'image' }, OPENAI_TILES), { tokens: 765, basis: 'estimate', error: 1 });
    assert.equal(imageCount(png(10, 10), OPENAI_TILES).error, 0.1);
  });
});
