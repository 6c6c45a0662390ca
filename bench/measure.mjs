// What the benches share: the clock, percentiles, seeded numbers and texts, and the printing of a figure.

export function milliseconds(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Ascending. */
export function samples(count, work) {
  return Array.from({ length: count }, (_, index) => milliseconds(() => work(index))).sort((a, b) => a - b);
}

export const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
export const median = (sorted) => percentile(sorted, 0.5);

/** Two significant digits. */
export const round = (number) => Number(number.toPrecision(2));

export function print(figure) {
  console.log(JSON.stringify(figure));
}

export function seeded(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const WORDS =
  `the of and to in a is that for it as was with be by on not he this are or his from at which but have an they you
were her all she there would their we him been has when who will no more if out so said what up its about into than them can
only other new some could time these two may then do first any my now such like our over man me even most made after also did
many before must through refund policy delivery customer support answer document context window token retrieval`.split(
    /\s+/,
  );

/** English-like lines of `length` characters in all. */
export function prose(length, seed = 1) {
  const next = seeded(seed);
  let text = '';
  while (text.length < length) {
    const words = Array.from({ length: 6 + next(14) }, () => WORDS[next(WORDS.length)]);
    text += `${words.join(' ')}.${next(4) === 0 ? '\n' : ' '}`;
  }
  return text.slice(0, length);
}

export function json(length, seed = 1) {
  const next = seeded(seed);
  let text = '';
  while (text.length < length) {
    const fields = Array.from(
      { length: 5 },
      () =>
        `"${WORDS[next(WORDS.length)]}": ${next(2) === 0 ? next(100_000) : `"${WORDS[next(WORDS.length)]} ${WORDS[next(WORDS.length)]}"`}`,
    );
    text += `{${fields.join(', ')}}\n`;
  }
  return text.slice(0, length);
}

export function chinese(length, seed = 1) {
  const next = seeded(seed);
  let text = '';
  while (text.length < length) {
    text +=
      String.fromCharCode(...Array.from({ length: 8 + next(16) }, () => 0x4e00 + next(3_000))) +
      (next(3) === 0 ? '。' : '，');
  }
  return text.slice(0, length);
}
