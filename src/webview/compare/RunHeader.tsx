/** What the run is, how far it went, what it cost, and which sides are compared. */
import type { RunSummary, SideId } from '../../core/compare/model';
import type { RunProgress } from '../../protocol/runApi';
import { Button } from '../shared/Button';
import { describeMoney, formatMoney } from '../shared/format';
import { Pill } from '../shared/Pill';
import { SafeText } from '../shared/SafeText';
import { LOGGED, nameOf, sideIds, type Sides } from './sides';
import { texts } from './texts';

interface RunHeaderProps {
  run: RunSummary;
  progress: RunProgress | undefined;
  sides: Sides;
  onSides: (sides: Sides) => void;
  onResume: () => void;
}

export function RunHeader({ run, progress, sides, onSides, onResume }: RunHeaderProps) {
  const { header, cost } = run;
  const isRunning = progress !== undefined && !progress.isFinished;
  const isUnfinished = run.planned > run.ok;
  return (
    <header class="bar-header">
      <div class="heading">
        <h1>
          <SafeText text={header.id} />
        </h1>
        <span class="dim subtitle">
          {texts.size(run.calls, run.variants.length, header.samples)} ·{' '}
          <SafeText text={texts.provider(header.provider, header.origin)} /> ·{' '}
          <span title={describeMoney(cost)}>{formatMoney(cost)}</span>
        </span>
        <Counts run={run} />
        {isRunning && <Progress progress={progress} />}
      </div>
      <div class="actions">
        <SideSelect label={texts.left} run={run} side={sides.left} onSide={(left) => onSides({ ...sides, left })} />
        <SideSelect label={texts.right} run={run} side={sides.right} onSide={(right) => onSides({ ...sides, right })} />
        {isUnfinished && !isRunning && (
          <Button kind="primary" title={texts.resumeHint} onClick={onResume}>
            {texts.resume}
          </Button>
        )}
      </div>
    </header>
  );
}

function Counts({ run }: { run: RunSummary }) {
  return (
    <span class="pills" role="status">
      {run.ok > 0 && (
        <Pill tone="good" icon="check">
          {texts.ok(run.ok)}
        </Pill>
      )}
      {run.failed > 0 && (
        <Pill tone="bad" icon="error">
          {texts.failed(run.failed)}
        </Pill>
      )}
      {run.capped > 0 && <Pill>{texts.capped(run.capped)}</Pill>}
      {run.cancelled > 0 && <Pill>{texts.cancelled(run.cancelled)}</Pill>}
      {run.notRun > 0 && <Pill>{texts.notRun(run.notRun)}</Pill>}
    </span>
  );
}

function Progress({ progress }: { progress: RunProgress }) {
  const label = texts.progress(progress.done, progress.total, progress.running);
  return (
    <span class="run-progress">
      <progress max={Math.max(1, progress.total)} value={progress.done} aria-label={label} />
      <span class="dim" role="status">
        {label}
      </span>
    </span>
  );
}

interface SideSelectProps {
  label: string;
  run: RunSummary;
  side: SideId;
  onSide: (side: SideId) => void;
}

function SideSelect({ label, run, side, onSide }: SideSelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={side} onChange={({ currentTarget: { value } }) => onSide(value)}>
        {sideIds(run).map((id) => (
          <option key={id} value={id}>
            {id === LOGGED ? texts.logged : nameOf(run, id)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Lines of the run file that could not be read; the run is shown without them. */
export function BadLines({ run }: { run: RunSummary }) {
  if (run.errors.length === 0) return null;
  return (
    <details class="bad-lines">
      <summary>
        <Pill tone="bad" icon="error">
          {texts.badLines(run.errors.length)}
        </Pill>
      </summary>
      <ul>
        {run.errors.map(({ line, message }) => (
          <li key={line}>
            <SafeText text={texts.badLine(line, message)} />
          </li>
        ))}
      </ul>
    </details>
  );
}
