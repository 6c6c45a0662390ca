/**
 * Tools that are offered and never called, although others are. One call alone says little: only a conversation, or a
 * log, in which tools were called several times is judged. A tool choice of `none` makes every definition idle.
 */
import { sumCounts } from '../../../tokens/count';
import { excerptOf } from '../texts';
import type { JsonValue, Message, ToolDefinition } from '../../../trace/model';
import type { LintContext, LintFinding, LintRule, ToolUse } from '../model';

/** Calls of tools that must have been seen before one that is missing means something. */
const LEAST_TOOL_CALLS = 10;
/** Less is not worth a line. */
const LEAST_TOKENS = 200;

export const unusedToolDefinition: LintRule = {
  id: 'unused-tool-definition',
  title: 'Tools are described to the model and never called.',
  level: 'info',
  isDefault: true,
  check: (context) =>
    context.resolved.sections.flatMap(({ section, body }, index) => {
      const isSent = context.assembly.sections[index]?.action !== 'dropped';
      if (body.type !== 'tools' || body.tools.length === 0 || !isSent) return [];
      const idle = idleTools(body.tools, context);
      return idle ? findingsOf(section.id, idle, ['sections', index], context) : [];
    }),
};

interface Idle {
  tools: ToolDefinition[];
  why: string;
}

function idleTools(tools: ToolDefinition[], context: LintContext): Idle | undefined {
  if (isNone(context.assembly.request.toolChoice)) return { tools, why: 'the tool choice is "none"' };
  const use = context.toolUse ?? toolUseOf(context.call ? [...context.call.messages, ...context.call.output] : []);
  if (use.toolCalls < LEAST_TOOL_CALLS) return undefined;
  const unused = tools.filter(({ name }) => !use.names.has(name));
  // Where none of the names is known, the log names tools in another way.
  if (unused.length === 0 || unused.length === tools.length) return undefined;
  return { tools: unused, why: `${use.toolCalls} calls of tools named others` };
}

const isNone = (choice: JsonValue | undefined): boolean =>
  choice === 'none' ||
  (typeof choice === 'object' && choice !== null && !Array.isArray(choice) && choice['type'] === 'none');

export function toolUseOf(messages: readonly Message[]): ToolUse {
  const names = messages.flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'toolCall' ? [part.name] : [])));
  return { toolCalls: names.length, names: new Set(names) };
}

function findingsOf(
  sectionId: string,
  { tools, why }: Idle,
  path: (string | number)[],
  { counter }: LintContext,
): LintFinding[] {
  const tokens = sumCounts(tools.map((tool) => counter.count(JSON.stringify(tool.raw ?? tool))));
  if (tokens.tokens < LEAST_TOKENS) return [];
  const names = tools.map(({ name }) => name);
  const list = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  const message = `${tools.length === 1 ? 'A tool is' : `${tools.length} tools are`} described and never called (${list}): ${why}. Offer only what this step may use.`;
  // A definition is rendered by the provider in a way of its own.
  const wasted = { ...tokens, basis: 'estimate' as const };
  return [{ sectionId, message, tokens: wasted, path: [...path, 'id'], excerpt: excerptOf(names.join(', ')) }];
}
