/** The payload exactly as sent: messages by role, each section's rule in its colour, what was cut struck through. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { PayloadSegment, SectionLedger } from '../../core/context/assembly';
import type { SectionKind } from '../../core/context/model';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { GrowingList } from '../shared/GrowingList';
import { Icon } from '../shared/Icon';
import { LongText } from '../shared/LongText';
import { memo } from '../shared/memo';
import { Pill } from '../shared/Pill';
import { KIND_ICONS } from '../shared/sectionKinds';
import { payloadRows, type PayloadBlock, type PayloadHead } from './payloadBlocks';
import { texts } from './texts';
import { SafeText } from '../shared/SafeText';

interface PayloadProps {
  snapshot: ContextSnapshot;
  selected: string | null;
  /** Another value brings the selection into view; '' leaves the scrolling alone. */
  reveal: string;
  onSelect: (sectionId: string) => void;
}

/** Where the view is narrow, table and payload share one scroll: what was chosen in the table must not leave. */
function isBelowTable(box: HTMLElement): boolean {
  const pane = box.closest('.pane');
  return pane !== null && getComputedStyle(pane).overflowY === 'visible';
}

export const Payload = memo(({ snapshot, selected, reveal, onSelect }: PayloadProps) => {
  const { payload, answer } = snapshot;
  const rows = useMemo(() => payloadRows(payload), [payload]);
  const kinds = useMemo(() => kindsOf(answer.sections), [answer.sections]);
  const box = useRef<HTMLElement>(null);
  const target = rows.findIndex((row) => row.type === 'block' && row.sectionId === selected);
  useEffect(() => {
    if (reveal === '' || !box.current || isBelowTable(box.current)) return;
    box.current.querySelector('.payload-block.is-selected')?.scrollIntoView({ block: 'nearest' });
  }, [reveal]);
  const sent = payload.filter((message) => message.sent).length;
  return (
    <section class="payload" aria-labelledby="payload-title" ref={box}>
      <h2 id="payload-title">{texts.payload(sent)}</h2>
      {rows.length === 0 && <p class="dim">{texts.emptyPayload}</p>}
      <GrowingList
        count={rows.length}
        upTo={Math.max(0, target)}
        render={(index) => {
          const row = rows[index];
          if (!row) return null;
          if (row.type === 'head') return <Head key={index} row={row} />;
          const isSelected = row.sectionId === selected;
          const kind = kinds.get(row.sectionId) ?? 'other';
          return <Block key={index} {...{ row, kind, isSelected, onSelect }} />;
        }}
      />
    </section>
  );
});

const kindsOf = (sections: SectionLedger[]): Map<string, SectionKind> =>
  new Map(sections.map((section) => [section.id, section.kind]));

function Head({ row: { message } }: { row: PayloadHead }) {
  return (
    <h3 class={`payload-role ${message.sent ? '' : 'is-cut'}`}>
      {message.role}
      {message.name !== undefined && (
        <span class="dim">
          {' '}
          <SafeText text={message.name} />
        </span>
      )}
      {!message.sent && <Pill tone="bad">{texts.messageNotSent}</Pill>}
    </h3>
  );
}

interface BlockProps {
  row: PayloadBlock;
  kind: SectionKind;
  isSelected: boolean;
  onSelect: (sectionId: string) => void;
}

const Block = memo(({ row, kind, isSelected, onSelect }: BlockProps) => (
  <div
    class={`payload-block kind-${kind} ${isSelected ? 'is-selected' : ''}`}
    onClick={() => (hasTextSelected() ? undefined : onSelect(row.sectionId))}
  >
    {row.isFirst && (
      <span class="payload-section">
        <Icon name={KIND_ICONS[kind]} />
        <SafeText text={row.sectionId} />
      </span>
    )}
    {row.segments.map((segment, index) => (
      <Segment key={index} segment={segment} isSent={row.isSent} />
    ))}
  </div>
));

/** Dragging over text to copy it is no click on the section. */
const hasTextSelected = (): boolean => window.getSelection()?.isCollapsed === false;

const SEGMENT_ICONS: Partial<Record<PayloadSegment['kind'], string>> = {
  image: 'file-media',
  audio: 'unmute',
  file: 'file',
  toolCall: 'symbol-method',
  toolResult: 'output',
  reasoning: 'lightbulb',
  refusal: 'circle-slash',
  unknown: 'question',
};

function Segment({ segment, isSent }: { segment: PayloadSegment; isSent: boolean }) {
  const icon = SEGMENT_ICONS[segment.kind];
  const content = (
    <>
      {icon && <Icon name={icon} />}
      <LongText text={segment.text} />
    </>
  );
  if (segment.state === 'mark') return <span class="segment-mark">{content}</span>;
  if (segment.state === 'sent' && isSent) return <span class={`segment segment-${segment.kind}`}>{content}</span>;
  return (
    <del class="segment segment-cut">
      <span class="visually-hidden">{texts.cutText}</span>
      {content}
      <span class="visually-hidden">{texts.cutEnd}</span>
    </del>
  );
}
