/** A document against the calls of a log: how many were sent as it says, and where each of the others first differs. */
import type { Conformance } from '../../core/context/conformance';
import type { ConformanceReport } from '../../protocol/contextTools';
import { GrowingList } from '../shared/GrowingList';
import { Icon } from '../shared/Icon';
import { Message } from '../shared/Message';
import { Pill } from '../shared/Pill';
import { SafeText } from '../shared/SafeText';
import { ToolFrame } from './ToolFrame';
import { toolTexts } from './toolTexts';

interface ConformanceViewProps {
  report: ConformanceReport;
  onOpen: (callId: string, section: string | undefined) => void;
  onClose: () => void;
}

export function ConformanceView({ report, onOpen, onClose }: ConformanceViewProps) {
  const { conformance, trace } = report;
  const differing = conformance.filter(({ equal }) => !equal);
  const all = conformance.length;
  const head = (
    <>
      <h2>{toolTexts.conformance}</h2>
      <span class="tool-sides">
        <SafeText text={trace} />
      </span>
      <span class="pills" role="status">
        <Pill tone={differing.length === 0 ? 'good' : 'bad'} icon={differing.length === 0 ? 'check' : 'error'}>
          {toolTexts.conforms(all - differing.length, all)}
        </Pill>
      </span>
    </>
  );
  return (
    <ToolFrame
      label={toolTexts.conformance}
      closeLabel={toolTexts.closeConformance}
      subject={trace}
      head={head}
      onClose={onClose}
    >
      <div class="tool-scroll" tabIndex={0} role="region" aria-label={toolTexts.differing}>
        {differing.length === 0 && <Message tone="empty" text={all === 0 ? toolTexts.noCalls : toolTexts.allConform} />}
        {differing.length > 0 && (
          <div role="list" aria-label={toolTexts.differing}>
            <GrowingList
              count={differing.length}
              step={100}
              render={(index) => {
                const found = differing[index];
                return found && <DifferingCall key={found.callId} found={found} onOpen={onOpen} />;
              }}
            />
          </div>
        )}
      </div>
    </ToolFrame>
  );
}

interface DifferingCallProps {
  found: Conformance;
  onOpen: ConformanceViewProps['onOpen'];
}

function DifferingCall({ found, onOpen }: DifferingCallProps) {
  const { callId, section, expected, actual, mark } = found;
  return (
    <div role="listitem" class="differing-call">
      <button type="button" class="differing-open" title={toolTexts.openHint} onClick={() => onOpen(callId, section)}>
        <span class="differing-name">
          <Icon name="go-to-file" /> <SafeText text={toolTexts.call(callId)} />
          <span class="dim">
            {' '}
            {section === undefined ? (
              toolTexts.noSection
            ) : (
              <>
                {toolTexts.inSection} <SafeText text={section} />
              </>
            )}
          </span>
        </span>
      </button>
      <dl class="differing-texts">
        <dt>{toolTexts.document}</dt>
        <dd>
          <Excerpt text={expected ?? ''} mark={mark?.expected} side="left" />
        </dd>
        <dt>{toolTexts.sent}</dt>
        <dd>
          <Excerpt text={actual ?? ''} mark={mark?.actual} side="right" />
        </dd>
      </dl>
    </div>
  );
}

/** What is the same up to the mark, and what differs after it. */
function Excerpt({ text, mark, side }: { text: string; mark: number | undefined; side: 'left' | 'right' }) {
  const Changed = side === 'left' ? 'del' : 'ins';
  const at = mark ?? 0;
  return (
    <span class="excerpt">
      <SafeText text={text.slice(0, at)} />
      <Changed class="word">
        <span class="visually-hidden">{toolTexts.mark}</span>
        <SafeText text={text.slice(mark === undefined ? at : at + 1)} />
      </Changed>
    </span>
  );
}
