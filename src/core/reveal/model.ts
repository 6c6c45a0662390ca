/**
 * What Reveal in Code speaks of: the texts of a section that are looked for, and the places in code that hold them.
 * Types only. Lines and columns count from 0, columns in UTF-16 units.
 */

/** 'frame': what stands around retrieved items; it is looked for before the items' own texts. */
export type SectionTextRole = 'text' | 'frame' | 'item' | 'tool';

export interface SectionText {
  /** For people: 'message 2 (system)', 'item doc-7', 'tool lookup_order'. */
  label: string;
  role: SectionTextRole;
  text: string;
}

/** Constant pieces with values between them, in order. Each may be too short to be looked for by itself. */
export interface Frame {
  label: string;
  role: 'frame' | 'text';
  pieces: string[];
  /** The pieces are a whole text, so a quote or a line's start must stand before them. */
  isWhole: boolean;
}

export interface SectionTexts {
  sectionId: string;
  texts: SectionText[];
  frames: Frame[];
  /** Files that the document itself names for the section, as written: certain, not searched for. */
  files: string[];
}

export interface CodeCommit {
  hash: string;
  author: string;
  /** ISO time. */
  date: string;
  subject: string;
}

/** 'file': named by the document. 'template': with variables between the literals. */
export type CandidateKind = 'literal' | 'template' | 'file';

export interface CodeCandidate {
  /** Absolute path. */
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  /** The first lines of the place, shortened. */
  excerpt: string;
  /** Share (0–1) of the section's stable characters that stand here; of the frame's, where it is a frame. */
  covered: number;
  /** It is what stands around retrieved items, and not their text. */
  isFrame?: boolean;
  /** Which of the section's texts stand here, whole or for the most part. */
  holds: string[];
  /** What was found, longest first. */
  literals: string[];
  /** Variables of the code that stand between. */
  holes: string[];
  kind: CandidateKind;
  /** A place in code that names this file. */
  namedIn?: { file: string; line: number };
  /** The last commit of its lines. Absent where git was not asked or does not know. */
  commit?: CodeCommit;
  /** Its lines, or a part of them, are in no commit yet. */
  isUncommitted?: boolean;
}

/** What was searched; `isCut`: the time was over before every file was read. */
export interface SearchedFiles {
  folders: string[];
  files: number;
  sizeBytes: number;
  isCut: boolean;
}

/** The stable JSON of `--reveal`; the views show the same value. */
export interface RevealAnswer {
  section: string;
  candidates: CodeCandidate[];
  /** The first candidate stands clear of all others: it may be opened at once. */
  standsAlone: boolean;
  /** The longest stable literals of the section, longest first, shortened. */
  lookedFor: string[];
  searched: SearchedFiles;
}
