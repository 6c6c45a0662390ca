// Turns tiktoken's rank tables into the binary tables that src/core/tokens/bpe/vocabulary.ts reads: dist/tokenizers/*.bin.
// Which characters are letters, digits and spaces is asked of tiktoken's own regular expressions, so that neither
// build nor run depends on the Unicode version of a JavaScript engine.
const fs = require('node:fs');
const path = require('node:path');

const NAMES = ['o200k_base', 'cl100k_base'];
const MAGIC = 0x31425443;
/** The bits of src/core/tokens/bpe/vocabulary.ts; what no pattern takes is OTHER. */
const CLASSES = [
  [1, '[\\p{Lu}\\p{Lt}]'],
  [2, '\\p{Ll}'],
  [4, '[\\p{Lm}\\p{Lo}]'],
  [8, '\\p{M}'],
  [16, '\\p{N}'],
  [32, '[^\\S\\r\\n]'],
  [64, '[\\r\\n]'],
];
const OTHER = 128;
const LAST_CODE_POINT = 0x10ffff;

/** An encoder of single bytes: what its pattern does not match it leaves out. */
function matcherOf(Tiktoken, pattern) {
  const bytes = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte]).toString('base64'));
  return new Tiktoken(`! 0 ${bytes.join(' ')}`, {}, pattern);
}

/** The class of every code point, by asking for all of them at once. */
function classesOf(Tiktoken) {
  const classes = new Uint8Array(LAST_CODE_POINT + 1).fill(OTHER);
  for (const [bit, pattern] of CLASSES) {
    const matcher = matcherOf(Tiktoken, pattern);
    for (let block = 0; block <= LAST_CODE_POINT; block += 0x8000) {
      if (block === 0xd800 - (0xd800 % 0x8000)) {
        mark(classes, bit, matcher, [block, 0xd800]);
        mark(classes, bit, matcher, [0xe000, 0x10000]);
      } else mark(classes, bit, matcher, [block, block + 0x8000]);
    }
    matcher.free();
  }
  return classes;
}

function mark(classes, bit, matcher, [from, to]) {
  let text = '';
  for (let code = from; code < to; code++) text += String.fromCodePoint(code);
  const matched = Buffer.from(matcher.encode_ordinary(text)).toString('utf8');
  for (const character of matched) {
    const code = character.codePointAt(0);
    if (classes[code] !== OTHER) throw new Error(`U+${code.toString(16)} is in two classes`);
    classes[code] = bit;
  }
}

/** Runs of one class: the first code point, with the class in the highest byte. */
function runsOf(classes) {
  const runs = [];
  classes.forEach((bit, code) => {
    if (code === 0 || classes[code - 1] !== bit) runs.push(bit * 2 ** 24 + code);
  });
  return runs;
}

/** By rank. The tables have one run of ranks from 0. */
function tokensOf(name) {
  const lines = require(`tiktoken/encoders/${name}.json`).bpe_ranks.trim().split('\n');
  const [bang, first, ...tokens] = lines[0].split(' ');
  if (lines.length !== 1 || bang !== '!' || first !== '0') throw new Error(`${name}: ranks are not one run from 0`);
  return tokens.map((token) => Buffer.from(token, 'base64'));
}

/** Header of four 32-bit words (magic, tokens, their bytes, runs), then runs, lengths and bytes; little-endian. */
function tableOf(tokens, runs) {
  const bytes = Buffer.concat(tokens);
  const words = new Uint32Array([MAGIC, tokens.length, bytes.length, runs.length, ...runs]);
  return Buffer.concat([Buffer.from(words.buffer), Buffer.from(tokens.map((token) => token.length)), bytes]);
}

function isCurrent(target, sources) {
  if (!fs.existsSync(target)) return false;
  const builtTime = fs.statSync(target).mtimeMs;
  return sources.every((source) => fs.statSync(source).mtimeMs < builtTime);
}

/** Writes what is older than this script or tiktoken. @returns the files below root, written or not */
function buildTokenTables(root) {
  const files = NAMES.map((name) => `dist/tokenizers/${name}.bin`);
  const sources = [
    path.join(__dirname, 'tokenTables.cjs'),
    ...NAMES.map((name) => require.resolve(`tiktoken/encoders/${name}.json`)),
  ];
  if (files.every((file) => isCurrent(path.join(root, file), sources))) return files;
  const runs = runsOf(classesOf(require('tiktoken').Tiktoken));
  NAMES.forEach((name, index) => {
    const target = path.join(root, files[index]);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    // Renamed into place: a running editor reads the old table or the new one.
    fs.writeFileSync(`${target}.new`, tableOf(tokensOf(name), runs));
    fs.renameSync(`${target}.new`, target);
  });
  return files;
}

module.exports = { buildTokenTables };
if (require.main === module) buildTokenTables(path.dirname(__dirname));
