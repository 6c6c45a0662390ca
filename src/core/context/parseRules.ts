/** What a JSON Schema cannot say about a context document that is valid by it. */
import type { JsonObject, JsonValue } from '../trace/model';
import type { DocumentPath } from './model';
import type { Finding } from './validate';

export const CONTENT_KEYS = ['text', 'file', 'items', 'messages', 'tools', 'from'] as const;

/** A value as the document has it, for sentences. */
const written = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

/** `document` is valid by the schema: the shapes are known. */
export function brokenRules(document: JsonObject): Finding[] {
  const sections = document['sections'] as JsonObject[];
  const seen = new Map<string, number>();
  const ids = new Set(sections.map((section) => written(section['id'])));
  return sections.flatMap((section, index) => {
    const path = ['sections', index];
    return [
      ...duplicateId(section, index, seen),
      ...keepWithRule(section, path, ids),
      ...(clean.has(section) ? [] : ownRules(section, path)),
    ];
  });
}

/** Sections that break no rule by themselves: an edit elsewhere leaves them the same objects. */
const clean = new WeakSet<JsonObject>();

function ownRules(section: JsonObject, path: DocumentPath): Finding[] {
  const findings = [
    ...contentRule(section, path),
    ...budgetRule(section, path),
    ...overflowRule(section, path),
    ...dedupeRule(section, path),
    ...listRules(section, path),
    ...uselessKeys(section, path),
  ];
  if (findings.length === 0) clean.add(section);
  return findings;
}

function duplicateId(section: JsonObject, index: number, seen: Map<string, number>): Finding[] {
  const id = written(section['id']);
  const earlier = seen.get(id);
  if (earlier === undefined) seen.set(id, index);
  if (earlier === undefined) return [];
  const message = `The id '${id}' is that of section ${earlier + 1} already. Ids are unique: give this one another.`;
  return [{ code: 'duplicate-id', path: ['sections', index, 'id'], message }];
}

function contentRule(section: JsonObject, path: DocumentPath): Finding[] {
  const given = CONTENT_KEYS.filter((key) => key in section);
  const [, second] = given;
  const id = written(section['id']);
  if (given.length === 0) {
    const message = `Section '${id}' has no content. Add one of ${CONTENT_KEYS.join(', ')}.`;
    return [{ code: 'schema', path, message }];
  }
  if (second === undefined) return [];
  const message = `Section '${id}' has more than one content: ${given.join(' and ')}. Keep one.`;
  return [{ code: 'schema', path: [...path, second], isKey: true, message }];
}

function budgetRule(section: JsonObject, path: DocumentPath): Finding[] {
  const { max, min } = (section['budget'] ?? {}) as JsonObject;
  if (typeof max !== typeof min) return [];
  const [least, most] = [sizeOf(min), sizeOf(max)];
  if (least <= most) return [];
  const message = `The smallest size (min ${written(min)}) is above the largest (max ${written(max)}). Swap them.`;
  return [{ code: 'schema', path: [...path, 'budget', 'min'], message }];
}

const sizeOf = (size: JsonValue | undefined): number => Number.parseFloat(written(size ?? 0));

function overflowRule(section: JsonObject, path: DocumentPath): Finding[] {
  const overflow = section['overflow'];
  const isObject = typeof overflow === 'object' && overflow !== null;
  if (!isObject || !('tools' in section || section['from'] === 'call.tools')) return [];
  const message = 'Tool definitions have no text that could stand in for them. Use drop, drop-oldest or drop-newest.';
  return [{ code: 'schema', path: [...path, 'overflow'], message }];
}

/** The ids that a section is kept with are those of other sections. */
function keepWithRule(section: JsonObject, path: DocumentPath, ids: ReadonlySet<string>): Finding[] {
  const ties = (section['keepWith'] ?? []) as JsonValue[];
  return ties.flatMap((tie, index): Finding[] => {
    const at = [...path, 'keepWith', index];
    if (tie === section['id']) {
      const message = `A section is kept with itself anyway. Name another section.`;
      return [{ code: 'schema', severity: 'warning', path: at, message }];
    }
    if (ids.has(written(tie))) return [];
    const message = `There is no section '${written(tie)}' to be kept with. The sections are ${[...ids].join(', ')}.`;
    return [{ code: 'schema', path: at, message }];
  });
}

function listRules(section: JsonObject, path: DocumentPath): Finding[] {
  const items = (section['items'] ?? []) as JsonObject[];
  const messages = (section['messages'] ?? []) as JsonObject[];
  return [
    ...timeRule(section['asOf'], [...path, 'asOf']),
    ...items.flatMap((item, index) => timeRule(item['asOf'], [...path, 'items', index, 'asOf'])),
    ...duplicateItems(items, path),
    ...messages.flatMap((message, index) => {
      if (!('text' in message && 'parts' in message)) return [];
      const sentence = "A message has 'text' (short for one text part) or 'parts', not both. Keep one.";
      return [{ code: 'schema' as const, path: [...path, 'messages', index, 'text'], isKey: true, message: sentence }];
    }),
  ];
}

/** Units are told apart by their ids in decisions and payload. */
function duplicateItems(items: JsonObject[], path: DocumentPath): Finding[] {
  const seen = new Set<string>();
  return items.flatMap(({ id }, index): Finding[] => {
    if (typeof id !== 'string') return [];
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    const message = `The item id '${id}' occurs before in this section. Give this one another.`;
    return [{ code: 'duplicate-id', path: [...path, 'items', index, 'id'], message }];
  });
}

/** A zone is needed: the same document means the same everywhere. */
const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

function timeRule(value: JsonValue | undefined, path: DocumentPath): Finding[] {
  if (value === undefined) return [];
  if (typeof value === 'string' && ISO_TIME.test(value) && !Number.isNaN(Date.parse(value))) return [];
  const message = `'${written(value)}' is no time. Write a date or an ISO time with its zone: 2026-11-19T08:00:00Z.`;
  return [{ code: 'schema', path, message }];
}

const FRAMES = ['before', 'after'];
const BINDINGS_WITHOUT_FRAME = ['call.history', 'call.tail', 'call.messages', 'call.tools'];

function dedupeRule(section: JsonObject, path: DocumentPath): Finding[] {
  if (section['dedupe'] !== true || section['required'] !== true) return [];
  const message = `Section '${written(section['id'])}' is required and so kept whole: 'dedupe' does nothing. Remove one of them.`;
  return [{ code: 'schema', severity: 'warning', path: [...path, 'dedupe'], isKey: true, message }];
}

function uselessKeys(section: JsonObject, path: DocumentPath): Finding[] {
  const from = section['from'];
  const hasNoFrame =
    'messages' in section || 'tools' in section || (typeof from === 'string' && BINDINGS_WITHOUT_FRAME.includes(from));
  const hasNoItems = !('items' in section) && from !== 'call.documents';
  const useless = [
    ...FRAMES.filter((key) => hasNoFrame && key in section),
    ...['itemTemplate', 'dedupe'].filter((key) => hasNoItems && key in section),
    ...['template'].filter((key) => !('messages' in section) && key in section),
  ];
  return useless.map((key) => ({
    code: 'schema',
    severity: 'warning',
    path: [...path, key],
    isKey: true,
    message: `'${key}' does nothing in section '${written(section['id'])}': its content has no place for it. Remove it.`,
  }));
}
