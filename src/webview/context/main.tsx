/** The Context view of a document: shows the host's snapshots and tells it what the user wants. */
import { render } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ContextOverlay, ContextSnapshot, ContextViewEvents, ContextViewMethods } from '../../protocol/contextApi';
import { connect, sentenceOf } from '../shared/host';
import { Message } from '../shared/Message';
import { useStored } from '../shared/stored';
import { ContextPanel } from './ContextPanel';
import type { ContextSource } from './contextSource';
import { texts } from './texts';
import './main.css';

const host = connect<ContextViewMethods, ContextViewEvents>();

const source: ContextSource = {
  payload: (range, options) => host.request('payload', range, options),
  payloadText: (range, options) => host.request('payloadText', range, options),
  items: (range, options) => host.request('items', range, options),
  decisions: (range, options) => host.request('decisions', range, options),
  ladder: (options) => host.request('ladder', null, options),
  toolPane: () => host.request('toolPane', null),
  onToolPane: (listener) => host.on('toolPane', ({ pane }) => listener(pane)),
  closeToolPane: () => host.request('closeToolPane', null),
  openReportedCall: (reported) => host.request('openReportedCall', { reported }),
  contextAction: (action, sectionId) => host.request('contextAction', { action, sectionId }),
  applyOverlay: () => host.request('applyOverlay', null),
};

function Screen() {
  const [snapshot, setSnapshot] = useState<ContextSnapshot | undefined>();
  const [failure, setFailure] = useState<string | undefined>();
  const [selected, setSelected] = useStored<string>('section', '');
  const fail = useCallback((error: unknown) => setFailure(sentenceOf(error)), []);
  useEffect(() => {
    host.on('snapshot', (next) => {
      setFailure(undefined);
      setSnapshot((old) => (old && old.version > next.version ? old : next));
    });
    host.on('failure', ({ message }) => setFailure(message));
    host.on('selectedSection', ({ sectionId }) => setSelected(sectionId ?? ''));
    host.request('ready', null).catch(fail);
  }, [fail, setSelected]);

  const select = useCallback(
    (sectionId: string) => {
      setSelected(sectionId);
      host.request('revealSection', { sectionId }).catch(fail);
    },
    [fail, setSelected],
  );
  if (!snapshot) return failure ? <Message tone="failure" text={texts.noAnswer(failure)} /> : <Waiting />;
  return (
    <main class="screen">
      {failure && <Message tone="failure" text={failure} />}
      <ContextPanel
        snapshot={snapshot}
        source={source}
        selected={selected || null}
        onSelect={select}
        onOverlay={(overlay: ContextOverlay) => void host.request('setOverlay', overlay).catch(fail)}
        onReplay={() => void host.request('runAction', { action: 'replay' }).catch(fail)}
      />
    </main>
  );
}

const Waiting = () => <Message tone="busy" text={texts.waiting} />;

const root = document.getElementById('root');
if (root) render(<Screen />, root);
