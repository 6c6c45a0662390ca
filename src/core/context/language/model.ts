/** What the editor asks of a text and what it is answered. Types only; offsets are UTF-16 units of the text asked about. */
import type { ContextAnswer } from '../assembly';
import type { DocumentPath, Range } from '../model';
import type { Span } from '../yaml';

export interface LanguageText {
  text: string;
  format: 'yaml' | 'json';
}

/** What is known of the document beyond its text. */
export interface LanguageKnowledge {
  /** The last numbers, as the views show them. */
  answer?: ContextAnswer;
  /** Values of variables with where they come from; those of the document's own text are left out. */
  variables?: KnownVariable[];
  /** What lies in the folder that is being typed. */
  files?: { name: string; isFolder: boolean }[];
  /** The calls of the bound trace. */
  calls?: { id: string; words: string }[];
  /** Milliseconds since the epoch. */
  now?: number;
  /** Another server of the editor answers from the schema: what it says is left out. */
  hasSchemaServer?: boolean;
}

export interface KnownVariable {
  name: string;
  value: string;
  from: 'call' | 'question';
}

export type CompletionKind =
  'key' | 'value' | 'model' | 'section' | 'variable' | 'file' | 'folder' | 'call' | 'snippet';

export interface Completion {
  label: string;
  kind: CompletionKind;
  detail?: string;
  documentation?: string;
  /** What is put in; a snippet where `isSnippet`. Its lines carry their whole indentation. */
  insert: string;
  isSnippet?: boolean;
  /** What is replaced. */
  span: Span;
  /** What the list is filtered by, where it is not the label. */
  filter?: string;
  /** Ask for completions again once it is in. */
  goesOn?: boolean;
}

export interface HoverPart {
  form: 'heading' | 'text' | 'code' | 'note';
  text: string;
}
export interface Hover {
  span: Span;
  parts: HoverPart[];
}

export interface OutlineEntry {
  name: string;
  detail: string;
  kind: 'property' | 'variables' | 'section' | 'item' | 'message' | 'tool';
  /** Of a section. */
  sectionKind?: string;
  /** Of what it says, and of its name. */
  span: Span;
  nameSpan: Span;
  children: OutlineEntry[];
}

/** A place in the document's text, or a file by its path as written. */
export type Target = { span: Span } | { file: string };

export interface Link {
  span: Span;
  file: string;
}

/** Names that can be renamed and looked for. */
export type Named = { type: 'section'; id: string } | { type: 'variable'; name: string };

export interface SpanEdit {
  span: Span;
  text: string;
}

export interface RenameAnswer {
  edits: SpanEdit[];
  /** Where the name stands in the text of a variable: files have to be looked through too. */
  variable?: { from: string; to: string };
}

export interface RangeEdit {
  range: Range;
  text: string;
}

export interface LanguageAction {
  title: string;
  kind: 'quickfix' | 'refactor' | 'extract' | 'inline';
  /** What it does, for commands that do the same. */
  does: 'extract' | 'inline' | 'budget' | 'overflow' | 'priority' | 'required' | 'window' | 'reserve';
  sectionId?: string;
  edits: RangeEdit[];
  /** The message of the finding that it mends. */
  mends?: string;
  isPreferred?: boolean;
  /** One sentence of what it does, for lists. */
  description?: string;
}

export type { DocumentPath, Range, Span };
