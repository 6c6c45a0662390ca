/** Calls by variants. Up and Down choose the call, Left and Right the variant of the right side. */
import type { GridCell, GridRow, RunSummary, SideId } from '../../core/compare/model';
import { Icon } from '../shared/Icon';
import { Pill, type Tone } from '../shared/Pill';
import type { RowCache } from '../shared/RowCache';
import { SafeText } from '../shared/SafeText';
import { VirtualGrid } from '../shared/VirtualGrid';
import { cellOf, LOGGED, nameOf, samplesOf, sideIds, type Sides } from './sides';
import { texts } from './texts';

interface GridProps {
  run: RunSummary;
  rows: RowCache<GridRow>;
  active: number;
  sides: Sides;
  onActive: (index: number) => void;
  onSide: (side: SideId) => void;
  onOpen: () => void;
}

const ROW_HEIGHT = 28;

export function Grid({ run, rows, active, sides, onActive, onSide, onOpen }: GridProps) {
  const columns = sideIds(run);
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const side = step === undefined ? undefined : columns[columns.indexOf(sides.right) + step];
    if (side !== undefined) onSide(side);
    else if (event.key === 'Enter') onOpen();
    else if (step === undefined) return;
    event.preventDefault();
  };
  const click = (index: number, event: MouseEvent): void => {
    const side =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-side]')?.dataset.side : undefined;
    if (side !== undefined && side !== LOGGED) onSide(side);
    onActive(index);
  };
  return (
    <div class="grid-box" style={{ '--variants': String(run.variants.length) }}>
      <VirtualGrid
        name="grid"
        label={texts.grid}
        total={rows.total ?? 0}
        rowHeight={ROW_HEIGHT}
        columnCount={columns.length + 1}
        active={active}
        onActive={onActive}
        onKey={press}
        onVisible={(start, end) => rows.want(start, end)}
        header={<Header run={run} sides={sides} />}
        renderRow={(index) => <Row row={rows.at(index)} run={run} sides={sides} />}
        isSelected={(index) => index === active}
        onRowClick={click}
      />
    </div>
  );
}

const isShown = (sides: Sides, side: SideId): boolean => sides.left === side || sides.right === side;

function Header({ run, sides }: { run: RunSummary; sides: Sides }) {
  return (
    <div role="row" aria-rowindex={1}>
      <div role="columnheader">{texts.call}</div>
      {sideIds(run).map((side) => (
        <div role="columnheader" key={side} class={isShown(sides, side) ? 'is-shown' : ''}>
          <SafeText text={side === LOGGED ? texts.logged : nameOf(run, side)} />
        </div>
      ))}
    </div>
  );
}

interface RowProps {
  row: GridRow | undefined;
  run: RunSummary;
  sides: Sides;
}

function Row({ row, run, sides }: RowProps) {
  if (!row) {
    return (
      <div role="gridcell" class="row-wide dim">
        {texts.loadingRow}
      </div>
    );
  }
  return (
    <>
      <div role="gridcell" title={row.query || row.callId}>
        {row.replayability.level === 'incomplete' && (
          <span class="incomplete-mark" title={texts.incomplete}>
            <Icon name="warning" />
            <span class="visually-hidden">{texts.incomplete}: </span>
          </span>
        )}
        <SafeText text={row.query || row.callId} />
      </div>
      <div role="gridcell" data-side={LOGGED} title={row.logged.firstWords}>
        <Pill tone={row.logged.status === 'error' ? 'bad' : 'plain'}>{texts.loggedStatus[row.logged.status]}</Pill>
      </div>
      {run.variants.map(({ id }) => (
        <div role="gridcell" key={id} data-side={id} class={sides.right === id ? 'is-shown' : ''}>
          <Cell cell={cellOf(row, id)} />
        </div>
      ))}
    </>
  );
}

/** The worst of what happened gives the tone; what was not run is no failure. */
function stateOf(cell: GridCell): { tone: Tone; text: string } {
  const samples = samplesOf(cell);
  const rest = [
    cell.failed > 0 && (samples === 1 ? texts.status.failed : texts.failed(cell.failed)),
    cell.capped > 0 && texts.capped(cell.capped),
    cell.cancelled > 0 && texts.cancelled(cell.cancelled),
    cell.notRun > 0 && texts.notRun(cell.notRun),
  ].filter((part) => part !== false);
  const ok = cell.ok > 0 ? [texts.cellOk(cell.ok, samples)] : [];
  const tone: Tone = cell.failed > 0 ? 'bad' : cell.ok === samples ? 'good' : 'plain';
  return { tone, text: [...ok, ...rest].join(' · ') };
}

function Cell({ cell }: { cell: GridCell | undefined }) {
  if (!cell || samplesOf(cell) === 0) return <span class="dim">–</span>;
  const { tone, text } = stateOf(cell);
  return (
    <span title={cell.firstWords} class="cell">
      <Pill tone={tone}>{cell.equalsLogged ? texts.equalsLogged(text) : text}</Pill>
    </span>
  );
}
