/** The overflow policies, each with its file. */
import type { OverflowPolicyName } from '../model';
import { drop, error } from './drop';
import { dropLowestScore } from './dropLowestScore';
import { dropNewest } from './dropNewest';
import { dropOldest } from './dropOldest';
import { fallback } from './fallback';
import type { OverflowPolicy } from './policy';
import { truncateEnd } from './truncateEnd';
import { truncateMiddle } from './truncateMiddle';
import { truncateStart } from './truncateStart';

const POLICIES: { [name in OverflowPolicyName]: OverflowPolicy } = {
  error,
  drop,
  'drop-oldest': dropOldest,
  'drop-newest': dropNewest,
  'drop-lowest-score': dropLowestScore,
  'truncate-start': truncateStart,
  'truncate-middle': truncateMiddle,
  'truncate-end': truncateEnd,
  fallback,
};

export const policyOf = (name: OverflowPolicyName): OverflowPolicy => POLICIES[name];
