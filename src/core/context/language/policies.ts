/** Which overflow policies make sense for a section, the best first, and what each does in a sentence. */
import type { OverflowPolicyName, Section } from '../model';
import { valuesAt } from './schemaWalk';

export type StatedPolicy = Exclude<OverflowPolicyName, 'error' | 'fallback'>;

export function policiesFor({ content, kind }: Section): StatedPolicy[] {
  switch (content.type) {
    case 'text':
    case 'file':
      return kind === 'history'
        ? ['truncate-start', 'truncate-middle', 'truncate-end', 'drop']
        : ['truncate-end', 'truncate-middle', 'truncate-start', 'drop'];
    case 'items':
      return byItems(
        kind === 'history',
        content.items.some(({ score }) => score !== undefined),
      );
    case 'messages':
      return ['drop-oldest', 'drop-newest', 'drop'];
    case 'tools':
      return ['drop-newest', 'drop-oldest', 'drop'];
    case 'binding':
      if (content.from === 'call.documents') return byItems(false, true);
      return content.from === 'call.tools'
        ? ['drop-newest', 'drop-oldest', 'drop']
        : ['drop-oldest', 'drop-newest', 'drop'];
  }
}

function byItems(isHistory: boolean, hasScores: boolean): StatedPolicy[] {
  const byAge: StatedPolicy[] = isHistory ? ['drop-oldest', 'drop-newest'] : ['drop-newest', 'drop-oldest'];
  return [...(hasScores ? (['drop-lowest-score'] as const) : []), ...byAge, 'drop'];
}

export const policyWords = (policy: string): string =>
  valuesAt(['sections', 0, 'overflow']).find(({ value }) => value === policy)?.description ?? '';
