/** What tools show in a view: the newest pane of one view, until it is closed. A call's goes with another call's. */
import type { ContextToolPane } from '../../protocol/contextTools';

export interface ShownPane {
  pane: ContextToolPane;
  /** Which call, where the view shows several. */
  key?: string;
  /** A call that the pane names was chosen. */
  openCall?: (callId: string) => Promise<void>;
}

export class ToolPanes {
  private current: ShownPane | undefined;

  /** `onChange`: the view is to be told. */
  constructor(private readonly onChange: (key: string, pane: ContextToolPane | null) => void) {}

  get(key = ''): ContextToolPane | null {
    return this.shown(key)?.pane ?? null;
  }

  show(shown: ShownPane): void {
    this.current = shown;
    this.onChange(shown.key ?? '', shown.pane);
  }

  close(key = ''): null {
    if (this.shown(key)) this.current = undefined;
    this.onChange(key, null);
    return null;
  }

  async openCall(callId: string): Promise<null> {
    await this.current?.openCall?.(callId);
    return null;
  }

  private shown(key: string): ShownPane | undefined {
    return this.current && (this.current.key ?? '') === key ? this.current : undefined;
  }
}
