/** A context in which nobody asks anything: no section for the query, or no user message with text. */
import { textOf } from '../../bindCall';
import type { LintContext, LintRule } from '../model';

export const queryMissing: LintRule = {
  id: 'query-missing',
  title: 'The context holds no question.',
  level: 'warning',
  isDefault: false,
  check: (context) => (hasQuery(context) ? [] : [{ message: MESSAGE[context.of], path: ['sections'] }]),
};

const MESSAGE: Record<LintContext['of'], string> = {
  document: 'No section holds the query. Add one with "from: call.query", or of the kind "query".',
  call: 'No user message of this call holds text: the model is not asked anything.',
};

function hasQuery({ of, resolved, assembly }: LintContext): boolean {
  const { messages } = assembly.request;
  if (messages.some(({ role, parts }) => role === 'user' && textOf(parts).trim() !== '' && of === 'call')) return true;
  return resolved.document.sections.some(
    ({ kind, content }) =>
      of === 'document' && (kind === 'query' || (content.type === 'binding' && /query|messages/.test(content.from))),
  );
}
