/** How old content is and whether it still holds: icon and word, with the sentences behind them. */
import type { ItemLedger, SectionLedger } from '../../core/context/assembly';
import { changedWords, freshnessSentences } from '../../core/context/whySentences';
import { formatAge } from '../shared/format';
import { Pill } from '../shared/Pill';
import { SafeText } from '../shared/SafeText';
import { texts } from './texts';
import { freshTexts } from './whatIfTexts';

export function FreshCell({ section: { freshness } }: { section: SectionLedger }) {
  if (!freshness) return <span class="dim">–</span>;
  const { asOf, ageMs, maxAgeMs, stale, changedAt, supersededBy } = freshness;
  const age = formatAge(ageMs);
  const title = texts.freshHint(asOf, maxAgeMs === undefined ? undefined : formatAge(maxAgeMs));
  const hint = [`${title}.`, ...freshnessSentences(freshness)].join(' ');
  return (
    <span class="fresh" title={hint}>
      {stale ? (
        <Pill tone="warning" icon="warning" title={hint}>
          {age}
          <span class="visually-hidden">, {freshTexts.staleCell}</span>
        </Pill>
      ) : (
        <span>{age}</span>
      )}
      {changedAt !== undefined && (
        <Pill tone="warning" icon="edit" title={`${changedWords(asOf, changedAt)}.`}>
          <span class="pill-word">{freshTexts.changedCell}</span>
        </Pill>
      )}
      {supersededBy !== undefined && (
        <Pill tone="warning" icon="versions" title={freshTexts.supersededBy(supersededBy)}>
          <span class="pill-word">{freshTexts.supersededCell}</span>
        </Pill>
      )}
    </span>
  );
}

/** What is wrong with one item; nothing where all is well. */
export function ItemFresh({ item }: { item: ItemLedger }) {
  const { stale, asOf, changedAt, supersededBy, duplicateOf } = item;
  return (
    <span class="fresh">
      {stale && (
        <Pill tone="warning" icon="warning" title={asOf ?? freshTexts.staleCell}>
          {freshTexts.staleCell}
        </Pill>
      )}
      {changedAt !== undefined && (
        <Pill tone="warning" icon="edit" title={`${changedWords(asOf, changedAt)}.`}>
          {freshTexts.changedCell}
        </Pill>
      )}
      {supersededBy !== undefined && (
        <Pill tone="warning" icon="versions" title={freshTexts.supersededBy(supersededBy)}>
          {freshTexts.supersededCell}
        </Pill>
      )}
      {duplicateOf !== undefined && (
        <Pill icon="copy" title={freshTexts.sameAsHint(duplicateOf)}>
          {freshTexts.sameAs} <SafeText text={duplicateOf} />
        </Pill>
      )}
    </span>
  );
}
