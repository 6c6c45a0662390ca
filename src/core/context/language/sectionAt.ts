/** Which section a place is in, and what stands in it. */
import type { DocumentPath } from '../model';
import { nodeAtPath, textAt, type LooseNode } from './looseNode';

export const CONTENTS = ['text', 'file', 'items', 'messages', 'tools', 'from'];

export interface SectionPlace {
  index: number;
  id: string | undefined;
  node: LooseNode;
  path: DocumentPath;
}

export function sectionOf(root: LooseNode | undefined, path: DocumentPath): SectionPlace | undefined {
  const [first, index] = path;
  if (first !== 'sections' || typeof index !== 'number') return undefined;
  const at = ['sections', index];
  const node = nodeAtPath(root, at);
  return node && { index, id: textAt(root, [...at, 'id']), node, path: at };
}

export function sectionsIn(root: LooseNode | undefined): SectionPlace[] {
  const { items = [] } = nodeAtPath(root, ['sections']) ?? {};
  return items.map((node, index) => {
    const path = ['sections', index];
    return { index, id: textAt(root, [...path, 'id']), node, path };
  });
}

const TEMPLATED = new Set(['text', 'before', 'after', 'itemTemplate', 'separator']);

/** Whether {{variables}} are replaced in the value at a path (design §3). */
export function holdsVariables(root: LooseNode | undefined, path: DocumentPath): boolean {
  const [first, second, third, fourth, fifth] = path;
  if (first === 'variables') return path.length === 2;
  if (first !== 'sections' || typeof second !== 'number' || typeof third !== 'string') return false;
  if (path.length === 3) return TEMPLATED.has(third);
  if (third === 'retrieval') return fourth === 'query' && path.length === 4;
  if (third === 'overflow') return fourth === 'fallback' && fifth === 'text';
  return third === 'messages' && textAt(root, ['sections', second, 'template']) === 'true' && path.at(-1) === 'text';
}

/** Whether the value at a path names a file. */
export function isFilePath({ path }: { path: DocumentPath }): boolean {
  const [first, second, third, fourth, fifth] = path;
  if (first === 'sample') return second === 'trace' && path.length === 2;
  if (first !== 'sections') return false;
  return (third === 'file' && path.length === 3) || (third === 'overflow' && fourth === 'fallback' && fifth === 'file');
}
