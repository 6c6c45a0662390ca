/**
 * What the context panel asks of its host: the same for a document and for a logged call, so that the panel never knows
 * which of the two it shows. Each answer is of the context that is on screen, under its what-if.
 */
import type { Decision, ItemLedger, LadderRung } from '../../core/context/assembly';
import type { PayloadPage, PayloadText, PayloadTextRange, RowRange } from '../../core/context/payloadRows';
import type { ItemRange, ListPage } from '../../core/context/snapshotParts';
import type { ApplyResult, ContextActionId } from '../../protocol/contextApi';
import type { ContextToolPane } from '../../protocol/contextTools';
import type { CallOptions } from '../../protocol/rpcPeer';

export interface ContextSource {
  /** Rows of the payload of one version of the snapshot. */
  payload(range: RowRange, options?: CallOptions): Promise<PayloadPage>;
  /** More of a text of which a page held the beginning. */
  payloadText(range: PayloadTextRange, options?: CallOptions): Promise<PayloadText>;
  /** Of a section that holds items. */
  items(range: ItemRange, options?: CallOptions): Promise<ListPage<ItemLedger>>;
  decisions(range: RowRange, options?: CallOptions): Promise<ListPage<Decision>>;
  /** What is kept at which window sizes; windows descend. */
  ladder(options?: CallOptions): Promise<LadderRung[]>;
  /** An action of the header's menu; the host asks and answers, and says itself what went wrong. */
  contextAction(action: ContextActionId, sectionId: string | null): Promise<null>;
  /** What a tool shows in place of table and payload; `onToolPane` tells of each change and gives what stops it. */
  toolPane(): Promise<ContextToolPane | null>;
  onToolPane(listener: (pane: ContextToolPane | null) => void): () => void;
  closeToolPane(): Promise<null>;
  openReportedCall(callId: string): Promise<null>;
  /** Writes the what-if into the text, as one edit. Documents only. */
  applyOverlay?(): Promise<ApplyResult>;
}
