/**
 * Finds the documents that were retrieved for a call in the texts of its messages, verbatim (design §3, Binding).
 * It says where they stand; it never changes a text itself.
 */
import type { RetrievedDocument } from '../trace/model';

/** UTF-16 offsets in one text; `end` is exclusive. */
export interface Found {
  start: number;
  end: number;
  document: UsableDocument;
}
export type UsableDocument = RetrievedDocument & { text: string };
export interface Stretch {
  start: number;
  end: number;
}

/** Shorter texts are found by chance: they must fill their lines. */
const SHORT = 12;

/** Documents that hold text, each once. */
export function usableDocuments(documents: readonly RetrievedDocument[]): UsableDocument[] {
  const seen = new Set<string>();
  return documents.flatMap((document) => {
    const { text } = document;
    const key = JSON.stringify([document.id ?? null, text]);
    if (text === undefined || text.trim() === '' || seen.has(key)) return [];
    seen.add(key);
    return [{ ...document, text }];
  });
}

/** Every verbatim place of each document, in the text's order, none inside another. */
export function findDocuments(text: string, documents: readonly UsableDocument[]): Found[] {
  const found = documents.flatMap((document) => {
    const core = document.text.trim();
    return placesOf(text, core).map((start): Found => ({ start, end: start + core.length, document }));
  });
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const apart: Found[] = [];
  for (const place of found) if (place.start >= (apart.at(-1)?.end ?? 0)) apart.push(place);
  return apart;
}

function placesOf(text: string, core: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(core); at >= 0; at = text.indexOf(core, at + core.length)) {
    const fillsLines = (): boolean => text.slice(lineStart(text, at), lineEnd(text, at + core.length)).trim() === core;
    if (core.length >= SHORT || fillsLines()) places.push(at);
  }
  return places;
}

/** Cuts a stretch into one piece for each document, from its own line (and the tags above it) on. */
export function piecesOf(text: string, found: readonly Found[], stretch: Stretch): string[] {
  const starts = found.map((place, index) => {
    if (index === 0) return stretch.start;
    const least = found[index - 1]?.end ?? stretch.start;
    const line = Math.max(lineStart(text, place.start), least);
    const tag = lineAbove(text, line);
    const isOpening = tag && tag.start >= least && OPEN_TAG.test(text.slice(tag.start, tag.end).trim());
    return isOpening ? tag.start : line > least ? line : place.start;
  });
  return starts.map((start, index) => text.slice(start, starts[index + 1] ?? stretch.end));
}

/** From the first to the last line that holds a document, with the tags and the frame directly around. */
export function stretchOf(text: string, found: readonly Found[], frame: { before: string; after: string }): Stretch {
  const first = found[0]?.start ?? 0;
  const last = Math.max(first, ...found.map(({ end }) => end));
  const lines = { start: lineStart(text, first), end: lineEnd(text, last) };
  return withFrame(text, withTags(text, withFrame(text, lines, frame)), frame);
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Before the line's end, so that \r\n stays together. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' && end > at ? end - 1 : end;
}

const OPEN_TAG = /^<([A-Za-z][\w:.-]*)(\s[^<>]*)?>$/;
const CLOSE_TAG = /^<\/([A-Za-z][\w:.-]*)\s*>$/;

/** Deeper wrapping is text. */
const MAX_TAG_LEVELS = 20;

/** Takes in lines that are a tag, as long as the stretch stays balanced. */
function withTags(text: string, stretch: Stretch): Stretch {
  let { start, end } = stretch;
  for (let level = 0; level < MAX_TAG_LEVELS; level++) {
    const above = lineAbove(text, start);
    const below = lineBelow(text, end);
    const open = above && OPEN_TAG.exec(text.slice(above.start, above.end).trim())?.[1];
    const close = below && CLOSE_TAG.exec(text.slice(below.start, below.end).trim())?.[1];
    const inside = text.slice(start, end);
    if (above && open && openTags(inside, open) === -1) start = above.start;
    else if (below && close && openTags(inside, close) === 1) end = below.end;
    else if (above && below && open && open === close && openTags(inside, open) === 0) {
      start = above.start;
      end = below.end;
    } else break;
  }
  return { start, end };
}

/** Opening minus closing tags of a name. */
function openTags(text: string, name: string): number {
  const escaped = name.replace(/[.]/g, '\\.');
  const opened = text.match(new RegExp(`<${escaped}(\\s[^<>]*)?>`, 'g'))?.length ?? 0;
  return opened - (text.match(new RegExp(`</${escaped}\\s*>`, 'g'))?.length ?? 0);
}

/** The nearest line above that is not blank. */
function lineAbove(text: string, start: number): Stretch | undefined {
  const end = text.slice(0, start).trimEnd().length;
  return end === 0 ? undefined : { start: lineStart(text, end), end };
}

function lineBelow(text: string, end: number): Stretch | undefined {
  const rest = text.slice(end);
  const start = end + (rest.length - rest.trimStart().length);
  return start >= text.length ? undefined : { start, end: lineEnd(text, start) };
}

/** `before` and `after` of the section that will hold the documents, where the text has them in the same place. */
function withFrame(
  text: string,
  { start, end }: Stretch,
  { before, after }: { before: string; after: string },
): Stretch {
  const head = text.slice(0, start).trimEnd();
  const tail = text.slice(end);
  const frameBefore = before.trim();
  const frameAfter = after.trim();
  const gap = tail.length - tail.trimStart().length;
  return {
    start: frameBefore !== '' && head.endsWith(frameBefore) ? head.length - frameBefore.length : start,
    end: frameAfter !== '' && tail.trimStart().startsWith(frameAfter) ? end + gap + frameAfter.length : end,
  };
}

/** Ids for the pieces or items of one section: the given ones, made different where chunks share a document's id. */
export function uniqueIds(ids: readonly (string | undefined)[]): string[] {
  const used = new Set<string>();
  return ids.map((id, index) => {
    const wanted = id ?? String(index);
    let unique = wanted;
    for (let n = 2; used.has(unique); n++) unique = `${wanted}~${n}`;
    used.add(unique);
    return unique;
  });
}
