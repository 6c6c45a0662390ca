/** What the overflow menu of the context panel offers, in its order. The host does the work: see `runAction`. */
import type { ContextActionId, ContextSnapshot } from '../../protocol/contextApi';

export interface ContextAction {
  id: ContextActionId;
  /** As its command in the palette. */
  label: string;
  /** A codicon. */
  icon: string;
  isOffered(snapshot: ContextSnapshot): boolean;
}

const always = (): boolean => true;
const isCall = ({ mode }: ContextSnapshot): boolean => mode === 'call';
const isConverted = ({ converted }: ContextSnapshot): boolean => converted !== undefined;
const isDocument = ({ mode }: ContextSnapshot): boolean => mode === 'document';

export const CONTEXT_ACTIONS: readonly ContextAction[] = [
  { id: 'createDocument', label: 'Create Context Document from Call…', icon: 'new-file', isOffered: isCall },
  { id: 'convertDocument', label: 'Convert to Context Document…', icon: 'new-file', isOffered: isConverted },
  { id: 'compareWith', label: 'Compare With…', icon: 'diff', isOffered: always },
  { id: 'copyRequest', label: 'Copy as Request…', icon: 'copy', isOffered: always },
  { id: 'revealInCode', label: 'Reveal Section in Code', icon: 'go-to-file', isOffered: always },
  { id: 'checkLog', label: 'Check Against a Log…', icon: 'checklist', isOffered: isDocument },
];

/** Where a key goes in a menu of `count` rows; undefined: the key does not move. Before the first row: −1. */
export function menuTarget(key: string, index: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (index + 1) % count;
  if (key === 'ArrowUp') return index <= 0 ? count - 1 : index - 1;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}

/** The next row, from the one after `index` on, whose label starts with the letter. */
export function menuMatch(letter: string, index: number, labels: readonly string[]): number | undefined {
  if (letter.length !== 1 || letter.trim() === '') return undefined;
  for (let step = 1; step <= labels.length; step++) {
    const at = (index + step) % labels.length;
    if (labels[at]?.toLowerCase().startsWith(letter.toLowerCase())) return at;
  }
  return undefined;
}
