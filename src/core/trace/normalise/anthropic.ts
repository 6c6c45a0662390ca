/**
 * Anthropic Messages: blocks, messages and tools in the normal form. Roles stay as on the wire (a tool's result is a
 * toolResult part of a user message). Never throws; what has no name here stays in `extra` or an `unknown` part.
 *
 * How the wire form is kept: `message.extra.contentForm` and `toolResult.extra.contentForm` = 'parts' where one text
 * or none was written as a list, 'absent' where a result had no content. `part.extra.type` = the wire's type where it
 * is not the usual one (server_tool_use, mcp_tool_use, web_search_tool_result …); `part.extra.source` = further fields
 * of an image's or document's source.
 */
import type { JsonObject, JsonValue, Message, Part, Role, ToolDefinition } from '../model';
import { asString, compact, extraOf, isObject, without } from './json';

const ROLES: Readonly<Record<string, Role>> = { user: 'user', assistant: 'assistant', system: 'system' };

export function anthropicMessages(messages: JsonValue | undefined): Message[] {
  return Array.isArray(messages) ? messages.map(anthropicMessage) : [];
}

export function anthropicMessage(wire: JsonValue): Message {
  if (!isObject(wire)) {
    return { role: 'user', parts: [{ type: 'unknown', raw: wire }], extra: { contentForm: 'message' } };
  }
  const roleName = asString(wire['role']) ?? '';
  const role = Object.hasOwn(ROLES, roleName) ? ROLES[roleName] : undefined;
  const { parts, form } = contentOf(wire['content']);
  const taken = role ? ['role', 'content'] : ['content'];
  return { role: role ?? 'user', parts, ...extraOf({ ...without(wire, taken), ...form }) };
}

/** A message's or a result's content: a string, or a list of blocks. */
function contentOf(content: JsonValue | undefined): { parts: Part[]; form: JsonObject } {
  if (typeof content === 'string') return { parts: [{ type: 'text', text: content }], form: {} };
  if (content === undefined) return { parts: [], form: { contentForm: 'absent' } };
  if (!Array.isArray(content)) return { parts: [{ type: 'unknown', raw: content }], form: {} };
  const parts = content.map(anthropicBlock);
  const readsAsString = parts.length === 0 || (parts.length === 1 && parts[0]?.type === 'text');
  return { parts, form: readsAsString ? { contentForm: 'parts' } : {} };
}

/** The separate system field: a string or a list of text blocks. */
export function anthropicSystem(system: JsonValue | undefined): Part[] | undefined {
  return system === undefined || system === null ? undefined : contentOf(system).parts;
}

export function anthropicBlock(wire: JsonValue): Part {
  if (!isObject(wire)) return typeof wire === 'string' ? { type: 'text', text: wire } : { type: 'unknown', raw: wire };
  const type = asString(wire['type']) ?? '';
  return readBlock(type, wire) ?? { type: 'unknown', raw: wire };
}

function readBlock(type: string, wire: JsonObject): Part | undefined {
  switch (type) {
    case 'text':
      return textBlock(wire);
    case 'image':
      return sourceBlock('image', wire);
    case 'document':
      return sourceBlock('file', wire);
    case 'thinking':
      return thinkingBlock(wire);
    case 'redacted_thinking':
      return redactedBlock(wire);
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return toolUseBlock(type, wire);
    default:
      return type.endsWith('tool_result') ? toolResultBlock(type, wire) : undefined;
  }
}

function textBlock(wire: JsonObject): Part | undefined {
  const text = wire['text'];
  return typeof text === 'string' ? { type: 'text', text, ...extraOf(without(wire, ['type', 'text'])) } : undefined;
}

function thinkingBlock(wire: JsonObject): Part | undefined {
  const text = wire['thinking'];
  if (typeof text !== 'string') return undefined;
  const signature = asString(wire['signature']);
  return compact({
    type: 'reasoning' as const,
    text,
    signature,
    ...extraOf(without(wire, ['type', 'thinking', ...(signature === undefined ? [] : ['signature'])])),
  });
}

function redactedBlock(wire: JsonObject): Part | undefined {
  const encrypted = wire['data'];
  if (typeof encrypted !== 'string') return undefined;
  return { type: 'reasoning', text: '', encrypted, ...extraOf(without(wire, ['type', 'data'])) };
}

function sourceBlock(type: 'image' | 'file', wire: JsonObject): Part | undefined {
  const source = wire['source'];
  if (!isObject(source)) return undefined;
  const fields = {
    mimeType: asString(source['media_type']),
    url: asString(source['url']),
    data: asString(source['data']),
    name: asString(wire['title']),
  };
  const isUsual = source['type'] === 'base64' || (source['type'] === 'url' && fields.url !== undefined);
  const taken = [
    ...(isUsual ? ['type'] : []),
    ...(fields.mimeType === undefined ? [] : ['media_type']),
    ...(fields.url === undefined ? [] : ['url']),
    ...(fields.data === undefined ? [] : ['data']),
  ];
  const inner = without(source, taken);
  const outer = without(wire, ['type', 'source', ...(fields.name === undefined ? [] : ['title'])]);
  return compact({
    type,
    ...fields,
    ...extraOf({ ...outer, ...(Object.keys(inner).length > 0 ? { source: inner } : {}) }),
  });
}

function toolUseBlock(type: string, wire: JsonObject): Part | undefined {
  const name = wire['name'];
  if (typeof name !== 'string') return undefined;
  const id = asString(wire['id']);
  const input = wire['input'];
  // A string is no object that was written as JSON: the mark keeps the two apart.
  const form = typeof input === 'string' ? { argumentsForm: 'string' } : {};
  return compact({
    type: 'toolCall' as const,
    id,
    name,
    arguments: typeof input === 'string' ? input : JSON.stringify(input ?? {}),
    ...extraOf({
      ...without(wire, ['type', 'name', 'input', ...(id === undefined ? [] : ['id'])]),
      ...(type === 'tool_use' ? {} : { type }),
      ...form,
    }),
  });
}

function toolResultBlock(type: string, wire: JsonObject): Part {
  const { parts, form } = contentOf(wire['content']);
  const id = asString(wire['tool_use_id']);
  const isError = typeof wire['is_error'] === 'boolean' ? wire['is_error'] : undefined;
  const taken = ['type', 'content'];
  if (id !== undefined) taken.push('tool_use_id');
  if (isError !== undefined) taken.push('is_error');
  const extra = { ...without(wire, taken), ...(type === 'tool_result' ? {} : { type }), ...form };
  return compact({ type: 'toolResult' as const, id, parts, isError, ...extraOf(extra) });
}

export function anthropicTools(tools: JsonValue | undefined): ToolDefinition[] {
  return Array.isArray(tools) ? tools.map(anthropicTool) : [];
}

function anthropicTool(wire: JsonValue): ToolDefinition {
  if (!isObject(wire)) return { name: '', raw: wire };
  return compact({
    name: asString(wire['name']) ?? asString(wire['type']) ?? '',
    description: asString(wire['description']),
    parameters: wire['input_schema'],
    raw: wire,
  });
}
