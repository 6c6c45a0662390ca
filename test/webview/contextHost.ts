/** A host of the Context view that answers what it must; a test gives what it is about. */
import type { ContextSnapshot, ContextViewMethods } from '../../src/protocol/contextApi';
import type { Handlers } from '../../src/protocol/rpcPeer';
import { contextParts } from './contextFixtures';

const nothing = (): null => null;

/** `shown`: the snapshot that the test has sent last. */
export const contextHost = (
  shown: () => ContextSnapshot,
  own: Partial<Handlers<ContextViewMethods>> = {},
): Handlers<ContextViewMethods> => ({
  ready: nothing,
  setOverlay: nothing,
  revealSection: nothing,
  runAction: nothing,
  contextAction: nothing,
  toolPane: nothing,
  closeToolPane: nothing,
  openReportedCall: nothing,
  ladder: () => [],
  applyOverlay: () => ({ message: 'Applied.' }),
  ...contextParts(shown),
  ...own,
});
