/** Messages of a prompt file as sections: instructions, examples and the question, each a text of its own. */
import type { JsonObject, JsonValue } from '../../trace/model';
import type { Span } from '../yaml';
import { SectionIds, type Note, type PlacedSection } from './converted';
import { convertTemplate, literalSentence, type ConvertedTemplate, type TemplateSyntax } from './templateSyntax';

export type PromptMessage =
  | { type: 'text'; role: string; text: string; span: Span; name?: string; extra?: JsonObject; parts?: JsonValue[] }
  /** A place where the conversation so far goes. */
  | { type: 'history'; span: Span };

export interface PromptSections {
  sections: PlacedSection[];
  names: string[];
  lost: Note[];
}

export function promptSections(messages: readonly PromptMessage[], syntax: TemplateSyntax): PromptSections {
  const ids = new SectionIds();
  const lastUser = messages.findLastIndex((message) => message.type === 'text' && message.role === 'user');
  const literal: ConvertedTemplate['literal'] = [];
  const names = new Set<string>();
  const sections = messages.map((message, index): PlacedSection => {
    if (message.type === 'history') {
      return { value: { id: ids.next('history'), from: 'call.history', overflow: 'drop-oldest' }, span: message.span };
    }
    const template = convertTemplate(message.text, syntax);
    template.names.forEach((name) => names.add(name));
    literal.push(...template.literal.map((each) => ({ ...each, ...place(each, message) })));
    const value = sectionValue(message, template.text, { ids, isQuestion: index === lastUser });
    return { value, span: message.span };
  });
  const sentence = literalSentence(literal, syntax);
  const first = literal[0];
  return { sections, names: [...names], lost: sentence && first ? [{ message: sentence, span: first }] : [] };
}

/** Inside the message where its text stands as it is; else the message. */
const place = (token: Span, { span, text }: { span: Span; text: string }): Span =>
  span.end - span.start === text.length ? { start: span.start + token.start, end: span.start + token.end } : span;

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'];

function sectionValue(
  message: Extract<PromptMessage, { type: 'text' }>,
  text: string,
  { ids, isQuestion }: { ids: SectionIds; isQuestion: boolean },
): JsonObject {
  const role = ROLES.includes(message.role) ? message.role : 'user';
  const isInstructions = role === 'system' || role === 'developer';
  const head = isInstructions
    ? { id: ids.next('instructions'), kind: 'instructions', required: true }
    : isQuestion
      ? { id: ids.next('question'), kind: 'query', required: true }
      : { id: ids.next(role), kind: 'examples', overflow: 'drop' };
  const isPlain = message.name === undefined && !message.extra && !message.parts && text !== '' && role !== 'tool';
  const ownRole = role === (isInstructions ? 'system' : 'user') ? {} : { role };
  if (isPlain) return { ...head, ...ownRole, text };
  const name = message.name === undefined ? {} : { name: message.name };
  const extra = message.extra ? { extra: message.extra } : {};
  const content = message.parts ? { parts: message.parts } : { text };
  return { ...head, messages: [{ role, ...name, ...content, ...extra }], template: true };
}
