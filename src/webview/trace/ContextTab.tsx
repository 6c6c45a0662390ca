/** The call rebuilt as a context, in the same panel as a document. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ContextOverlay } from '../../protocol/contextApi';
import { ContextPanel } from '../context/ContextPanel';
import type { ContextSource } from '../context/contextSource';
import { texts as contextTexts } from '../context/texts';
import { Message } from '../shared/Message';
import { useRemote } from '../shared/useRemote';
import { useThrottled } from '../shared/useThrottled';
import type { TraceHost } from './useCalls';

interface ContextTabProps {
  host: TraceHost;
  callId: string;
  /** Another one computes the context anew. */
  revision: number;
  onReplay: () => void;
}

/** The panel's questions, asked about this call under this what-if. */
const sourceOf = (host: TraceHost, callId: string, overlay: ContextOverlay): ContextSource => ({
  payload: (range, options) => host.request('payload', { callId, overlay, ...range }, options),
  payloadText: (range, options) => host.request('payloadText', { callId, overlay, ...range }, options),
  items: (range, options) => host.request('items', { callId, overlay, ...range }, options),
  decisions: (range, options) => host.request('decisions', { callId, overlay, ...range }, options),
  ladder: (options) => host.request('callLadder', { callId, overlay }, options),
  toolPane: () => host.request('toolPane', { callId }),
  onToolPane: (listener) =>
    host.on('toolPane', (told) => {
      if (told.callId === callId) listener(told.pane);
    }),
  closeToolPane: () => host.request('closeToolPane', { callId }),
  openReportedCall: (reported) => host.request('openReportedCall', { callId, reported }),
  contextAction: (action, sectionId) => host.request('contextAction', { callId, overlay, action, sectionId }),
});

const MOST_WAIT_MS = 1_000;

const withoutBudgets = ({ budgets: _budgets, ...rest }: ContextOverlay): ContextOverlay => rest;

export function ContextTab({ host, callId, revision, onReplay }: ContextTabProps) {
  const [wanted, setWanted] = useState<{ overlay: ContextOverlay; version: number }>({ overlay: {}, version: 1 });
  const [section, setSection] = useState('');
  useEffect(() => {
    setSection('');
    // Another call has other sections; the window and the model that are tried stay.
    setWanted((old) =>
      old.overlay.budgets ? { overlay: withoutBudgets(old.overlay), version: old.version + 1 } : old,
    );
  }, [callId]);
  // A new question calls the open one off: while a handle moves, each is given the time that the last one took.
  const took = useRef(0);
  const { overlay, version } = useThrottled(wanted, took.current);
  const question = `${callId} ${String(revision)} ${String(version)}`;
  const { value, failure } = useRemote(question, async (options) => {
    const start = performance.now();
    const snapshot = await host.request('callContext', { callId, overlay, version }, options);
    took.current = Math.min(MOST_WAIT_MS, performance.now() - start);
    return snapshot;
  });
  const source = useMemo(() => sourceOf(host, callId, overlay), [host, callId, overlay]);
  if (failure) return <Message tone="failure" text={contextTexts.noAnswer(failure)} />;
  if (!value) return <Message tone="busy" text={contextTexts.waiting} />;
  return (
    <ContextPanel
      snapshot={value}
      source={source}
      selected={section || null}
      onSelect={setSection}
      onOverlay={(next) => setWanted((old) => ({ overlay: next, version: old.version + 1 }))}
      onReplay={onReplay}
    />
  );
}
