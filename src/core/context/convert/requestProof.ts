/**
 * Whether a document makes the request that was logged: fills its value with the call as replay does, where no window
 * makes anything give way, and compares. It never counts tokens and never changes either side.
 */
import { canonicalJson } from '../../replay/canonicalJson';
import type { Call, JsonObject, JsonValue, Message, Part } from '../../trace/model';
import { draftOf, messageAsSent, WHOLE } from '../assembleDraft';
import type { ModelRequest } from '../assembly';
import { documentFrom } from '../parseModel';
import { resolveDocument } from '../resolve';

/** The request that the document makes of the call in a window that holds everything. `value` is valid by the schema. */
export function requestOfValue(value: JsonObject, call: Call): ModelRequest {
  const resolved = resolveDocument(documentFrom(value), { files: new Map(), set: {}, call });
  const { sections, document } = resolved;
  const draft = draftOf(
    sections,
    sections.map(() => WHOLE),
  );
  const { model, toolChoice, responseFormat, params, extra } = document;
  return {
    ...(model === undefined ? {} : { model }),
    messages: draft.messages.map(messageAsSent),
    tools: draft.tools.definitions,
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(responseFormat === undefined ? {} : { responseFormat }),
    params,
    ...(extra === undefined ? {} : { extra }),
  };
}

/** The names of the request's parts that differ from what was logged. */
export function differencesFrom(request: ModelRequest, call: Call): string[] {
  const logged: [name: string, made: unknown, sent: unknown][] = [
    ['model', request.model, call.requestedModel ?? call.servedModel],
    ['messages', request.messages, [...systemMessage(call.system), ...call.messages]],
    ['tools', request.tools, call.tools],
    // Without tools there is nothing to choose: a document that binds tools leaves the choice to the call.
    ['toolChoice', request.toolChoice, call.toolChoice],
    ['responseFormat', request.responseFormat, call.responseFormat],
    ['params', request.params, call.params],
    ['extra', request.extra, call.extra],
  ];
  return logged.flatMap(([name, made, sent]) => (canonical(made) === canonical(sent) ? [] : [name]));
}

// What stands in a request is plain data.
const canonical = (value: unknown): string => (value === undefined ? '' : canonicalJson(value as JsonValue));

/** A provider's separate system field as the message that it is sent as elsewhere: its texts, a blank line between. */
export function systemMessage(system: readonly Part[] | undefined): Message[] {
  const texts = (system ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return texts.length === 0 ? [] : [{ role: 'system', parts: [{ type: 'text', text: texts.join('\n\n') }] }];
}
