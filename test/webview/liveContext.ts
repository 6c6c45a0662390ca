/** A host that computes: the Context view of a real document, each what-if assembled anew as the extension does it. */
import { textAfter, overlayEditsOf } from '../../src/core/context/overlayEdits';
import { createContextService } from '../../src/node/contextService';
import { partHandlers } from '../../src/node/shownContexts';
import type {
  ContextOverlay,
  ContextSnapshot,
  ContextViewEvents,
  ContextViewMethods,
} from '../../src/protocol/contextApi';
import { contextHost } from './contextHost';
import type { OpenOptions, Screen, Screens } from './screen';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const PATH = '/nowhere/live.context.yaml';

export interface LiveContext {
  view: Screen<ContextViewEvents>;
  /** Each what-if that the view asked for. */
  overlays: ContextOverlay[];
  /** The ladder was asked for so often. */
  ladders(): number;
  snapshot(): ContextSnapshot;
  /** The document's text, with what was applied. */
  text(): string;
  /** The user typed. */
  type(text: string): Promise<void>;
}

export async function openLive(screens: Screens, text: string, options: OpenOptions = {}): Promise<LiveContext> {
  const service = createContextService();
  const state: { text: string; overlay: ContextOverlay; version: number; ladders: number } = {
    text,
    overlay: {},
    version: 0,
    ladders: 0,
  };
  const overlays: ContextOverlay[] = [];
  let shown: ContextSnapshot | undefined;
  const compute = async (): Promise<ContextSnapshot> => {
    const { overlay } = state;
    const version = ++state.version;
    const update = { path: PATH, format: 'yaml' as const, text: state.text, version, overlay, now: NOW };
    const { snapshot, diagnostics } = await service.update(update);
    if (!snapshot) throw new Error(diagnostics.map(({ message }) => message).join(' '));
    shown = snapshot;
    return snapshot;
  };
  const first = await compute();
  const send = async (): Promise<void> => view.emit('snapshot', await compute());
  const parts = partHandlers<{ path: string }>(({ path, version }) => service.shown(path, version));
  const view = await screens.open<ContextViewMethods, ContextViewEvents>(
    'context',
    contextHost(() => shown ?? first, {
      setOverlay: async (overlay) => {
        overlays.push(overlay);
        state.overlay = overlay;
        // Of two that come at once the older is refused: the newer one follows.
        await send().catch(() => undefined);
        return null;
      },
      payload: (range, signal) => parts.payload({ ...range, path: PATH }, signal),
      payloadText: (range, signal) => parts.payloadText({ ...range, path: PATH }, signal),
      items: (range, signal) => parts.items({ ...range, path: PATH }, signal),
      decisions: (range, signal) => parts.decisions({ ...range, path: PATH }, signal),
      ladder: () => {
        state.ladders++;
        return service.ladder({ path: PATH, overlay: state.overlay, now: NOW });
      },
      applyOverlay: async () => {
        const found = overlayEditsOf(state.text, 'yaml', state.overlay);
        if ('refusal' in found) throw new Error(found.refusal);
        state.text = textAfter(state.text, found.edits);
        state.overlay = {};
        await send();
        return { message: found.message };
      },
    }),
    options,
  );
  view.emit('snapshot', first);
  await view.page.locator('.sections').waitFor();
  return {
    view,
    overlays,
    ladders: () => state.ladders,
    snapshot: () => shown ?? first,
    text: () => state.text,
    type: async (next) => {
      state.text = next;
      await send();
    },
  };
}

const words = (count: number, word: string): string => Array.from({ length: count }, () => word).join(' ');

/** Eight sections' worth of everything: items with scores and ages, a share of the window, what is required. */
export const LIVE_TEXT = `# A comment that stays.
version: 1
name: Support answer
model: gpt-4o
window: 2600
reserve: 200
sections:
  - id: instructions
    kind: instructions
    required: true
    budget: { max: 400 } # as agreed
    text: ${words(180, 'Answer')}
  - id: examples
    kind: examples
    budget: { max: 10% }
    overflow: truncate-end
    text: ${words(300, 'example')}
  - id: documents
    kind: documents
    overflow: drop-lowest-score
    freshness: { maxAge: 24h, onStale: warn }
    budget:
      max: 1500
      min: 300
    items:
${Array.from(
  { length: 9 },
  (_, index) => `      - id: doc-${String(index + 1)}
        score: 0.${String(((index * 37) % 83) + 10)}
        asOf: 2026-11-${String(15 + (index % 8))}T08:00:00Z
        source: kb/${index % 3 === 0 ? 'returns' : `page-${String(index)}`}.md
        text: ${words(110 + index * 11, 'returns')}`,
).join('\n')}
  - id: history
    kind: history
    overflow: drop-oldest
    messages:
      - role: user
        text: ${words(150, 'broken')}
      - role: assistant
        text: ${words(120, 'sorry')}
      - role: user
        text: ${words(100, 'delivered')}
  - id: notes
    overflow: { policy: truncate-end, fallback: { text: In short. } }
    priority: 20
    text: ${words(260, 'note')}
  - id: question
    kind: query
    required: true
    text: Can I still get my money back?
`;
