/** The section goes whole; and, for `error`, it never goes. */
import type { OverflowPolicy } from './policy';

export const drop: OverflowPolicy = { givesWay: true, steps: () => [], unitWords: () => '' };

export const error: OverflowPolicy = { givesWay: false, steps: () => [], unitWords: () => '' };
