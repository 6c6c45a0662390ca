/** Assembling small documents in tests, with texts of a known number of tokens. */
import { assemble, type AssembleOptions } from '../../src/core/context/assemble';
import type { Assembly, MessageUnit, ResolvedDocument, ResolvedSection } from '../../src/core/context/assembly';
import type { Overflow, OverflowPolicyName, Section } from '../../src/core/context/model';
import { lookupModel } from '../../src/core/tokens/catalogue';
import type { Message } from '../../src/core/trace/model';
import { counterFor } from '../../src/node/tokenizer';
import { section } from './documents';

const NOW = Date.parse('2026-11-23T12:00:00Z');

export function assembled(document: ResolvedDocument, options: Partial<AssembleOptions> = {}): Assembly {
  const lookup = options.lookup ?? lookupModel(document.document.model);
  return assemble(document, { lookup, counter: counterFor(lookup.entry), now: NOW, mode: 'assemble', ...options });
}
export const overflow = (policy: OverflowPolicyName): { overflow: Overflow } => ({
  overflow: { policy, declared: true },
});
const textsOf = (messages: Message[]): string[] =>
  messages.map((message) =>
    message.parts.map((part) => (part.type === 'text' ? part.text : `<${part.type}>`)).join(''),
  );
export const sent = (assembly: Assembly): string[] => textsOf(assembly.request.messages);
export const codes = (assembly: Assembly): string[] =>
  assembly.diagnostics.map((each) => `${each.severity} ${each.code}`);

/** Ten tokens each: a word, eight more and the full stop. */
export const ten = (word: string): string => `${word} is here and there and here and there.`;
export const items = (...ids: string[]) => ids.map((id, index) => ({ id, text: ten(id), score: (index * 7) % 5 }));
export const user = (content: string): MessageUnit => ({
  id: content,
  messages: [{ role: 'user', parts: [{ type: 'text', text: content }] }],
});
export const history = (units: MessageUnit[], fields: Partial<Section> = {}): ResolvedSection => ({
  section: section('history', {
    kind: 'history',
    priority: 50,
    content: { type: 'binding', from: 'call.history' },
    ...fields,
  }),
  body: { type: 'messages', units },
});
