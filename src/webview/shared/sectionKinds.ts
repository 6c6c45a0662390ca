/** How each kind of section is shown: an icon beside its colour (the colour is in kinds.css). */
import type { SectionKind } from '../../core/context/model';

export const KIND_ICONS: Record<SectionKind, string> = {
  instructions: 'book',
  examples: 'beaker',
  documents: 'files',
  history: 'comment-discussion',
  toolResults: 'output',
  userState: 'account',
  tools: 'tools',
  query: 'question',
  other: 'circle-outline',
};

export const KIND_NAMES: Record<SectionKind, string> = {
  instructions: 'instructions',
  examples: 'examples',
  documents: 'documents',
  history: 'history',
  toolResults: 'tool results',
  userState: 'user state',
  tools: 'tools',
  query: 'query',
  other: 'other',
};
