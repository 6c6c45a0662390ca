/**
 * What a tokenizer that stands in has to be multiplied with to give what a model reports, from calls that were counted
 * and reported. Robust: a few calls whose log is wrong do not move it. Never counts and never reads a log.
 */

/**
 * A call of which the log holds all: the text of its input as counted with the tokenizer that stands in, and what was
 * reported for it, less the framing that is counted by rule.
 */
export interface UsageSample {
  counted: number;
  reported: number;
}

/** reported ≈ factor × counted + offset. */
export interface Calibration {
  factor: number;
  /** Tokens of a request besides its text, such as a prompt that the provider adds; 0 where it cannot be told apart. */
  offset: number;
  /** That differ. */
  samples: number;
  /** Three of four samples are no further off than this, relative to what was reported. */
  error: number;
}

const FEWEST_SAMPLES = 3;
/** All pairs are compared, so that more would take quadratic time. */
const MOST_SAMPLES = 300;
/** How much larger the largest sample has to be than the smallest for an offset to be told from the factor. */
const SPREAD = 2;
/** No tokenizer is further from o200k_base on ordinary text: what is has another cause. */
const [LEAST_FACTOR, MOST_FACTOR] = [0.5, 2.5];
/** Calls that a line misses by more are not of one kind: what is declared says as much. */
const MOST_ERROR = 0.25;
/** Tokens. No provider adds more to every request: calls that show more hold what their log lacks. */
const MOST_OFFSET = 2_000;

/** Undefined where there are too few samples, or where they say nothing that a tokenizer could explain. */
export function calibrate(samples: Iterable<UsageSample>): Calibration | undefined {
  const usable = thin(different([...samples].filter(({ counted, reported }) => counted > 0 && reported > 0)));
  if (usable.length < FEWEST_SAMPLES) return undefined;
  const counted = usable.map((sample) => sample.counted);
  const isSpread = Math.max(...counted) >= SPREAD * Math.min(...counted) && new Set(counted).size >= FEWEST_SAMPLES;
  const line = (isSpread ? theilSen(usable) : undefined) ?? { factor: medianRatio(usable), offset: 0 };
  if (!isPlausible(line.factor)) return undefined;
  const errors = usable.map((sample) => Math.abs(1 - (line.factor * sample.counted + line.offset) / sample.reported));
  const error = quantile(errors, 0.75);
  return error <= MOST_ERROR ? { ...line, samples: usable.length, error } : undefined;
}

const isPlausible = (factor: number): boolean => factor >= LEAST_FACTOR && factor <= MOST_FACTOR;

/** The same call in several logs, or asked again, says what it says once. */
const different = (samples: readonly UsageSample[]): UsageSample[] => [
  ...new Map(samples.map((sample) => [`${sample.counted} ${sample.reported}`, sample])).values(),
];

/** Evenly, so that the same calls give the same answer. */
function thin(samples: UsageSample[]): UsageSample[] {
  if (samples.length <= MOST_SAMPLES) return samples;
  const step = samples.length / MOST_SAMPLES;
  return Array.from({ length: MOST_SAMPLES }, (_, index) => samples[Math.floor(index * step)]).filter(
    (sample) => sample !== undefined,
  );
}

/** The median of the slopes of all pairs, and the median of what is left. Undefined where that is implausible. */
function theilSen(samples: readonly UsageSample[]): Pick<Calibration, 'factor' | 'offset'> | undefined {
  const slopes: number[] = [];
  samples.forEach((one, index) => {
    for (const other of samples.slice(index + 1)) {
      if (one.counted !== other.counted) slopes.push((other.reported - one.reported) / (other.counted - one.counted));
    }
  });
  const factor = quantile(slopes, 0.5);
  const offset = quantile(
    samples.map(({ counted, reported }) => reported - factor * counted),
    0.5,
  );
  return isPlausible(factor) && offset >= 0 && offset <= MOST_OFFSET ? { factor, offset } : undefined;
}

const medianRatio = (samples: readonly UsageSample[]): number =>
  quantile(
    samples.map(({ counted, reported }) => reported / counted),
    0.5,
  );

function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}
