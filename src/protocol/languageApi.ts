/** What the editor's language features ask of the document worker. Types only; offsets are UTF-16 units of the text. */
import type { Completion, Hover, LanguageAction, OutlineEntry, RangeEdit, Span } from '../core/context/language/model';
import type { Range } from '../core/context/model';
import type { LintLevels } from '../core/context/lint/ruleIds';

/** The document as it stands in the editor. */
export interface LanguageDocument {
  /** Absolute path; what the text names is relative to its folder. */
  path: string;
  format: 'yaml' | 'json';
  text: string;
  /** Another server of the editor answers from the schema. */
  hasSchemaServer?: boolean;
}
type At = LanguageDocument & { offset: number };

/** A place in the document itself (no `path`), or in another file. */
export interface Location {
  path?: string;
  range: Range;
}

export interface DefinitionLocations {
  origin: Span;
  locations: Location[];
}

/** Texts of files as they stand in the editor, where they differ from the disk. By absolute path. */
export interface OpenTexts {
  [path: string]: string;
}

export interface FileEdits {
  path: string;
  edits: RangeEdit[];
}
export type RenameResult = { edits: RangeEdit[]; files: FileEdits[] } | { refused: string };
export type RenameTarget = { span: Span; name: string } | { refused: string };
export type MoveResult = { edits: RangeEdit[]; contents: string } | { refused: string };

export type LanguageMethods = {
  completion: { params: At & { now: number }; result: Completion[] };
  hover: { params: At & { now: number }; result: Hover | null };
  outline: { params: LanguageDocument; result: OutlineEntry[] };
  definition: { params: At; result: DefinitionLocations | null };
  references: { params: At & { openTexts: OpenTexts }; result: Location[] };
  links: { params: LanguageDocument; result: { span: Span; path: string }[] };
  prepareRename: { params: At; result: RenameTarget };
  rename: { params: At & { newName: string; openTexts: OpenTexts }; result: RenameResult };
  actions: { params: LanguageDocument & ActionsWanted; result: LanguageAction[] };
  /** `file`: the path as it is to be written. The file itself is the caller's to make. */
  extractText: { params: LanguageDocument & { sectionId: string; file: string }; result: MoveResult };
  inlineFile: { params: LanguageDocument & { sectionId: string; openTexts: OpenTexts }; result: MoveResult };
};

export interface ActionsWanted {
  start: number;
  end: number;
  /** Milliseconds since the epoch. */
  now: number;
  isTrusted: boolean;
  lint: LintLevels;
}
