import assert from 'node:assert/strict';
import { hunksOf } from '../../../../src/core/compare/compareAnswer';
import type { DiffRow, WordSpan } from '../../../../src/core/compare/model';
import { DEFAULT_LIMITS, textDiff } from '../../../../src/core/compare/textDiff';

/** Changed words in brackets. */
const marked = (spans: WordSpan[] | undefined): string =>
  (spans ?? []).map(({ text, changed }) => (changed ? `[${text}]` : text)).join('');
const show = (rows: readonly DiffRow[]): string[] =>
  rows.map(({ state, left, right }) => `${state}: ${marked(left)} | ${marked(right)}`);

describe('text diff', () => {
  it('equal texts have no change', () => {
    const diff = textDiff('a\nb\n', 'a\nb\n');
    assert.deepEqual([diff.equal, diff.coarse, diff.changes], [true, false, 0]);
    assert.deepEqual(
      diff.rows.map(({ leftLine, rightLine }) => [leftLine, rightLine]),
      [
        [1, 1],
        [2, 2],
      ],
    );
  });

  it('marks the changed words inside a changed line', () => {
    const { rows } = textDiff('Refunds take 14 days to arrive.', 'Refunds take 30 days to arrive.');
    assert.deepEqual(show(rows), ['changed: Refunds take [14] days to arrive. | Refunds take [30] days to arrive.']);
  });

  it('shows a line that has little in common as replaced', () => {
    const { rows } = textDiff(
      'I could not find a rule about refunds.',
      'Returns are accepted within 30 days of delivery.',
    );
    assert.deepEqual(show(rows), [
      'changed: [I could not find a rule about refunds.] | [Returns are accepted within 30 days of delivery.]',
    ]);
  });

  it('a line of one side stands alone', () => {
    const diff = textDiff('a\nc\n', 'a\nb\nc\n');
    assert.deepEqual(show(diff.rows), ['equal: a | a', 'right:  | [b]', 'equal: c | c']);
    assert.equal(diff.changes, 1);
  });

  it('counts runs of changed lines', () => {
    assert.equal(textDiff('1\n2\n3\n4\n5', '1\nx\n3\ny\nz').changes, 2);
  });

  it('an empty side', () => {
    assert.deepEqual(show(textDiff('', 'a').rows), ['right:  | [a]']);
    assert.deepEqual(textDiff('', '').rows, []);
  });

  it('says coarse when it gives up, and shows what it did not search as replaced', () => {
    const lines = (from: number): string => Array.from({ length: 200 }, (_, i) => `line ${(i * from) % 97}`).join('\n');
    const diff = textDiff(lines(3), lines(5), { ...DEFAULT_LIMITS, maxLineEdits: 10 });
    assert.equal(diff.coarse, true);
    const equal = diff.rows.filter(({ state }) => state === 'equal').map(({ leftLine }) => leftLine);
    assert.deepEqual(equal, [1], 'only the start that both have needs no search');
    const words = textDiff('a b c d e f g h i j', 'j i h g f e d c b a', { ...DEFAULT_LIMITS, maxWordEdits: 3 });
    assert.equal(words.coarse, true);
  });

  const megabyte = (word: (i: number) => string, perLine: number): string => {
    let text = '';
    for (let i = 0; text.length < 1_000_000; i++) text += word(i) + (i % perLine === perLine - 1 ? '\n' : ' ');
    return text;
  };
  const far: [what: string, left: string, right: string][] = [
    ['of other words', megabyte((i) => `left${i}`, 10), megabyte((i) => `right${i}`, 10)],
    [
      'of the same few words',
      megabyte((i) => `w${(i * 7919) % 50}`, 10),
      megabyte((i) => `w${(i * 104_729) % 50}`, 10),
    ],
    ['of the same few lines', megabyte((i) => `w${(i * 31) % 7}`, 1), megabyte((i) => `w${(i * 17) % 11}`, 1)],
    ['in one line', megabyte((i) => `w${(i * 7919) % 500}`, 1e9), megabyte((i) => `w${(i * 104_729) % 500}`, 1e9)],
    ['without a break', 'a'.repeat(1_000_000), 'b'.repeat(1_000_000)],
    ['of punctuation', '{}'.repeat(500_000), '}{[]'.repeat(250_000)],
  ];
  for (const [what, left, right] of far) {
    it(`ends soon on 1 MB ${what}`, () => {
      const before = process.cpuUsage().user;
      const diff = textDiff(left, right);
      const seconds = (process.cpuUsage().user - before) / 1e6;
      assert.equal(diff.equal, false);
      // Far above what it takes (bench/diff.mjs): only a search that runs away fails.
      assert.ok(seconds < 10, `${seconds} s of CPU`);
      if (process.env['CTX_LONG'] === '1') console.log(`      ${what}: ${seconds.toFixed(2)} s, coarse ${diff.coarse}`);
    }).timeout(30_000);
  }
});

describe('hunks', () => {
  const rowsOf = (states: string): DiffRow[] =>
    states.split('').map((state, i) => ({ state: state === '.' ? 'equal' : 'left', leftLine: i + 1 }));
  const show = (states: string): string[] =>
    hunksOf(rowsOf(states), 1).map(({ rows }) => rows.map(({ leftLine }) => leftLine).join(' '));

  it('hold changed rows with a little of what stands around them, each row once', () => {
    assert.deepEqual(show('...x....x..'), ['3 4 5', '8 9 10']);
    assert.deepEqual(show('x.x'), ['1 2 3']);
    assert.deepEqual(show('x..x'), ['1 2 3 4']);
    assert.deepEqual(show('xx'), ['1 2']);
    assert.deepEqual(show('....'), []);
  });
});
