/** What the Context view shows, from an assembly: the same value for a document and for a rebuilt call. */
import { listModels } from '../tokens/catalogue';
import { toContextAnswer } from './answer';
import { ownSettingsOf } from './overlayOwn';
import { payloadSummary } from './payloadRows';
import type { ContextOverlay, ContextSnapshot } from './snapshotModel';
import { shownAnswer } from './snapshotParts';
import type { Assembly, ResolvedDocument } from './assembly';
import type { Diagnostic, ParsedDocument } from './model';

export interface SnapshotOptions {
  version: number;
  title: string;
  subtitle: string;
  mode: ContextSnapshot['mode'];
  overlay: ContextOverlay;
  sectionRanges?: ContextSnapshot['sectionRanges'];
  isOutdated?: boolean;
  boundCall?: { id: string; trace: string };
  /** Where the resolved document is not that of a text. */
  own?: ContextSnapshot['own'];
  /** In place of the assembly's own, where they have their ranges. */
  diagnostics?: Diagnostic[];
}

export function toSnapshot(assembly: Assembly, resolved: ResolvedDocument, options: SnapshotOptions): ContextSnapshot {
  const { version, title, subtitle, mode, overlay, boundCall } = options;
  const answer = shownAnswer(toContextAnswer(assembly));
  return {
    version,
    title,
    subtitle,
    mode,
    answer: { ...answer, diagnostics: options.diagnostics ?? answer.diagnostics },
    payload: payloadSummary(assembly.payload),
    overlay,
    own: options.own ?? ownSettingsOf(resolved, assembly.window),
    models: offeredModels(),
    sectionRanges: options.sectionRanges ?? {},
    isOutdated: options.isOutdated ?? false,
    ...(boundCall ? { boundCall } : {}),
    replacedByDocuments: resolved.replacedByDocuments,
    notCarried: resolved.notCarried,
  };
}

/** What the model picker offers. */
export function offeredModels(): ContextSnapshot['models'] {
  return listModels().map(({ id, window }) => ({ id, window: window ?? null }));
}

/** The whole of each section in the document's text. */
export function sectionRangesOf(parsed: ParsedDocument): ContextSnapshot['sectionRanges'] {
  const ranges: ContextSnapshot['sectionRanges'] = {};
  parsed.document?.sections.forEach(({ id }, index) => {
    const range = parsed.extent(['sections', index]);
    if (range) ranges[id] = range;
  });
  return ranges;
}
