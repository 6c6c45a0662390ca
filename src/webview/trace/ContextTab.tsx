/** The call rebuilt as a context, in the same panel as a document. */
import { useEffect, useState } from 'preact/hooks';
import type { ContextOverlay } from '../../protocol/contextApi';
import { ContextPanel } from '../context/ContextPanel';
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

export function ContextTab({ host, callId, revision, onReplay }: ContextTabProps) {
  const [overlay, setOverlay] = useState<ContextOverlay>({});
  const [version, setVersion] = useState(1);
  const [section, setSection] = useState('');
  useEffect(() => setSection(''), [callId]);
  const question = `${callId} ${String(revision)} ${String(version)}`;
  const { value, failure } = useRemote(question, (options) =>
    host.request('callContext', { callId, overlay, version }, options),
  );
  if (failure) return <Message tone="failure" text={contextTexts.noAnswer(failure)} />;
  if (!value) return <Message tone="busy" text={contextTexts.waiting} />;
  return (
    <ContextPanel
      snapshot={value}
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
