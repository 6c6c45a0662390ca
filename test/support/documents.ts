/** Small documents for tests of assembly: what a test does not name has the schema's default. */
import type { ResolvedDocument, ResolvedSection, SectionBody, TextPiece } from '../../src/core/context/assembly';
import type { ContextDocument, Section } from '../../src/core/context/model';

export function section(id: string, fields: Partial<Section> = {}): Section {
  return {
    id,
    kind: 'other',
    required: false,
    priority: 30,
    budget: {},
    overflow: { policy: fields.required ? 'error' : 'drop', declared: false },
    freshness: {},
    before: '',
    after: '',
    itemTemplate: '{{text}}',
    separator: '\n\n',
    merge: false,
    content: { type: 'text', text: '' },
    ...fields,
  };
}

export function textBody(
  pieces: (string | TextPiece)[],
  own: Pick<Section, 'before' | 'after' | 'separator'>,
): SectionBody {
  return {
    type: 'text',
    before: own.before,
    after: own.after,
    separator: own.separator,
    pieces: pieces.map((piece, index) => (typeof piece === 'string' ? { id: String(index), text: piece } : piece)),
  };
}

/** A section of text; several pieces make it a section of items. */
export function text(
  id: string,
  pieces: string | (string | TextPiece)[],
  fields: Partial<Section> = {},
): ResolvedSection {
  const own = section(id, {
    ...(typeof pieces === 'string' ? {} : { content: { type: 'items' as const, items: [] } }),
    ...fields,
  });
  return { section: own, body: textBody(typeof pieces === 'string' ? [pieces] : pieces, own) };
}

export function resolved(sections: ResolvedSection[], fields: Partial<ContextDocument> = {}): ResolvedDocument {
  const document: ContextDocument = {
    version: 1,
    model: 'example-model',
    reserve: 0,
    params: {},
    variables: {},
    sections: sections.map((each) => each.section),
    expect: [],
    ...fields,
  };
  return { document, sections, diagnostics: [], replacedByDocuments: [], notCarried: [] };
}
