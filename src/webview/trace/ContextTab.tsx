/** The call rebuilt as a context, in the same panel as a document. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ContextOverlay } from '../../protocol/contextApi';
import { ContextPanel } from '../context/ContextPanel';
import type { ContextSource } from '../context/contextSource';
import { texts as contextTexts } from '../context/texts';
import { Message } from '../shared/Message';
import { useRemote } from '../shared/useRemote';
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
  contextAction: (action, sectionId) => host.request('contextAction', { callId, overlay, action, sectionId }),
});

export function ContextTab({ host, callId, revision, onReplay }: ContextTabProps) {
  const [overlay, setOverlay] = useState<ContextOverlay>({});
  const [version, setVersion] = useState(1);
  const [section, setSection] = useState('');
  useEffect(() => setSection(''), [callId]);
  const question = `${callId} ${String(revision)} ${String(version)}`;
  const { value, failure } = useRemote(question, (options) =>
    host.request('callContext', { callId, overlay, version }, options),
  );
  const source = useMemo(() => sourceOf(host, callId, overlay), [host, callId, overlay]);
  if (failure) return <Message tone="failure" text={contextTexts.noAnswer(failure)} />;
  if (!value) return <Message tone="busy" text={contextTexts.waiting} />;
  return (
    <ContextPanel
      snapshot={value}
      source={source}
      selected={section || null}
      onSelect={setSection}
      onOverlay={(next) => {
        setOverlay(next);
        setVersion(version + 1);
      }}
      onReplay={onReplay}
    />
  );
}
