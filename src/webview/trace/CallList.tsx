/** The calls of a trace set as rows of one height; records that could not be read stand among them. */
import type { CallRow } from '../../core/trace/format';
import type { TraceError } from '../../core/trace/model';
import { formatDateTime, formatMaybe, formatMs, formatTime } from '../shared/format';
import { Icon } from '../shared/Icon';
import { Pill, type Tone } from '../shared/Pill';
import { SafeText } from '../shared/SafeText';
import { VirtualGrid } from '../shared/VirtualGrid';
import { texts } from './texts';
import { callIdOf, type Calls } from './useCalls';

interface CallListProps {
  calls: Calls;
  onOpen: () => void;
}

const ROW_HEIGHT = 26;

export function CallList({ calls, onOpen }: CallListProps) {
  const { rows, selection } = calls;
  const press = (event: KeyboardEvent): void => {
    if (event.key === ' ') calls.toggleActive();
    else if (event.key === 'Enter') onOpen();
    else if (event.key === 'Escape' && selection.marked.size > 0) calls.unmark();
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) calls.markAll();
    else return;
    event.preventDefault();
  };
  const isSelected = (index: number): boolean => {
    if (selection.marked.size === 0) return index === selection.active;
    const id = callIdOf(rows.at(index));
    return id !== undefined && selection.marked.has(id);
  };
  return (
    <VirtualGrid
      name="calls"
      label={texts.list}
      total={rows.total ?? 0}
      rowHeight={ROW_HEIGHT}
      columnCount={7}
      isMultiselectable
      active={selection.active}
      onActive={(index, event) => calls.move(index, event)}
      onKey={press}
      onVisible={(start, end) => rows.want(start, end)}
      header={<Header />}
      renderRow={(index) => <Row row={rows.at(index)} />}
      isSelected={isSelected}
      onRowClick={(index, event) => calls.click(index, event)}
    />
  );
}

function Header() {
  const { columns } = texts;
  const numbers = new Set(['input', 'output', 'ms']);
  return (
    <div role="row" aria-rowindex={1}>
      {Object.entries(columns).map(([name, title]) => (
        <div role="columnheader" key={name} class={`col-${name} ${numbers.has(name) ? 'number' : ''}`}>
          {title}
        </div>
      ))}
    </div>
  );
}

function Row({ row }: { row: ReturnType<Calls['rows']['at']> }) {
  if (!row) {
    return (
      <div role="gridcell" class="row-wide dim">
        {texts.loadingRow}
      </div>
    );
  }
  return row.type === 'call' ? <CallCells row={row.row} /> : <ErrorCells error={row.error} />;
}

function CallCells({ row }: { row: CallRow }) {
  const model = row.servedModel ?? row.model ?? '–';
  return (
    <>
      <div role="gridcell" class="col-time dim" title={formatDateTime(row.startTime)}>
        {formatTime(row.startTime)}
      </div>
      <div role="gridcell" class="col-model" title={model}>
        <SafeText text={model} />
      </div>
      <div role="gridcell" class="col-input number">
        {formatMaybe(row.inputTokens)}
      </div>
      <div role="gridcell" class="col-output number">
        {formatMaybe(row.outputTokens)}
      </div>
      <div role="gridcell" class="col-ms number">
        {formatMs(row.durationMs)}
      </div>
      <div role="gridcell" class="col-status">
        <Status row={row} />
      </div>
      <div role="gridcell" class="col-words" title={row.firstWords}>
        <SafeText text={row.firstWords} />
      </div>
    </>
  );
}

const FINISH_TONES: Record<string, Tone> = {
  stop: 'good',
  end_turn: 'good',
  stop_sequence: 'good',
  length: 'warning',
  max_tokens: 'warning',
  content_filter: 'warning',
  refusal: 'warning',
};

export const gapsOf = (row: CallRow): string[] =>
  row.replayability.fields.map(({ path, state, reason }) => texts.gap(path, state, reason));

function Status({ row }: { row: CallRow }) {
  const isIncomplete = row.replayability.level === 'incomplete';
  const { error, finishReason } = row;
  return (
    <>
      {error !== undefined && (
        <Pill tone="bad" title={error}>
          {error || texts.failed}
        </Pill>
      )}
      {error === undefined && finishReason !== undefined && (
        <Pill tone={FINISH_TONES[finishReason] ?? 'plain'}>{finishReason}</Pill>
      )}
      {error === undefined && finishReason === undefined && !isIncomplete && <span class="dim">{texts.noFinish}</span>}
      {isIncomplete && <Incomplete row={row} isAlone={error === undefined && finishReason === undefined} />}
    </>
  );
}

/** Beside another pill there is room for a sign only; its word is there for screen readers. */
function Incomplete({ row, isAlone }: { row: CallRow; isAlone: boolean }) {
  const title = gapsOf(row).join('\n');
  if (isAlone) {
    return (
      <Pill tone="warning" title={title}>
        {texts.incomplete}
      </Pill>
    );
  }
  return (
    <span class="incomplete-sign tone-warning" title={`${texts.incomplete}\n${title}`}>
      <Icon name="warning" />
      <span class="visually-hidden">{texts.incomplete}</span>
    </span>
  );
}

function ErrorCells({ error }: { error: TraceError }) {
  return (
    <div role="gridcell" class="row-wide" aria-colspan={7} title={error.message}>
      <Pill tone="bad" icon="error">
        {error.line === undefined ? texts.errorRow : texts.errorAt(error.line)}
      </Pill>{' '}
      <span class="dim">
        <SafeText text={error.message} />
      </span>
    </div>
  );
}
