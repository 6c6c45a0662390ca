/** The spans of the call's trace on one time axis, each with its milliseconds. */
import { useState } from 'preact/hooks';
import type { SpanKind } from '../../core/trace/model';
import type { CallDetail } from '../../protocol/traceApi';
import { Button } from '../shared/Button';
import { formatMs } from '../shared/format';
import { Icon } from '../shared/Icon';
import { Message } from '../shared/Message';
import { SafeText } from '../shared/SafeText';
import { texts } from './texts';
import { waterfallOf, type Bar, type Waterfall } from './waterfall';

const FIRST_SPANS = 200;
const ICONS: Record<SpanKind, string> = {
  llm: 'sparkle',
  retrieval: 'search',
  rerank: 'list-ordered',
  embedding: 'symbol-misc',
  tool: 'tools',
  agent: 'hubot',
  chain: 'link',
  other: 'circle-outline',
};

export function TimingTab({ detail }: { detail: CallDetail }) {
  const [isWhole, setWhole] = useState(false);
  const waterfall = waterfallOf(detail.timing);
  if (!waterfall) return <Message tone="empty" text={texts.noTimes} />;
  const bars = isWhole ? waterfall.bars : waterfall.bars.slice(0, FIRST_SPANS);
  return (
    <div class="tab-body">
      <h2>{texts.timing(formatMs(waterfall.totalMs), waterfall.bars.length)}</h2>
      <ul class="waterfall" aria-label={texts.timingTable}>
        {bars.map((bar) => (
          <Row key={bar.span.spanId} bar={bar} waterfall={waterfall} firstToken={detail.call.timeToFirstTokenMs} />
        ))}
      </ul>
      {bars.length < waterfall.bars.length && (
        <Button kind="link" onClick={() => setWhole(true)}>
          {texts.showAllSpans(waterfall.bars.length)}
        </Button>
      )}
    </div>
  );
}

interface RowProps {
  bar: Bar;
  waterfall: Waterfall;
  firstToken: number | undefined;
}

function Row({ bar, waterfall, firstToken }: RowProps) {
  const { span } = bar;
  return (
    <>
      <li class={`span-row ${span.isThisCall ? 'is-this' : ''}`}>
        <span class="span-name" title={`${span.kind}: ${span.name}`}>
          <Icon name={ICONS[span.kind]} /> <SafeText text={span.name} />
          {span.isThisCall && <span class="visually-hidden"> ({texts.thisCall})</span>}
        </span>
        <Track bar={bar} totalMs={waterfall.totalMs} />
        {span.error !== undefined && (
          <span class="span-error">
            <Icon name="error" /> <SafeText text={span.error} />
          </span>
        )}
      </li>
      {span.isThisCall && firstToken !== undefined && bar.start !== undefined && (
        <li class="span-row is-first-token">
          <span class="span-name dim">{texts.firstToken}</span>
          <Track bar={{ ...bar, durationMs: firstToken }} totalMs={waterfall.totalMs} />
        </li>
      )}
    </>
  );
}

function Track({ bar, totalMs }: { bar: Bar; totalMs: number }) {
  const percent = (ms: number): string => `${String(Math.min(100, (ms / Math.max(1e-6, totalMs)) * 100))}%`;
  if (bar.start === undefined) return <span class="span-track dim">{texts.noTime}</span>;
  const duration = bar.durationMs ?? 0;
  return (
    <span class="span-track">
      <span class={`span-bar span-${bar.span.kind}`} style={{ left: percent(bar.start), width: percent(duration) }} />
      <span class="span-ms" style={{ left: percent(bar.start + duration) }}>
        {bar.durationMs === undefined ? texts.noEnd : formatMs(bar.durationMs)}
      </span>
    </span>
  );
}
