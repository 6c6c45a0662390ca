/** The degradation ladder: what is kept at each window size, drawn on the window slider's scale; the slider walks it. */
import { useRef } from 'preact/hooks';
import { Icon } from '../shared/Icon';
import { useStored } from '../shared/stored';
import { useModule } from '../shared/useModule';
import { useRemote } from '../shared/useRemote';
import { useThrottled } from '../shared/useThrottled';
import { ladderTexts } from './whatIfTexts';
import type { LadderPanelProps } from './LadderDrawn';
import './ladder.css';

/** The worker that computes the ladder computes the snapshots, too: it gets a fraction of its time. */
const ASK_EVERY_MS = 300;
const SHARE_OF_TIME = 4;

export function LadderPanel(props: LadderPanelProps) {
  const [isOpen, setOpen] = useStored<boolean>('ladder', false);
  return (
    <section class="ladder" aria-label={ladderTexts.title}>
      <div class="ladder-row">
        <button
          type="button"
          class="ladder-toggle"
          aria-expanded={isOpen}
          title={ladderTexts.hint}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
          {ladderTexts.title}
          <span class="dim">{ladderTexts.hint}</span>
        </button>
        {props.children}
      </div>
      {isOpen && <Ladder {...props} />}
    </section>
  );
}

const load = async () => (await import('./LadderDrawn')).LadderDrawn;

function Ladder(props: LadderPanelProps) {
  const { value: Drawn, failure: loading } = useModule(load);
  const { snapshot, source } = props;
  const took = useRef(0);
  const version = useThrottled(snapshot.version, Math.max(ASK_EVERY_MS, SHARE_OF_TIME * took.current));
  const { value, failure } = useRemote(`${snapshot.subtitle} ${String(version)}`, async (options) => {
    const start = performance.now();
    const rungs = await source.ladder(options);
    took.current = performance.now() - start;
    return rungs;
  });
  const problem = failure ?? loading;
  if (problem !== undefined)
    return (
      <p class="ladder-note" role="alert">
        {ladderTexts.failed(problem)}
      </p>
    );
  if (!value || !Drawn) return <p class="ladder-note dim">{ladderTexts.waiting}</p>;
  return <Drawn {...props} rungs={value} />;
}
