/** The outline of a document: its parts with their names and, where they are known, their tokens. */
import type { ContextAnswer, SectionLedger } from '../assembly';
import type { Span } from '../yaml';
import { childOf, entryOf, type LooseEntry, type LooseNode } from './looseNode';
import { looseTree } from './looseTree';
import type { LanguageText, OutlineEntry } from './model';
import { CONTENTS } from './sectionAt';
import { happenedWords, shortened, tokensWords } from './words';

/** More are counted: an outline of thousands helps nobody. */
const MAX_CHILDREN = 500;

export function outlineOf({ text, format }: LanguageText, answer?: ContextAnswer): OutlineEntry[] {
  const root = looseTree(text, format);
  return (root?.entries ?? [])
    .filter(({ hasColon }) => hasColon)
    .flatMap((entry) => (entry.key === 'sections' ? sections(entry, text, answer) : [property(entry, text)]));
}

function property(entry: LooseEntry, text: string): OutlineEntry {
  const { key, keySpan, value } = entry;
  const isMap = key === 'variables' || key === 'params' || key === 'latency' || key === 'sample' || key === 'x-lint';
  const children = (isMap ? (value?.entries ?? []) : []).filter(({ hasColon }) => hasColon);
  return {
    name: key,
    detail: children.length > 0 ? '' : detailOf(value, text),
    kind: key === 'variables' ? 'variables' : 'property',
    span: { start: keySpan.start, end: Math.max(keySpan.end, value?.end ?? 0) },
    nameSpan: keySpan,
    children: children.slice(0, MAX_CHILDREN).map((child) => property(child, text)),
  };
}

const detailOf = (value: LooseNode | undefined, text: string): string =>
  value ? shortened(value.text ?? text.slice(value.start, Math.min(value.end, value.start + 200)), 60) : '';

function sections({ value }: LooseEntry, text: string, answer: ContextAnswer | undefined): OutlineEntry[] {
  return (value?.items ?? []).slice(0, MAX_CHILDREN).map((node, index) => {
    const id = childOf(node, 'id');
    const row = answer?.sections.find((section) => section.id === id?.text);
    return {
      name: id?.text ?? `section ${index + 1}`,
      detail: row ? rowWords(row) : '',
      kind: 'section',
      sectionKind: row?.kind ?? childOf(node, 'kind')?.text ?? 'other',
      span: spanOf(node),
      nameSpan: id ? spanOf(id) : firstLine(node, text),
      children: contents(node, text, row),
    };
  });
}

const rowWords = (row: SectionLedger): string =>
  row.action === 'unbound' ? 'unbound' : `${tokensWords(row.kept)} · ${happenedWords(row)}`;

function contents(section: LooseNode, text: string, row: SectionLedger | undefined): OutlineEntry[] {
  const content = section.entries?.find(({ key }) => CONTENTS.includes(key));
  if (!content?.value) return [];
  const kind = ({ items: 'item', messages: 'message', tools: 'tool' } as const)[content.key];
  if (!kind) return [property(content, text)];
  return (content.value.items ?? []).slice(0, MAX_CHILDREN).map((node, index) => {
    const named = entryOf(node, kind === 'item' ? 'id' : kind === 'tool' ? 'name' : 'role')?.value;
    const item = row?.items?.[index];
    const tokens = item ? `${tokensWords(item.raw)}${item.isKept ? '' : ' · dropped'}` : undefined;
    const words = childOf(node, kind === 'tool' ? 'description' : 'text');
    return {
      name: named?.text ?? `${kind} ${index + 1}`,
      detail: tokens ?? detailOf(words, text),
      kind,
      span: spanOf(node),
      nameSpan: named ? spanOf(named) : firstLine(node, text),
      children: [],
    };
  });
}

const spanOf = ({ start, end }: LooseNode): Span => ({ start, end });

function firstLine({ start, end }: LooseNode, text: string): Span {
  const lineEnd = text.slice(start, end).search(/[\r\n]/);
  return { start, end: lineEnd < 0 ? end : start + lineEnd };
}
