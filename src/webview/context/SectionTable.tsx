/** A row a section: what it is, what it takes, what happened to it. Arrow keys move, Enter shows it in the text. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { SectionLedger } from '../../core/context/assembly';
import type { ContextSnapshot } from '../../protocol/contextApi';
import type { Count } from '../../core/tokens/count';
import { basisOf, formatAge, formatNumber } from '../shared/format';
import { Icon } from '../shared/Icon';
import { Pill, type Tone } from '../shared/Pill';
import { KIND_ICONS, KIND_NAMES } from '../shared/sectionKinds';
import { texts } from './texts';
import { SafeText } from '../shared/SafeText';

interface SectionTableProps {
  snapshot: ContextSnapshot;
  selected: string | null;
  onSelect: (sectionId: string) => void;
}

export function SectionTable({ snapshot, selected, onSelect }: SectionTableProps) {
  const { sections } = snapshot.answer;
  const body = useRef<HTMLTableSectionElement>(null);
  const reachable = sections.some((section) => section.id === selected) ? selected : sections[0]?.id;
  const focusRow = (index: number): void => body.current?.querySelectorAll('tr')[index]?.focus();
  const press = (event: KeyboardEvent, index: number): void => {
    const { key } = event;
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: sections.length - 1 }[key];
    const section = sections[target ?? index];
    if (!section || (target === undefined && key !== 'Enter' && key !== ' ')) return;
    event.preventDefault();
    if (target === undefined) onSelect(section.id);
    else focusRow(target);
  };
  return (
    <table class="sections" role="grid" aria-label={texts.table}>
      <Head />
      <tbody ref={body}>
        {sections.map((section, index) => (
          <tr
            key={section.id}
            class={section.id === selected ? 'is-selected' : ''}
            aria-selected={section.id === selected}
            tabIndex={section.id === reachable ? 0 : -1}
            onClick={() => onSelect(section.id)}
            onKeyDown={(event) => press(event, index)}
          >
            <SectionCells section={section} />
          </tr>
        ))}
        <SumRows snapshot={snapshot} />
      </tbody>
    </table>
  );
}

function Head() {
  const { columns } = texts;
  return (
    <thead>
      <tr>
        <th scope="col">{columns.section}</th>
        <th scope="col" class="col-role">
          {columns.role}
        </th>
        <th scope="col" class="number col-priority">
          {columns.priority}
        </th>
        <th scope="col" class="number">
          {columns.tokens}
        </th>
        <th scope="col" class="col-budget">
          {columns.budget}
        </th>
        <th scope="col" class="col-fresh">
          {columns.fresh}
        </th>
        <th scope="col">{columns.happened}</th>
      </tr>
    </thead>
  );
}

function SectionCells({ section }: { section: SectionLedger }) {
  return (
    <>
      <td class="name-cell">
        <span class={`kind-mark kind-${section.kind}`} title={KIND_NAMES[section.kind]}>
          <Icon name={KIND_ICONS[section.kind]} />
        </span>
        <span class="section-name">
          <SafeText text={section.id} />
        </span>
        {section.required && (
          <span class="required" title={texts.required}>
            <Icon name="lock" />
            <span class="visually-hidden">{texts.required}</span>
          </span>
        )}
      </td>
      <td class="col-role dim">{section.role}</td>
      <td class="number col-priority">{formatNumber(section.priority)}</td>
      <td class="number">
        <Tokens section={section} />
      </td>
      <td class="col-budget">
        <Budget section={section} />
      </td>
      <td class="col-fresh">
        <Freshness section={section} />
      </td>
      <td>
        <Action section={section} />
      </td>
    </>
  );
}

function Tokens({ section: { raw, kept } }: { section: SectionLedger }) {
  return (
    <>
      {formatNumber(kept.tokens)}
      {raw.tokens !== kept.tokens && <span class="dim"> {texts.rawOf(raw.tokens)}</span>}
      <Basis count={kept.tokens === 0 ? raw : kept} />
    </>
  );
}

function Basis({ count }: { count: Count }) {
  const basis = basisOf(count);
  if (!basis) return null;
  return (
    <span class="basis" title={basis.meaning}>
      {basis.mark}
    </span>
  );
}

function Budget({ section }: { section: SectionLedger }) {
  const { max, min } = section.budget;
  const minimum = min === undefined ? '' : texts.budgetMin(min);
  if (max === undefined) return <span class="dim">{minimum || '–'}</span>;
  const share = max === 0 ? 100 : Math.min(100, (section.kept.tokens / max) * 100);
  const label = texts.budgetMeter(section.kept.tokens, max);
  return (
    <span class="budget" title={minimum ? `${label}, ${minimum}` : label}>
      <span class={`meter kind-${section.kind}`} aria-hidden="true">
        <span class="meter-fill" style={{ width: `${String(share)}%` }} />
        {min !== undefined && max > 0 && (
          <span class="meter-min" style={{ left: `${String(Math.min(100, (min / max) * 100))}%` }} />
        )}
      </span>
      <span class="dim">{formatNumber(max)}</span>
    </span>
  );
}

function Freshness({ section: { freshness } }: { section: SectionLedger }) {
  if (!freshness) return <span class="dim">–</span>;
  const age = formatAge(freshness.ageMs);
  const most = freshness.maxAgeMs === undefined ? undefined : formatAge(freshness.maxAgeMs);
  const title = texts.freshHint(freshness.asOf, most);
  if (!freshness.stale) return <span title={title}>{age}</span>;
  return (
    <Pill tone="warning" icon="warning" title={title}>
      {age}
    </Pill>
  );
}

const ACTION_TONES: Record<SectionLedger['action'], Tone> = {
  whole: 'plain',
  cut: 'bad',
  fallback: 'warning',
  dropped: 'bad',
  stale: 'warning',
  unbound: 'plain',
};

function Action({ section }: { section: SectionLedger }) {
  const dropped = section.units - section.unitsKept;
  const isPart = section.action === 'cut' && section.units > 1 && dropped > 0;
  return (
    <Pill tone={ACTION_TONES[section.action]} title={section.reason.text}>
      {isPart ? texts.unitsDropped(dropped, section.units) : texts.actions[section.action]}
    </Pill>
  );
}

function SumRows({ snapshot }: { snapshot: ContextSnapshot }) {
  const { framing, residual, total, window, reserve } = snapshot.answer;
  const bound = snapshot.boundCall ? texts.callBound(snapshot.boundCall.id) : texts.noCallBound;
  return (
    <>
      <SumRow name={texts.framing} title={texts.framingHint} className="row-framing">
        {formatNumber(framing.tokens)}
        <Basis count={framing} />
      </SumRow>
      <SumRow name={texts.total} className="row-total" note={snapshot.mode === 'document' ? bound : ''}>
        <strong>{formatNumber(total.tokens)}</strong>
        {window !== null && <span class="dim"> {texts.totalOf(window - reserve)}</span>}
        <Basis count={total} />
      </SumRow>
      {residual && (
        <>
          <SumRow name={texts.residual} title={texts.residualHint} className="row-residual" note={residual.text}>
            {residual.tokens > 0 ? '+' : ''}
            {formatNumber(residual.tokens)}
          </SumRow>
          <SumRow name={texts.reported} className="row-reported">
            {formatNumber(total.tokens + residual.tokens)}
          </SumRow>
        </>
      )}
    </>
  );
}

interface SumRowProps {
  name: string;
  title?: string;
  className: string;
  note?: string;
  children: ComponentChildren;
}

function SumRow({ name, title, className, note, children }: SumRowProps) {
  return (
    <tr class={`sum-row ${className}`} title={title}>
      <th scope="row">
        {className === 'row-framing' && <span class="kind-mark kind-framing" />}
        {name}
      </th>
      <td class="col-role" />
      <td class="col-priority" />
      <td class="number">{children}</td>
      <td class="sum-note dim" colSpan={3}>
        {note}
      </td>
    </tr>
  );
}
