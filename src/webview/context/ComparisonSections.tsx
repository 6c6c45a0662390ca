/** What each section costs on either side, and the difference; framing is a row, so that the sums add up. */
import type {
  ComparedCount,
  ComparedSection,
  ComparedSectionSide,
  ContextComparison,
} from '../../core/context/comparison';
import type { Count } from '../../core/tokens/count';
import { basisOf, formatNumber } from '../shared/format';
import { Icon } from '../shared/Icon';
import { SafeText } from '../shared/SafeText';
import { KIND_ICONS, KIND_NAMES } from '../shared/sectionKinds';
import { texts } from './texts';
import { toolTexts } from './toolTexts';

interface SectionsProps {
  comparison: ContextComparison;
  onSelect: (sectionId: string) => void;
}

export function ComparisonSections({ comparison, onSelect }: SectionsProps) {
  const { left, right, sections, framing, total } = comparison;
  return (
    <table class="sections comparison-sections" aria-label={toolTexts.sections}>
      <thead>
        <tr>
          <th scope="col">{toolTexts.columns.section}</th>
          {[left, right].map(({ title, model, window }, index) => (
            <th scope="col" class="number" key={index} title={toolTexts.window(model, window)}>
              <SafeText text={title} />
            </th>
          ))}
          <th scope="col" class="number">
            {toolTexts.columns.difference}
          </th>
        </tr>
      </thead>
      <tbody>
        {sections.map((section, index) => (
          <SectionRow key={index} section={section} onSelect={onSelect} />
        ))}
        <SumRow label={toolTexts.framing} count={framing} kind="row-framing" />
        <SumRow label={toolTexts.total} count={total} kind="row-total" />
      </tbody>
    </table>
  );
}

function SectionRow({ section, onSelect }: { section: ComparedSection; onSelect: (sectionId: string) => void }) {
  const { id, kind, left, right, matchedBy, difference } = section;
  // The right side is the context on screen.
  const own = right?.id;
  const other = left && right && left.id !== right.id && matchedBy ? right.id : undefined;
  const name = <SafeText text={id} />;
  return (
    <tr class={difference.tokens === 0 ? '' : 'is-different'}>
      <th scope="row" class="name-cell">
        <span class={`kind-mark kind-${kind}`} title={KIND_NAMES[kind]}>
          <Icon name={KIND_ICONS[kind]} />
        </span>
        {own === undefined ? (
          name
        ) : (
          <button type="button" class="button link" onClick={() => onSelect(own)}>
            {name}
          </button>
        )}
        {other !== undefined && matchedBy && (
          <span class="dim" title={toolTexts.matchedBy(matchedBy, other)}>
            {' '}
            <SafeText text={toolTexts.otherName(other)} />
          </span>
        )}
      </th>
      <SideCell side={left} />
      <SideCell side={right} />
      <Difference count={difference} />
    </tr>
  );
}

function SideCell({ side }: { side: ComparedSectionSide | undefined }) {
  if (!side) return <td class="number dim">{toolTexts.absent}</td>;
  const { kept, raw, action } = side;
  return (
    <td class="number">
      <Tokens count={kept} />
      {raw.tokens !== kept.tokens && <span class="dim"> {toolTexts.rawOf(raw.tokens)}</span>}
      {action !== 'whole' && <span class="dim"> · {texts.actions[action]}</span>}
    </td>
  );
}

function Tokens({ count }: { count: Count }) {
  return (
    <>
      {formatNumber(count.tokens)}
      <Basis count={count} />
    </>
  );
}

function Basis({ count }: { count: Count }) {
  const basis = count.tokens === 0 ? undefined : basisOf(count);
  if (!basis) return null;
  return (
    <span class="basis" title={basis.meaning}>
      {basis.mark}
    </span>
  );
}

const SIGNS = { more: 'arrow-up', less: 'arrow-down' };

function Difference({ count }: { count: Count }) {
  const { tokens } = count;
  return (
    <td class="number comparison-difference">
      {tokens !== 0 && <Icon name={tokens > 0 ? SIGNS.more : SIGNS.less} />}
      {toolTexts.difference(tokens)}
      <Basis count={count} />
    </td>
  );
}

function SumRow({ label, count, kind }: { label: string; count: ComparedCount; kind: string }) {
  return (
    <tr class={kind}>
      <th scope="row">{label}</th>
      <td class="number">
        <Tokens count={count.left} />
      </td>
      <td class="number">
        <Tokens count={count.right} />
      </td>
      <Difference count={count.difference} />
    </tr>
  );
}
