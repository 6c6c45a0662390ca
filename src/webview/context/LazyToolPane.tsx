/** Fetches the code of the tools' results when there is one to show; few views ever need it. */
import { Button } from '../shared/Button';
import { Message } from '../shared/Message';
import { useModule } from '../shared/useModule';
import { texts } from './texts';
import type { ToolPaneProps } from './ToolPane';
// Styles of modules that are fetched later are not fetched with them.
import '../shared/diff.css';
import './toolPane.css';

const load = async () => (await import('./ToolPane')).ToolPane;

export function LazyToolPane(props: ToolPaneProps) {
  const { value: Pane, failure } = useModule(load);
  if (Pane) return <Pane {...props} />;
  if (failure === undefined) return <Message tone="busy" text={texts.toolWaiting} />;
  return (
    <>
      <Message tone="failure" text={texts.noTool(failure)} />
      <Button onClick={props.onClose}>{texts.closeTool}</Button>
    </>
  );
}
