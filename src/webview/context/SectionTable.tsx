/** A row a section: what it is, what it takes, what happened to it. Arrow keys move, Enter shows it in the text. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { SectionLedger } from '../../core/context/assembly';
import type { ContextSnapshot } from '../../protocol/contextApi';
import type { Count } from '../../core/tokens/count';
import { basisOf, formatNumber } from '../shared/format';
import { Icon } from '../shared/Icon';
import { Pill, type Tone } from '../shared/Pill';
import { KIND_ICONS, KIND_NAMES } from '../shared/sectionKinds';
import { SafeText } from '../shared/SafeText';
import { BudgetCell } from './BudgetCell';
import { FreshCell } from './FreshCell';
import { texts } from './texts';
import type { WhatIfState } from './useWhatIf';

interface SectionTableProps {
  snapshot: ContextSnapshot;
  whatIf: WhatIfState;
  selected: string | null;
  onSelect: (sectionId: string) => void;
  /** Where the section's text is written. */
  onReveal: (sectionId: string) => void;
}

export function SectionTable({ snapshot, whatIf, selected, onSelect, onReveal }: SectionTableProps) {
  const { sections } = snapshot.answer;
  const body = useRef<HTMLTableSectionElement>(null);
  // Tab leads to the row that had the focus last, and from it to its handles.
  const [focused, setFocused] = useState<string | null>(null);
  const reachable = [focused, selected].find((id) => sections.some((each) => each.id === id)) ?? sections[0]?.id;
  const focusRow = (index: number): void => body.current?.querySelectorAll('tr')[index]?.focus();
  const press = (event: KeyboardEvent, index: number): void => {
    const { key } = event;
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: sections.length - 1 }[key];
    const section = sections[target ?? index];
    if (!section || event.target !== event.currentTarget) return;
    if (target === undefined && key !== 'Enter' && key !== ' ') return;
    event.preventDefault();
    if (key === 'Enter' && event.altKey) onReveal(section.id);
    else if (target === undefined) onSelect(section.id);
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
            aria-keyshortcuts="Alt+Enter"
            tabIndex={section.id === reachable ? 0 : -1}
            onClick={() => onSelect(section.id)}
            onFocusIn={() => setFocused(section.id)}
            onKeyDown={(event) => press(event, index)}
          >
            <SectionCells {...{ snapshot, section, whatIf }} isReachable={section.id === reachable} />
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

interface CellsProps {
  snapshot: ContextSnapshot;
  section: SectionLedger;
  whatIf: WhatIfState;
  isReachable: boolean;
}

function SectionCells(props: CellsProps) {
  const { section } = props;
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
        <BudgetCell {...props} />
      </td>
      <td class="col-fresh">
        <FreshCell section={section} />
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
