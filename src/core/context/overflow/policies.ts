/** The overflow policies that are built. A name of the schema without a row is 'not built yet'. */
import type { OverflowPolicyName } from '../model';
import { drop, error } from './drop';
import { dropLowestScore } from './dropLowestScore';
import { dropOldest } from './dropOldest';
import type { OverflowPolicy } from './policy';
import { truncateEnd } from './truncateEnd';

const POLICIES: { [name in OverflowPolicyName]?: OverflowPolicy } = {
  error,
  drop,
  'drop-oldest': dropOldest,
  'drop-lowest-score': dropLowestScore,
  'truncate-end': truncateEnd,
};

export const policyOf = (name: OverflowPolicyName): OverflowPolicy | undefined => POLICIES[name];

export const BUILT_POLICIES: readonly string[] = Object.keys(POLICIES);
