/** The texts of a context that rules look through, each with its place. It never copies what gave way whole. */
import type { Message, Part } from '../../trace/model';
import type { Assembly, ResolvedDocument, ResolvedSection, SectionLedger } from '../assembly';
import type { DocumentPath, Section } from '../model';
import type { LintText, TextForm } from './model';

export function textsOf({ sections }: ResolvedDocument, assembly: Assembly): LintText[] {
  return sections.flatMap((resolved, index) => {
    const row = assembly.sections[index];
    const isGone = row?.action === 'dropped' || row?.action === 'unbound';
    return isGone ? [] : sectionTexts(resolved, index, row);
  });
}

function sectionTexts({ section, body }: ResolvedSection, index: number, row: SectionLedger | undefined): LintText[] {
  const own: DocumentPath = ['sections', index];
  switch (body.type) {
    case 'unbound':
      return [];
    case 'tools':
      return body.tools.map((tool, at) => ({
        section,
        form: 'toolDefinition',
        unitId: tool.name,
        text: JSON.stringify(tool.raw ?? tool),
        path: section.content.type === 'tools' ? [...own, 'tools', at] : [...own, 'from'],
      }));
    case 'messages':
      return body.units.flatMap(({ id, messages }) =>
        messages.flatMap((message, at) =>
          messageTexts(section, message, [...own, ...messagePath(section, Number(id) + at)]),
        ),
      );
    case 'text': {
      const frame = (key: 'before' | 'after', text: string): LintText[] =>
        text === '' ? [] : [{ ...base(section), form: 'frame', text, path: [...own, key] }];
      const gone = new Set(row?.items?.filter(({ isKept }) => !isKept).map(({ id }) => id));
      return [
        ...frame('before', body.before),
        ...body.pieces.flatMap((piece, at): LintText[] =>
          gone.has(piece.id)
            ? []
            : [
                {
                  ...base(section),
                  ...pieceOf(section, piece.id),
                  text: piece.text,
                  path: piecePath(section, own, at),
                },
              ],
        ),
        ...frame('after', body.after),
      ];
    }
  }
}

const base = (section: Section): Pick<LintText, 'section' | 'role'> => ({
  section,
  ...(section.role === undefined ? {} : { role: section.role }),
});

const pieceOf = ({ content }: Section, id: string): { form: TextForm; unitId?: string } =>
  content.type === 'text' || content.type === 'file' ? { form: 'text' } : { form: 'item', unitId: id };

function piecePath({ content }: Section, own: DocumentPath, at: number): DocumentPath {
  switch (content.type) {
    case 'text':
      return [...own, 'text'];
    case 'file':
      return [...own, 'file'];
    case 'items':
      return [...own, 'items', at, 'text'];
    default:
      return [...own, 'from'];
  }
}

const messagePath = ({ content }: Section, at: number): DocumentPath =>
  content.type === 'messages' ? ['messages', at] : ['from'];

function messageTexts(section: Section, message: Message, path: DocumentPath): LintText[] {
  return message.parts.flatMap((part) => partTexts(part, { section, role: message.role, path }));
}

function partTexts(part: Part, at: Pick<LintText, 'section' | 'role' | 'path'>): LintText[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return [{ ...at, form: at.role === 'tool' ? 'toolResult' : 'message', text: part.text }];
    case 'reasoning':
      return [{ ...at, form: 'reasoning', text: part.text }];
    case 'toolCall':
      return [{ ...at, form: 'toolCall', unitId: part.id ?? part.name, text: part.arguments }];
    case 'toolResult':
      return part.parts.flatMap((inner) =>
        inner.type === 'text'
          ? [{ ...at, form: 'toolResult', unitId: part.id ?? part.name ?? '', text: inner.text }]
          : [],
      );
    default:
      return [];
  }
}

/** A few words of a text, on one line. */
export function excerptOf(text: string, length = 60): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > length ? `${line.slice(0, length - 1).trimEnd()}…` : line;
}

/** `section 'docs'`, `item 'a' of section 'docs'`. */
export const placeOf = ({ section, form, unitId }: LintText): string => {
  if (form === 'item') return `item '${unitId ?? ''}' of section '${section.id}'`;
  if (form === 'toolResult') return `a tool result in section '${section.id}'`;
  return `section '${section.id}'`;
};
