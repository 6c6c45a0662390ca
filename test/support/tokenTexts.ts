/** Generated texts of what tokenizers and their ports are known to stumble over. */
import fc from 'fast-check';

/** Pieces that tokenizers and their ports are known to stumble over. */
export const TRAPS = [
  ...['<|endoftext|>', '<|endofprompt|>', '<|im_start|>', 'hasOwnProperty', '__proto__', 'constructor'],
  ...[
    '\u0085',
    '\ufeff',
    '\ud800',
    '\udc00',
    '👩‍👩‍👧',
    '🇪🇺',
    'e\u0301',
    '\u200d',
    '\u00a0',
    '\u2028',
    '\u3000',
    '\0',
    '\u180e',
  ],
  ...[
    '\n',
    '\r\n',
    '\r',
    ' ',
    '  ',
    '\t',
    '\n\n',
    '\n/',
    '/\n',
    '//',
    '!\n',
    '!\n/\n',
    ' \n ',
    '\n ',
    "'",
    "'s",
    "'LL",
    "'ſ",
    '\u2019s',
  ],
  ...[
    'don',
    "don't",
    'Word',
    'WORD',
    'camelCase',
    'ǅungla',
    'x1',
    '1',
    '12',
    '1234',
    '٣',
    '½',
    'Ⅷ',
    '字',
    '漢字。',
    'カ・ナ',
    'ー',
    'ไทย',
    '한국어',
    'नमस्ते',
  ],
  ...[
    '{"a":1}',
    '","',
    ':',
    ',',
    '.',
    '=',
    '_',
    '-',
    '+',
    '`',
    '~',
    '@',
    '#',
    '$',
    '%',
    '^',
    '&',
    '*',
    '(',
    ')',
    '[',
    ']',
    '\\',
    '|',
    '<',
    '>',
    '?',
    ';',
    '"',
  ],
];

export const TEXT = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...TRAPS) },
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ maxLength: 12 }),
    ),
    {
      maxLength: 60,
    },
  )
  .chain((parts) => fc.integer({ min: 1, max: 30 }).map((times) => parts.join('').repeat(times)));

/** Pseudo-random characters from `first` on, the same each time. */
export function letters(length: number, first: number, range: number): string {
  const units = new Uint16Array(length);
  let state = 1;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    units[index] = first + ((state >>> 8) % range);
  }
  let text = '';
  for (let start = 0; start < length; start += 8_192)
    text += String.fromCharCode(...units.subarray(start, start + 8_192));
  return text;
}
