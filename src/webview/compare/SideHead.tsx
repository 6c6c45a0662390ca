/** Above each side: whose answer it is, which sample, how long it took. */
import type { SideOutput } from '../../core/compare/model';
import { IconButton } from '../shared/Button';
import { formatMoney, formatMs } from '../shared/format';
import { Icon } from '../shared/Icon';
import { SafeText } from '../shared/SafeText';
import { texts } from './texts';

interface SideHeadProps {
  side: SideOutput;
  label: string;
  onSample: (sample: number) => void;
}

function factsOf({ durationMs, usage, cost, servedModel, finishReason }: SideOutput): string[] {
  return [
    durationMs === undefined ? '' : texts.ms(formatMs(durationMs)),
    usage.output === undefined ? '' : texts.tokens(usage.output),
    finishReason ?? '',
    cost?.usd === undefined ? '' : formatMoney(cost),
    servedModel === undefined ? '' : texts.servedBy(servedModel),
  ].filter((fact) => fact !== '');
}

export function SideHead({ side, label, onSample }: SideHeadProps) {
  const { sample = 0, samples = 0 } = side;
  return (
    <div class="side-head">
      <h2>
        <span class="visually-hidden">{label}: </span>
        <SafeText text={side.title} />
      </h2>
      {samples > 1 && (
        <span class="sample-picker">
          {texts.sample(sample + 1, samples)}
          <IconButton
            icon="chevron-up"
            label={texts.previousSample(label)}
            disabled={sample === 0}
            onClick={() => onSample(sample - 1)}
          />
          <IconButton
            icon="chevron-down"
            label={texts.nextSample(label)}
            disabled={sample + 1 >= samples}
            onClick={() => onSample(sample + 1)}
          />
        </span>
      )}
      <span class="dim">
        <SafeText text={factsOf(side).join(' · ')} />
      </span>
    </div>
  );
}

export function SideProblem({ side }: { side: SideOutput }) {
  if (side.status === 'ok') return <div class="side-problem" />;
  return (
    <div class={`side-problem is-${side.status}`}>
      <Icon name={side.status === 'failed' ? 'error' : 'circle-slash'} />
      <SafeText text={texts.sideProblem(side.status, side.error)} />
    </div>
  );
}
