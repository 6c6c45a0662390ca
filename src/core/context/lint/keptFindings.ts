/**
 * Findings of a moment ago, for a document that was edited since: those of sections that are gone go, the others move with
 * their section. It never looks for new ones.
 */
import type { Diagnostic, DocumentPath, Section } from '../model';

export function keptFindings(found: readonly Diagnostic[], sections: readonly Pick<Section, 'id'>[]): Diagnostic[] {
  const indexes = new Map(sections.map(({ id }, index) => [id, index]));
  return found.flatMap((finding) => {
    if (finding.sectionId === undefined) return [finding];
    const index = indexes.get(finding.sectionId);
    return index === undefined ? [] : [movedTo(finding, index)];
  });
}

function movedTo({ path, fix, ...finding }: Diagnostic, index: number): Diagnostic {
  // What a fix changes in other sections may have moved, too: it comes anew with the next findings.
  const isFixInPlace = fix?.edits.every((edit) => !isElsewhere(edit.path, index));
  return {
    ...finding,
    ...(path ? { path: isElsewhere(path, index) ? ['sections', index, ...path.slice(2)] : path } : {}),
    ...(fix && isFixInPlace ? { fix } : {}),
  };
}

const isElsewhere = (path: DocumentPath, index: number): boolean => path[0] === 'sections' && path[1] !== index;
