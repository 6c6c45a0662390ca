/**
 * A tool result whose call is not among the messages: providers refuse such a request, and a model cannot know what was
 * asked. Only results with an id are judged, and none where the log lacks messages or holds only the newest ones of a
 * conversation that the provider keeps.
 */
import { excerptOf } from '../texts';
import type { LintContext, LintFinding, LintRule } from '../model';
import type { Part } from '../../../trace/model';

export const orphanToolResult: LintRule = {
  id: 'orphan-tool-result',
  title: 'A tool result whose call is not in the context.',
  level: 'warning',
  isDefault: true,
  check: (context) => (lacksMessages(context) ? [] : orphans(context)),
};

const KEPT_ELSEWHERE = ['previous_response_id', 'previousResponseId', 'conversation', 'conversation_id'];

function lacksMessages({ call, of }: LintContext): boolean {
  if (of !== 'call' || !call) return false;
  const isContinued = KEPT_ELSEWHERE.some((key) => call.params[key] !== undefined || call.extra?.[key] !== undefined);
  // A conversation does not begin with the result of a tool.
  const first = call.messages.find(({ role }) => role !== 'system' && role !== 'developer');
  const isBegun = first?.parts[0]?.type === 'toolResult' || first?.role === 'assistant';
  return isContinued || isBegun || call.replayability.fields.some(({ path }) => path.startsWith('messages'));
}

function orphans({ resolved, assembly }: LintContext): LintFinding[] {
  const called = new Set<string>();
  return resolved.sections.flatMap(({ section, body }, index) => {
    if (body.type !== 'messages' || assembly.sections[index]?.action === 'dropped') return [];
    const parts = body.units.flatMap(({ messages }) => messages.flatMap((message) => message.parts));
    return parts.flatMap((part): LintFinding[] => {
      noteCalls(part, called);
      if (part.type !== 'toolResult' || part.id === undefined || called.has(part.id)) return [];
      const text = part.parts.map((inner) => (inner.type === 'text' ? inner.text : '')).join('');
      const message = `The result of tool call '${part.id}' in section '${section.id}' has no call before it. Keep the call with its result, or leave both out.`;
      const path = ['sections', index, 'messages'];
      return [{ sectionId: section.id, unitId: part.id, message, path, excerpt: excerptOf(text) }];
    });
  });
}

function noteCalls(part: Part, called: Set<string>): void {
  if (part.type === 'toolCall' && part.id !== undefined) called.add(part.id);
  // Calls that a provider ran by itself are kept raw; their ids stand in them.
  if (part.type !== 'unknown' || typeof part.raw !== 'object' || part.raw === null || Array.isArray(part.raw)) return;
  for (const key of ['id', 'call_id', 'tool_use_id']) {
    const id = part.raw[key];
    if (typeof id === 'string') called.add(id);
  }
}
