/** What is worth knowing of a context at a glance: over, stale, changed, outdated. */
import type { SectionLedger } from '../../core/context/assembly';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { Pill } from '../shared/Pill';
import { texts } from './texts';
import { freshTexts } from './whatIfTexts';

export function StatePills({ snapshot: { answer, mode, isOutdated } }: { snapshot: ContextSnapshot }) {
  const { sections } = answer;
  const stale = sections.filter(({ freshness }) => freshness?.stale);
  const changed = sections.filter(({ freshness }) => freshness?.changedAt !== undefined);
  const superseded = sections.filter(({ freshness }) => freshness?.supersededBy !== undefined);
  const available = (answer.window ?? 0) - answer.reserve;
  return (
    <span class="pills" role="status">
      {answer.overflow > 0 && (
        <Pill tone="bad" icon="error" title={texts.overByHint(available + answer.overflow, available)}>
          {texts.overBy(answer.overflow)}
        </Pill>
      )}
      {stale.length > 0 && (
        <Pill tone="warning" icon="warning" title={freshTexts.staleHint(idsOf(stale))}>
          {freshTexts.stale(stale.length)}
        </Pill>
      )}
      {changed.length > 0 && (
        <Pill tone="warning" icon="edit" title={freshTexts.changedHint(idsOf(changed))}>
          {freshTexts.changed(changed.length)}
        </Pill>
      )}
      {superseded.length > 0 && (
        <Pill tone="warning" icon="versions" title={freshTexts.supersededHint(idsOf(superseded))}>
          {freshTexts.superseded(superseded.length)}
        </Pill>
      )}
      {isOutdated && (
        <Pill tone="warning" icon="warning" title={texts.outdatedHint}>
          {texts.outdated}
        </Pill>
      )}
      {mode === 'call' && (
        <Pill icon="lock" title={texts.readOnlyHint}>
          {texts.readOnly}
        </Pill>
      )}
    </span>
  );
}

/** More are told by the table. */
const NAMED = 10;
const idsOf = (sections: readonly SectionLedger[]): string => {
  const names = sections.slice(0, NAMED).map(({ id }) => id);
  return names.length < sections.length ? `${names.join(', ')} …` : names.join(', ');
};
