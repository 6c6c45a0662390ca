/** Whose API a request in the normal form was logged from, told by what only that API has. It never guesses by model. */
import type { ModelRequest } from '../context/assembly';
import type { JsonValue, Part, ToolDefinition } from '../trace/model';
import { isObject } from '../trace/normalise/json';

/** What only Anthropic's API has. A separate system field alone is no sign: OpenTelemetry has one for every provider. */
export function isAnthropic(request: ModelRequest): boolean {
  const hasSchema = (tool: ToolDefinition): boolean => isObject(tool.raw) && 'input_schema' in tool.raw;
  const isBlock = (part: Part): boolean => part.type === 'reasoning' && part.signature !== undefined;
  return (
    request.tools.some(hasSchema) ||
    'thinking' in request.params ||
    'output_config' in request.params ||
    isAnthropicChoice(request.toolChoice) ||
    request.extra?.['systemForm'] !== undefined ||
    (request.system ?? []).some(hasCacheControl) ||
    request.messages.some(
      ({ role, parts }) => parts.some(isBlock) || (role === 'user' && parts.some((part) => part.type === 'toolResult')),
    )
  );
}

const hasCacheControl = (part: Part): boolean => part.type === 'text' && part.extra?.['cache_control'] !== undefined;
export const isAnthropicChoice = (choice: JsonValue | undefined): boolean =>
  isObject(choice) && ANTHROPIC_CHOICES.some((type) => choice['type'] === type);
const ANTHROPIC_CHOICES = ['auto', 'any', 'tool', 'none'];

/** What only chat completions have. */
export function isOpenAi(request: ModelRequest): boolean {
  const isFunction = ({ raw }: ToolDefinition): boolean => isObject(raw) && ('function' in raw || 'custom' in raw);
  return (
    request.responseFormat !== undefined ||
    request.tools.some(isFunction) ||
    request.extra?.['toolsField'] !== undefined ||
    typeof request.toolChoice === 'string' ||
    OPENAI_PARAMS.some((name) => name in request.params) ||
    request.messages.some(
      ({ role, parts }) =>
        ['system', 'developer', 'tool'].includes(role) ||
        parts.some((part) => part.type !== 'unknown' && OPENAI_MARKS.some((mark) => part.extra?.[mark] !== undefined)),
    )
  );
}

const OPENAI_PARAMS = [
  'max_completion_tokens',
  'stop',
  'n',
  'logprobs',
  'logit_bias',
  'parallel_tool_calls',
  'reasoning_effort',
];
/** How trace/normalise/openAi.ts keeps the wire's form. */
const OPENAI_MARKS = ['field', 'function', 'custom', 'image_url', 'input_audio', 'file'];
