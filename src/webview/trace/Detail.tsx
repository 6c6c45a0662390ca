/** One call by its context, its output, its raw record and its timing. */
import type { CallDetail, ListRow } from '../../protocol/traceApi';
import { Icon } from '../shared/Icon';
import { Message } from '../shared/Message';
import { SafeText } from '../shared/SafeText';
import { useStored } from '../shared/stored';
import { tabId, Tabs } from '../shared/Tabs';
import { useRemote } from '../shared/useRemote';
import { ContextTab } from './ContextTab';
import { OutputTab } from './OutputTab';
import { RawTab } from './RawTab';
import { texts } from './texts';
import { TimingTab } from './TimingTab';
import type { TraceHost } from './useCalls';

interface DetailProps {
  host: TraceHost;
  row: ListRow | undefined;
  /** Of the trace set once it is read: a call may grow with its log. */
  version: number;
  onReplay: (callId: string) => void;
}

const PANEL = 'call-detail';
const TABS = (['context', 'output', 'raw', 'timing'] as const).map((id) => ({ id, label: texts.tabs[id] }));

export function Detail({ host, row, version, onReplay }: DetailProps) {
  if (!row) return <Message tone="empty" text={texts.chooseCall} />;
  if (row.type === 'error') {
    const { path, line, message } = row.error;
    const where = line === undefined ? path : `${path}:${String(line)}`;
    return <Message tone="failure" text={texts.badRecord(where, message)} />;
  }
  return <CallDetailPane host={host} callId={row.row.id} version={version} onReplay={onReplay} />;
}

interface PaneProps {
  host: TraceHost;
  callId: string;
  version: number;
  onReplay: (callId: string) => void;
}

function CallDetailPane({ host, callId, version, onReplay }: PaneProps) {
  const [tab, setTab] = useStored<string>('tab', 'context');
  const detail = useRemote(`${callId} ${String(version)}`, (options) => host.request('call', { callId }, options));
  const { value, failure } = detail;
  return (
    <section class="detail" aria-label={texts.detail}>
      <div class="detail-head">
        <Tabs label={texts.detailTabs} tabs={TABS} selected={tab} onSelect={setTab} panelId={PANEL} />
        <span class="detail-id dim">
          <SafeText text={idOf(value, callId)} />
        </span>
      </div>
      {value && <Gaps detail={value} />}
      <div
        class="detail-panel"
        id={PANEL}
        role="tabpanel"
        aria-labelledby={tabId(PANEL, tab)}
        aria-busy={detail.isOld}
        tabIndex={0}
      >
        {failure && <Message tone="failure" text={texts.callFailed(failure)} />}
        {!value && !failure && <Message tone="busy" text={texts.loadingCall} />}
        {value && !failure && <TabContent {...{ host, tab, version, onReplay }} detail={value} />}
      </div>
    </section>
  );
}

function idOf(detail: CallDetail | undefined, callId: string): string {
  const traceId = detail?.call.traceId;
  return traceId === undefined ? texts.callId(callId) : texts.traceId(traceId);
}

interface TabContentProps {
  host: TraceHost;
  tab: string;
  version: number;
  detail: CallDetail;
  onReplay: (callId: string) => void;
}

function TabContent({ host, tab, version, detail, onReplay }: TabContentProps) {
  const { call } = detail;
  switch (tab) {
    case 'output':
      return <OutputTab call={call} />;
    case 'raw':
      return <RawTab key={call.id} host={host} call={call} revision={version} />;
    case 'timing':
      return <TimingTab detail={detail} />;
    default:
      return (
        <ContextTab key={call.id} host={host} callId={call.id} revision={version} onReplay={() => onReplay(call.id)} />
      );
  }
}

function Gaps({ detail: { call } }: { detail: CallDetail }) {
  const { level, fields } = call.replayability;
  if (level === 'complete') return null;
  return (
    <div class="gaps">
      <p>
        <Icon name="warning" /> {texts.incompleteTitle}
      </p>
      <ul>
        {fields.map(({ path, state, reason }) => (
          <li key={`${path} ${reason}`}>
            <SafeText text={texts.gap(path, state, reason)} />
          </li>
        ))}
      </ul>
    </div>
  );
}
