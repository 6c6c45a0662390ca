/** Two contexts side by side: tokens by section with their difference, then the payload line by line. */
import type { ContextComparison } from '../../core/context/comparison';
import { Icon } from '../shared/Icon';
import { Pill } from '../shared/Pill';
import { SafeText } from '../shared/SafeText';
import { ComparisonPayload } from './ComparisonPayload';
import { ComparisonSections } from './ComparisonSections';
import { ToolFrame } from './ToolFrame';
import { toolTexts } from './toolTexts';

interface ComparisonProps {
  comparison: ContextComparison;
  onSelect: (sectionId: string) => void;
  onClose: () => void;
}

export function Comparison({ comparison, onSelect, onClose }: ComparisonProps) {
  const { left, right } = comparison;
  const head = (
    <>
      <h2>{toolTexts.comparison}</h2>
      <span class="tool-sides">
        <SafeText text={left.title} /> <Icon name="arrow-right" /> <SafeText text={right.title} />
      </span>
      <Summary comparison={comparison} />
    </>
  );
  return (
    <ToolFrame
      label={toolTexts.comparison}
      closeLabel={toolTexts.closeComparison}
      subject={`${left.title}\n${right.title}`}
      head={head}
      onClose={onClose}
    >
      <div class="tool-scroll" tabIndex={0} role="region" aria-label={toolTexts.payload} id="comparison-scroll">
        <ComparisonSections comparison={comparison} onSelect={onSelect} />
        <ComparisonPayload comparison={comparison} />
      </div>
    </ToolFrame>
  );
}

function Summary({ comparison }: { comparison: ContextComparison }) {
  const changed = comparison.messages.filter(({ state }) => state !== 'equal').length;
  return (
    <span class="pills" role="status">
      {comparison.equal ? (
        <Pill tone="good" icon="check">
          {toolTexts.equal}
        </Pill>
      ) : (
        <Pill tone="accent">{toolTexts.differs(changed, comparison.total.difference.tokens)}</Pill>
      )}
      {comparison.coarse && (
        <Pill tone="warning" icon="warning" title={toolTexts.coarseHint}>
          {toolTexts.coarse}
        </Pill>
      )}
    </span>
  );
}
