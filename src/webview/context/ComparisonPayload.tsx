/** The payload line by line: what is the same is folded, only what is near the screen is drawn. F7 goes to the next change. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ComparedMessage, ComparedMessageSide, ContextComparison } from '../../core/context/comparison';
import { IconButton } from '../shared/Button';
import { DiffLine } from '../shared/DiffLine';
import { GrowingList } from '../shared/GrowingList';
import { Icon } from '../shared/Icon';
import { SafeText } from '../shared/SafeText';
import { useChangeWalk } from '../shared/useChangeWalk';
import { changeStarts, comparisonRows, type ComparisonRow } from './comparisonRows';
import { toolTexts } from './toolTexts';

export function ComparisonPayload({ comparison }: { comparison: ContextComparison }) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => comparisonRows(comparison, opened), [comparison, opened]);
  const starts = useMemo(() => changeStarts(rows), [rows]);
  const box = useRef<HTMLDivElement>(null);
  const { change, go } = useChangeWalk(starts.length, comparison, box);
  useEffect(() => setOpened(new Set()), [comparison]);
  const current = starts[change];
  const open = (key: string): void => setOpened(new Set([...opened, key]));
  return (
    <div class="comparison-payload" ref={box}>
      <PayloadHead change={change} changes={starts.length} onGo={go} />
      {rows.length === 0 && <p class="dim tool-note">{toolTexts.noPayload}</p>}
      <GrowingList
        count={rows.length}
        upTo={current ?? 0}
        step={200}
        render={(index) => {
          const row = rows[index];
          return row && <Row key={row.key} row={row} isCurrent={index === current} onOpen={open} />;
        }}
      />
    </div>
  );
}

interface PayloadHeadProps {
  change: number;
  changes: number;
  onGo: (step: 1 | -1) => void;
}

function PayloadHead({ change, changes, onGo }: PayloadHeadProps) {
  return (
    <div class="comparison-payload-head">
      <h2>{toolTexts.payload}</h2>
      <span class="dim" role="status">
        {change >= 0 ? toolTexts.changeAt(change + 1, changes) : toolTexts.changes(changes)}
      </span>
      <IconButton icon="arrow-up" label={toolTexts.previousChange} disabled={changes === 0} onClick={() => onGo(-1)} />
      <IconButton icon="arrow-down" label={toolTexts.nextChange} disabled={changes === 0} onClick={() => onGo(1)} />
    </div>
  );
}

interface RowProps {
  row: ComparisonRow;
  isCurrent: boolean;
  onOpen: (key: string) => void;
}

function Row({ row, isCurrent, onOpen }: RowProps) {
  switch (row.type) {
    case 'message':
      return <MessageHead message={row.message} />;
    case 'line':
      return <DiffLine row={row.row} isCurrent={isCurrent} />;
    case 'fold':
      return (
        <button type="button" class="comparison-fold" onClick={() => onOpen(row.key)}>
          <Icon name="unfold" /> {toolTexts.unchanged(row.lines)}
        </button>
      );
  }
}

function MessageHead({ message }: { message: ComparedMessage }) {
  const { state } = message;
  return (
    <div class={`comparison-message state-${state}`}>
      <span class="comparison-side">{state !== 'right' && <SideHead side={message.left} />}</span>
      <span class="comparison-side">
        <span class="comparison-state">{toolTexts.states[state]}</span>
        {state !== 'left' && <SideHead side={message.right} />}
      </span>
    </div>
  );
}

function SideHead({ side: { number, role, name, sections } }: { side: ComparedMessageSide }) {
  return (
    <>
      <strong>{role}</strong> <span class="dim">{toolTexts.message(number)}</span>{' '}
      <span class="dim">
        <SafeText text={[...(name === undefined ? [] : [name]), ...sections].join(', ')} />
      </span>
    </>
  );
}
