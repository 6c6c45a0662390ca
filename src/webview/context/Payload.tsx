/** The payload exactly as sent: messages by role, each section's rule in its colour, what was cut struck through. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SectionLedger } from '../../core/context/assembly';
import type { SectionKind } from '../../core/context/model';
import type { PayloadBlock, PayloadHead, PayloadRow, ShownSegment } from '../../core/context/payloadRows';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { Icon } from '../shared/Icon';
import { memo } from '../shared/memo';
import { PagedRows } from '../shared/PagedRows';
import { Pill } from '../shared/Pill';
import { KIND_ICONS } from '../shared/sectionKinds';
import { useThrottled } from '../shared/useThrottled';
import type { ContextSource } from './contextSource';
import { PayloadSource } from './payloadSource';
import { PayloadText } from './PayloadText';
import { texts } from './texts';
import { SafeText } from '../shared/SafeText';

interface PayloadProps {
  snapshot: ContextSnapshot;
  source: ContextSource;
  selected: string | null;
  /** Another value brings the selection into view; '' leaves the scrolling alone. */
  reveal: string;
  onSelect: (sectionId: string) => void;
}

/** While one types, rows on screen are asked for at most this often. */
const ASK_EVERY_MS = 100;

/** Where the view is narrow, table and payload share one scroll: what was chosen in the table must not leave. */
function isBelowTable(box: HTMLElement): boolean {
  const pane = box.closest('.pane');
  return pane !== null && getComputedStyle(pane).overflowY === 'visible';
}

export const Payload = memo((props: PayloadProps) => {
  const { snapshot, selected, reveal } = props;
  const { sent, rows, firstRows } = snapshot.payload;
  const box = useRef<HTMLElement>(null);
  const from = usePayloadSource(props);
  const render = useRow(props, from);
  const [shownReveal, setShownReveal] = useState('');
  useEffect(() => setShownReveal(box.current && !isBelowTable(box.current) ? reveal : ''), [reveal]);
  return (
    <section class="payload" aria-labelledby="payload-title" ref={box}>
      <h2 id="payload-title">{texts.payload(sent)}</h2>
      {rows === 0 && <p class="dim">{texts.emptyPayload}</p>}
      <PagedRows
        total={rows}
        version={useThrottled(snapshot.payload, ASK_EVERY_MS)}
        load={from.rows}
        render={render}
        target={selected !== null && Object.hasOwn(firstRows, selected) ? firstRows[selected] : undefined}
        reveal={shownReveal}
        texts={texts.payloadRows}
      />
    </section>
  );
});

function usePayloadSource({ snapshot, source }: PayloadProps): PayloadSource {
  const from = useMemo(() => new PayloadSource(source, snapshot.version), []);
  from.source = source;
  from.version = snapshot.version;
  useEffect(() => from.moved(), [from, snapshot.payload]);
  return from;
}

/** Draws a row; the same function until what it looks like changes, so that rows which stay are not drawn anew. */
function useRow({ snapshot, selected, onSelect }: PayloadProps, from: PayloadSource) {
  const { sections } = snapshot.answer;
  const kindNames = sections.map(({ id, kind }) => `${id} ${kind}`).join('\n');
  const kinds = useMemo(() => kindsOf(sections), [kindNames]);
  const press = useRef(onSelect);
  press.current = onSelect;
  const select = useCallback((sectionId: string) => press.current(sectionId), []);
  return useCallback(
    (row: PayloadRow, index: number) => {
      if (row.type === 'head') return <Head key={index} row={row} />;
      const isSelected = row.sectionId === selected;
      const kind = kinds.get(row.sectionId) ?? 'other';
      return <Block key={index} {...{ row, index, from, kind, isSelected }} onSelect={select} />;
    },
    [from, kinds, selected, select],
  );
}

const kindsOf = (sections: SectionLedger[]): Map<string, SectionKind> =>
  new Map(sections.map((section) => [section.id, section.kind]));

function Head({ row: message }: { row: PayloadHead }) {
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
  index: number;
  from: PayloadSource;
  kind: SectionKind;
  isSelected: boolean;
  onSelect: (sectionId: string) => void;
}

const Block = memo(({ row, index, from, kind, isSelected, onSelect }: BlockProps) => (
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
    {row.segments.map((segment, place) => (
      <Segment key={place} {...{ segment, place, from }} row={index} isSent={row.isSent} />
    ))}
  </div>
));

/** Dragging over text to copy it is no click on the section. */
const hasTextSelected = (): boolean => window.getSelection()?.isCollapsed === false;

const SEGMENT_ICONS: Partial<Record<ShownSegment['kind'], string>> = {
  image: 'file-media',
  audio: 'unmute',
  file: 'file',
  toolCall: 'symbol-method',
  toolResult: 'output',
  reasoning: 'lightbulb',
  refusal: 'circle-slash',
  unknown: 'question',
};

interface SegmentProps {
  segment: ShownSegment;
  isSent: boolean;
  row: number;
  place: number;
  from: PayloadSource;
}

function Segment({ segment, isSent, row, place, from }: SegmentProps) {
  const icon = SEGMENT_ICONS[segment.kind];
  const content = (
    <>
      {icon && <Icon name={icon} />}
      <PayloadText text={segment.text} length={segment.length} {...{ row, from }} segment={place} />
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
