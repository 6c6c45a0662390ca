/** The Compare view of a run: calls by variants, and one pair side by side. Follows the run while it goes on. */
import { render } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { GridRow, RunSummary, SideId } from '../../core/compare/model';
import type { CompareViewEvents, CompareViewMethods, PairParams, RunProgress } from '../../protocol/runApi';
import { connect, sentenceOf } from '../shared/host';
import { Message } from '../shared/Message';
import { Split } from '../shared/Split';
import { useStored } from '../shared/stored';
import { useRemote } from '../shared/useRemote';
import { useRowCache } from '../shared/useRowCache';
import { Grid } from './Grid';
import { PairView } from './PairView';
import { BadLines, RunHeader } from './RunHeader';
import { LOGGED, validSides } from './sides';
import { texts } from './texts';
import './main.css';

const host = connect<CompareViewMethods, CompareViewEvents>();
const loadRows = (start: number, count: number) => host.request('grid', { start, count });

function Screen() {
  const [run, setRun] = useState<RunSummary | undefined>();
  const [version, setVersion] = useState(0);
  const [progress, setProgress] = useState<RunProgress | undefined>();
  const [failure, setFailure] = useState<string | undefined>();
  const fail = useCallback((error: unknown) => setFailure(sentenceOf(error)), []);
  useEffect(() => {
    const show = (next: RunSummary): void => {
      setRun(next);
      setVersion((old) => old + 1);
      setFailure(undefined);
    };
    host.on('run', show);
    host.on('progress', setProgress);
    host.on('failure', ({ message }) => setFailure(message));
    host.request('ready', null).then(show, fail);
  }, [fail]);
  if (!run) {
    return failure === undefined ? (
      <Message tone="busy" text={texts.opening} />
    ) : (
      <Message tone="failure" text={failure} />
    );
  }
  return (
    <main class="screen">
      {failure !== undefined && <Message tone="failure" text={failure} />}
      <CompareView run={run} version={version} progress={progress} onFailure={fail} />
    </main>
  );
}

interface CompareViewProps {
  run: RunSummary;
  version: number;
  progress: RunProgress | undefined;
  onFailure: (error: unknown) => void;
}

function CompareView({ run, version, progress, onFailure }: CompareViewProps) {
  const rows = useRowCache<GridRow>(loadRows, version);
  const [active, setActive] = useStored<number>('active', 0);
  const [left, setLeft] = useStored<string>('left', LOGGED);
  const [right, setRight] = useStored<string>('right', '');
  const sides = validSides(run, { left, right });
  const row = rows.at(active);
  const focusPair = (): void => document.getElementById('pair-lines')?.focus();
  return (
    <>
      <RunHeader
        run={run}
        progress={progress}
        sides={sides}
        onSides={(next) => {
          setLeft(next.left);
          setRight(next.right);
        }}
        onResume={() => void host.request('resume', null, { deadlineMs: 0 }).catch(onFailure)}
      />
      <BadLines run={run} />
      <Split
        name="compare"
        label={texts.splitter}
        initial={38}
        first={
          <div class="grid-pane">
            {rows.failure !== undefined && <Message tone="failure" text={texts.gridFailed(rows.failure)} />}
            {rows.total === 0 ? (
              <Message tone="empty" text={texts.noCalls} />
            ) : (
              <Grid
                {...{ run, rows, active, sides }}
                onActive={setActive}
                onSide={(side: SideId) => setRight(side)}
                onOpen={focusPair}
              />
            )}
          </div>
        }
        second={
          row ? <PairPane callId={row.callId} sides={sides} version={version} onFailure={onFailure} /> : <NoPair />
        }
      />
    </>
  );
}

const NoPair = () => <Message tone="empty" text={texts.choosePair} />;

interface PairPaneProps {
  callId: string;
  sides: { left: SideId; right: SideId };
  version: number;
  onFailure: (error: unknown) => void;
}

/** The samples belong to one call and its sides: another pair starts at the first again. */
function useSamples(key: string): [{ left: number; right: number }, (side: 'left' | 'right', sample: number) => void] {
  const [samples, setSamples] = useState({ key, left: 0, right: 0 });
  const current = samples.key === key ? samples : { key, left: 0, right: 0 };
  return [current, (side, sample) => setSamples({ ...current, [side]: sample })];
}

function PairPane({ callId, sides, version, onFailure }: PairPaneProps) {
  const [samples, setSample] = useSamples(JSON.stringify([callId, sides]));
  const params: Omit<PairParams, 'path'> = {
    callId,
    ...sides,
    leftSample: samples.left,
    rightSample: samples.right,
  };
  const pair = useRemote(`${JSON.stringify(params)} ${String(version)}`, (options) =>
    host.request('pair', params, options),
  );
  if (pair.failure !== undefined) return <Message tone="failure" text={texts.pairFailed(pair.failure)} />;
  if (!pair.value) return <Message tone="busy" text={texts.loadingPair} />;
  return (
    <PairView
      pair={pair.value}
      isOld={pair.isOld}
      onSample={setSample}
      onOpenInDiffEditor={() => void host.request('openInDiffEditor', params).catch(onFailure)}
    />
  );
}

const root = document.getElementById('root');
if (root) render(<Screen />, root);
