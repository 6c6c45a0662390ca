/**
 * Tokens that are not in any section's text: framing of messages, and what stands in for parts that are no text.
 * Constants and rules with their source; never encodes.
 */
import type { JsonValue, Message, Part, ToolDefinition } from '../trace/model';
import type { Framing } from './catalogueModel';
import type { Count } from './count';
import { CLAUDE_AREA, GEMINI_PAGES, imageCount, OPENAI_TILES } from './imageTokens';

const COOKBOOK =
  'OpenAI Cookbook, "How to count tokens with tiktoken", https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken';

/**
 * 3 around each message and 1 for its role's name; 1 before a name; every reply starts with 3. What tool turns take is
 * not published: fitted to usage that logs report (docs/token-accuracy.md).
 */
export const OPENAI_FRAMING: Framing = {
  perMessage: 4,
  perName: 1,
  replyPrimer: 3,
  image: OPENAI_TILES,
  toolCall: 3,
  parallelCalls: 10,
  toolResult: 5,
  source: COOKBOOK,
  exact: true,
};

/** For providers that publish no rule. */
export const STAND_IN_FRAMING: Framing = {
  ...OPENAI_FRAMING,
  source: `not published by the provider; stands in: ${COOKBOOK}`,
  exact: false,
};

const CLAUDE_TOOLS = 'https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/overview#pricing';

/** `toolsPrompt` is published by model: the system prompt that Claude gets where tools are given. */
export const claudeFraming = (toolsPrompt: number): Framing => ({
  perMessage: 4,
  perName: 1,
  replyPrimer: 3,
  image: CLAUDE_AREA,
  toolsPrompt,
  source: `messages: ${STAND_IN_FRAMING.source}; tools: ${CLAUDE_TOOLS}`,
  exact: false,
});

/** The input that Gemini reports of a message is that of its text. */
export const GEMINI_FRAMING: Framing = {
  perMessage: 0,
  perName: 0,
  replyPrimer: 0,
  image: GEMINI_PAGES,
  source: 'not published; usage reported in logs is that of the text alone',
  exact: false,
};

/** Where the rule stands in, half as much or half more is to be expected. */
const trustOf = (framing: Framing): Omit<Count, 'tokens'> =>
  framing.exact ? { basis: 'exact' } : { basis: 'estimate', error: 0.5 };

/** Framing of one message; `nameTokens` are those of its name's text. */
export function messageFraming(framing: Framing, name?: Count): Count {
  const tokens = framing.perMessage + (name ? framing.perName + name.tokens : 0);
  const trust = trustOf(framing);
  return { tokens, ...trust, basis: name && name.basis !== 'exact' ? 'estimate' : trust.basis };
}

export function replyPrimer(framing: Framing): Count {
  return { tokens: framing.replyPrimer, ...trustOf(framing) };
}

/** What tool calls and results take besides their text. */
export function toolTurnFraming(framing: Framing, { parts }: Pick<Message, 'parts'>): number {
  const calls = parts.filter(({ type }) => type === 'toolCall').length;
  const results = parts.filter(({ type }) => type === 'toolResult').length;
  const together = calls > 1 ? (framing.parallelCalls ?? 0) : 0;
  return calls * (framing.toolCall ?? 0) + together + results * (framing.toolResult ?? 0);
}

/**
 * A declared estimate of a part that is no text, or undefined for one that is counted by its text. Image: by the
 * model's rule. Audio: 10 tokens a second at 16 kHz, 16 bit. File: 258, what Gemini counts for a page.
 */
export function declaredCount(part: Part, { image }: Pick<Framing, 'image'>): Count | undefined {
  switch (part.type) {
    case 'image':
      return imageCount(part, image);
    case 'audio':
      return { tokens: Math.max(10, Math.ceil(((part.data?.length ?? 0) * 0.75) / 3200)), basis: 'estimate', error: 1 };
    case 'file':
      return { tokens: 258, basis: 'estimate', error: 1 };
    default:
      return undefined;
  }
}

export const TOOLS_HEADER = '# Tools\n\n## functions\n\nnamespace functions {\n';
export const TOOLS_FOOTER = '\n} // namespace functions';

/** A definition as OpenAI's models are known to see it: a TypeScript type. Not published, so an estimate. */
export function renderTool(tool: ToolDefinition): string {
  const comment = tool.description ? `${commentOf(tool.description, '')}\n` : '';
  const properties = objectOf(objectOf(tool.parameters)['properties']);
  if (Object.keys(properties).length === 0) return `\n${comment}type ${tool.name} = () => any;\n`;
  return `\n${comment}type ${tool.name} = (_: ${typeOf(tool.parameters, '')}) => any;\n`;
}

type Fields = { [key: string]: JsonValue };
const objectOf = (value: JsonValue | undefined): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
const listOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
const commentOf = (text: string, indent: string): string =>
  text
    .split('\n')
    .map((line) => `${indent}// ${line}`)
    .join('\n');

function typeOf(schema: JsonValue | undefined, indent: string): string {
  const fields = objectOf(schema);
  const choices = fields['enum'] ?? (fields['const'] === undefined ? undefined : [fields['const']]);
  if (Array.isArray(choices)) return choices.map((choice) => JSON.stringify(choice)).join(' | ');
  const union = fields['anyOf'] ?? fields['oneOf'];
  if (Array.isArray(union)) return union.map((each) => typeOf(each, indent)).join(' | ');
  const type = fields['type'];
  if (Array.isArray(type)) return type.map((each) => typeOf({ ...fields, type: each }, indent)).join(' | ');
  if (type === 'array') return `${typeOf(fields['items'], indent)}[]`;
  if (type === 'object' || fields['properties']) return objectType(fields, indent);
  if (type === 'integer') return 'number';
  return typeof type === 'string' ? type : 'any';
}

function objectType(schema: Fields, indent: string): string {
  const required = new Set(listOf(schema['required']));
  const lines = Object.entries(objectOf(schema['properties'])).map(([key, value]) => {
    const description = objectOf(value)['description'];
    const comment = typeof description === 'string' ? `${commentOf(description, indent)}\n` : '';
    return `${comment}${indent}${key}${required.has(key) ? '' : '?'}: ${typeOf(value, `${indent}  `)},`;
  });
  return lines.length === 0 ? 'object' : `{\n${lines.join('\n')}\n${indent}}`;
}
