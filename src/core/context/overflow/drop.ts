/** The section goes whole; and, for `error`, it never goes. */
import { NO_STEPS, type OverflowPolicy } from './policy';

export const drop: OverflowPolicy = { givesWay: true, steps: () => NO_STEPS, unitWords: () => '' };

export const error: OverflowPolicy = { givesWay: false, steps: () => NO_STEPS, unitWords: () => '' };
