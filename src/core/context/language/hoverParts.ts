/** What a hover is made of, and what it is about. */
import type { ContextAnswer } from '../assembly';
import type { DocumentPath } from '../model';
import type { LooseNode } from './looseNode';
import type { HoverPart, LanguageKnowledge, LanguageText } from './model';

export interface HoverContext extends LanguageText {
  root: LooseNode | undefined;
  /** Of the value, or of the value that the key has. */
  path: DocumentPath;
  /** As written, where it is one word or number. */
  value: string | undefined;
  known: LanguageKnowledge;
  answer?: ContextAnswer;
}

export const text = (words: string): HoverPart => ({ form: 'text', text: words });
export const note = (words: string): HoverPart => ({ form: 'note', text: words });
export const heading = (words: string): HoverPart => ({ form: 'heading', text: words });
