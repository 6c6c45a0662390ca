/** Two answers side by side in one scroll; lines first, then the words that changed inside them. */
import { useRef } from 'preact/hooks';
import type { DiffRow, Pair } from '../../core/compare/model';
import { Button, IconButton } from '../shared/Button';
import { DiffLine } from '../shared/DiffLine';
import { GrowingList } from '../shared/GrowingList';
import { Pill } from '../shared/Pill';
import { useChangeWalk } from '../shared/useChangeWalk';
import { SideHead, SideProblem } from './SideHead';
import { texts } from './texts';

interface PairViewProps {
  pair: Pair;
  isOld: boolean;
  onSample: (side: 'left' | 'right', sample: number) => void;
  onOpenInDiffEditor: () => void;
}

/** First rows of the changes: neighbouring changed rows are one change. */
function changeStarts(rows: readonly DiffRow[]): number[] {
  return rows.flatMap((row, index) =>
    row.state !== 'equal' && (rows[index - 1]?.state ?? 'equal') === 'equal' ? [index] : [],
  );
}

export function PairView({ pair, isOld, onSample, onOpenInDiffEditor }: PairViewProps) {
  const { left, right, diff } = pair;
  const starts = changeStarts(diff.rows);
  const box = useRef<HTMLDivElement>(null);
  const { change, go } = useChangeWalk(starts.length, pair, box);
  const current = starts[change];
  return (
    <section class="pair" aria-label={texts.pair} aria-busy={isOld}>
      <div class="pair-heads">
        <SideHead side={left} label={texts.left} onSample={(sample) => onSample('left', sample)} />
        <SideHead side={right} label={texts.right} onSample={(sample) => onSample('right', sample)} />
      </div>
      <div class="pair-lines" id="pair-lines" ref={box} tabIndex={0} role="region" aria-label={texts.lines}>
        {(left.status !== 'ok' || right.status !== 'ok') && (
          <div class="pair-problems">
            <SideProblem side={left} />
            <SideProblem side={right} />
          </div>
        )}
        <GrowingList
          count={diff.rows.length}
          upTo={current ?? 0}
          step={300}
          render={(index) => {
            const row = diff.rows[index];
            return row ? <DiffLine key={index} row={row} isCurrent={index === current} /> : null;
          }}
        />
      </div>
      <PairFooter pair={pair} change={change} onGo={go} onOpen={onOpenInDiffEditor} changes={starts.length} />
    </section>
  );
}

interface FooterProps {
  pair: Pair;
  change: number;
  changes: number;
  onGo: (step: 1 | -1) => void;
  onOpen: () => void;
}

function PairFooter({ pair: { diff }, change, changes, onGo, onOpen }: FooterProps) {
  const summary = diff.equal ? texts.equal(diff.rows.length) : texts.changes(diff.changes, diff.rows.length);
  return (
    <footer class="pair-footer">
      <span role="status">
        {summary} · {texts.wordDiff} ·{' '}
        {diff.coarse ? (
          <Pill tone="warning" icon="warning" title={texts.coarseHint}>
            {texts.coarse}
          </Pill>
        ) : (
          texts.exact
        )}
        {change >= 0 && ` · ${texts.changeAt(change + 1, changes)}`}
      </span>
      <span class="pair-actions">
        <IconButton icon="arrow-up" label={texts.previousChange} disabled={changes === 0} onClick={() => onGo(-1)} />
        <IconButton icon="arrow-down" label={texts.nextChange} disabled={changes === 0} onClick={() => onGo(1)} />
        <Button onClick={onOpen}>{texts.openInDiffEditor}</Button>
      </span>
    </footer>
  );
}
