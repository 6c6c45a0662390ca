/**
 * How a text holds the retrieved documents: what stands before, around, between and after them, as the fields of a
 * section (`before`, `itemTemplate`, `separator`, `after`). It proposes; whether a proposal gives the text is proven
 * by assembling it (documentFromCall.ts).
 */
import { findDocuments, stretchOf, type Found, type UsableDocument } from '../bindCallDocuments';
import { escapeBraces } from './templateText';

export interface DocumentBlock {
  /** Of the whole text: up to the documents with what belongs to them, and from there on. */
  lead: string;
  rest: string;
  /** As written in the log; braces are not escaped. */
  before: string;
  after: string;
  separator: string;
  /** Ready for a document. */
  itemTemplate: string;
}

/** Where the documents' own frame begins and ends in a message: all of it, or only the tags and lines around them. */
export interface BlockBounds {
  start: 'text' | 'stretch';
  end: 'text' | 'stretch';
}

/** Fields of an item that may stand around its text, each with a character that no text holds. */
const FIELDS = [
  { name: 'id', mark: '\ue000' },
  { name: 'source', mark: '\ue001' },
  { name: 'score', mark: '\ue002' },
  { name: 'asOf', mark: '\ue003' },
] as const;
const MARKS = /[\ue000-\ue003]/;

/** The documents' places where the text holds all of them word for word, each once and in their order. */
export function placesOf(text: string, documents: readonly UsableDocument[]): Found[] | undefined {
  const found = findDocuments(text, documents);
  if (found.length !== documents.length || MARKS.test(text)) return undefined;
  const places = found.map(({ start, document }, index): Found | undefined => {
    const from = start - (document.text.length - document.text.trimStart().length);
    const isWhole = document === documents[index] && text.startsWith(document.text, from) && from >= 0;
    return isWhole ? { start: from, end: from + document.text.length, document } : undefined;
  });
  return places.every((place) => place !== undefined) ? places : undefined;
}

/** Proposals, the plainest first. */
export function blocksOf(text: string, places: readonly Found[], bounds: BlockBounds): DocumentBlock[] {
  const { start, end } = stretchOf(text, [...places], { before: '', after: '' });
  const from = bounds.start === 'text' ? 0 : Math.min(start, places[0]?.start ?? 0);
  const to = bounds.end === 'text' ? text.length : Math.max(end, places.at(-1)?.end ?? 0);
  const frames = [FIELDS, FIELDS.slice(0, 1), []].flatMap((fields) =>
    [true, false].map((isTrimmed) => frameOf(text, places, { fields, isTrimmed, stretch: { start, end } })),
  );
  return frames.flatMap((frame): DocumentBlock[] => {
    if (!frame) return [];
    const first = (places[0]?.start ?? 0) - frame.prefixLength;
    const last = (places.at(-1)?.end ?? 0) + frame.suffixLength;
    if (first < from || last > to) return [];
    const { separator, itemTemplate } = frame;
    const before = text.slice(from, first);
    return [
      { lead: text.slice(0, from), rest: text.slice(to), before, after: text.slice(last, to), separator, itemTemplate },
    ];
  });
}

type Fields = readonly (typeof FIELDS)[number][];
interface FrameOptions {
  fields: Fields;
  /** White space around an item goes to the separator. */
  isTrimmed: boolean;
  stretch: { start: number; end: number };
}
interface ItemFrame {
  itemTemplate: string;
  separator: string;
  /** Of the first item's text before its own, and of the last one's after it, in the text. */
  prefixLength: number;
  suffixLength: number;
}

function frameOf(
  text: string,
  places: readonly Found[],
  { fields, isTrimmed, stretch }: FrameOptions,
): ItemFrame | undefined {
  const [first] = places;
  const last = places.at(-1);
  if (!first || !last) return undefined;
  if (places.length === 1) {
    const prefix = text.slice(stretch.start, first.start);
    const suffix = text.slice(last.end, stretch.end);
    return framed(
      { prefix: marked(prefix, first, fields), suffix: marked(suffix, first, fields), separator: '\n\n' },
      first,
      last,
    );
  }
  const gaps = places.slice(1).map((place, index) => text.slice(places[index]?.end ?? 0, place.start));
  const lefts = gaps.map((gap, index) => marked(gap, places[index + 1], fields));
  const head = marked(text.slice(0, first.start), first, fields);
  const prefix = trimmed(fromLine(lefts.reduce(commonEnd, head), head), isTrimmed, 'start');
  const rights = gaps.map((gap, index) => {
    const own = unmarked(prefix, places[index + 1]);
    return gap.endsWith(own) ? marked(gap.slice(0, gap.length - own.length), places[index], fields) : undefined;
  });
  const between = rights[0];
  if (between === undefined || rights.some((right) => right !== between)) return undefined;
  const tail = marked(text.slice(last.end), last, fields);
  const suffix = trimmed(toLine(commonStart(between, tail), tail), isTrimmed, 'end');
  const separator = between.slice(suffix.length);
  // Words of a single gap may be a number or a title: only a second one shows that they stay the same.
  const isUnsure = gaps.length === 1 && /[\p{L}\p{N}]/u.test(separator);
  return MARKS.test(separator) || isUnsure ? undefined : framed({ prefix, suffix, separator }, first, last);
}

function framed(
  { prefix, suffix, separator }: { prefix: string; suffix: string; separator: string },
  first: Found,
  last: Found,
): ItemFrame {
  return {
    itemTemplate: `${templated(prefix)}{{text}}${templated(suffix)}`,
    separator,
    prefixLength: unmarked(prefix, first).length,
    suffixLength: unmarked(suffix, last).length,
  };
}

const trimmed = (text: string, isWanted: boolean, side: 'start' | 'end'): string =>
  !isWanted ? text : side === 'start' ? text.trimStart() : text.trimEnd();

/** What texts have in common begins inside a line by chance: only from the next white space on does it belong together. */
function fromLine(common: string, whole: string): string {
  const isCut = /\S$/.test(whole.slice(0, whole.length - common.length)) && /^\S/.test(common);
  if (!isCut) return common;
  const line = common.search(/[\r\n]/);
  const at = line >= 0 ? line : common.search(/\s/);
  return at < 0 ? '' : common.slice(at);
}

function toLine(common: string, whole: string): string {
  const isCut = /^\S/.test(whole.slice(common.length)) && /\S$/.test(common);
  return isCut ? common.replace(/\S+$/, '') : common;
}

const valueOf = (place: Found | undefined, name: (typeof FIELDS)[number]['name']): string | undefined => {
  const value = place?.document[name];
  return value === undefined || value === '' ? undefined : String(value);
};

/** The item's fields in a text as marks. */
function marked(text: string, place: Found | undefined, fields: Fields): string {
  return fields.reduce((done, { name, mark }) => {
    const value = valueOf(place, name);
    return value === undefined ? done : done.replaceAll(value, mark);
  }, text);
}

const unmarked = (text: string, place: Found | undefined): string =>
  FIELDS.reduce((done, { name, mark }) => done.replaceAll(mark, valueOf(place, name) ?? ''), text);

const templated = (text: string): string =>
  FIELDS.reduce((done, { name, mark }) => done.replaceAll(mark, `{{${name}}}`), escapeBraces(text));

function commonEnd(a: string, b: string): string {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return a.slice(a.length - length);
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && length < b.length && a.charAt(length) === b.charAt(length)) length++;
  return a.slice(0, length);
}
