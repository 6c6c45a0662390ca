/**
 * A logged call → a context document that one can edit, and that makes the logged request again when it is filled with
 * that call. What changes from call to call is bound with `from:`. What the document does not keep is said, never hidden.
 */
import type { Call, JsonObject } from '../../trace/model';
import { usableDocuments } from '../bindCallDocuments';
import { reserveOf } from '../reconstruct';
import { documentPlaces, sectionsOf, systemPieces, type CallSections, type DocumentPlace } from './callSections';
import { differencesFrom, requestOfValue } from './requestProof';
import { usableVariables } from './templateText';
import { writeDocument, type DocumentValue, type WrittenFormat } from './writeDocument';

export interface CreatedDocument {
  text: string;
  /** What of the call the document holds or binds, as sentences. */
  kept: string[];
  /** What it does not keep, as sentences. */
  lost: string[];
}

export interface FromCallOptions {
  /** The trace's path as the document is to name it: from the document's folder. */
  trace?: string;
  format?: WrittenFormat;
  /** Said beside what is not kept. */
  notes?: readonly string[];
}

export function documentFromCall(
  call: Call,
  { trace, format = 'yaml', notes = [] }: FromCallOptions = {},
): CreatedDocument {
  const { value, comments, kept, lost } = valueFromCall(call, trace);
  const all = [...lost, ...notes];
  const title = `Made from the logged call ${call.id}${trace === undefined ? '' : ` of ${trace}`}. Every line may be changed.`;
  const intro = [title, 'Sections with from: are filled by the call that is bound; a replay binds each call in turn.'];
  return { text: writeDocument({ value, comments, intro, lost: all }, format), kept, lost: all };
}

interface FromCall extends DocumentValue {
  kept: string[];
  lost: string[];
}

export function valueFromCall(call: Call, trace?: string): FromCall {
  const variables = usableVariables(call.templateVariables);
  const { places, problem } = documentPlaces(call);
  const make = (place?: DocumentPlace): Made => {
    const made = sectionsOf(call, { variables, ...(place ? { place } : {}) });
    const value = valueOf(call, made, trace);
    return {
      ...made,
      value,
      differences: differencesFrom(requestOfValue(value, call), call),
      isBound: place !== undefined,
    };
  };
  const bound = firstOf(places, (place) => {
    const made = make(place);
    return made.differences.length === 0 ? made : undefined;
  });
  const made = bound ?? make();
  const why = problem ?? 'no template gives the text between and around them';
  return {
    value: made.value,
    comments: commentsOf(made, call),
    kept: keptOf(made, call),
    lost: lostOf(made, call, bound ? undefined : why),
  };
}

interface Made extends CallSections {
  value: JsonObject;
  differences: string[];
  isBound: boolean;
}

function firstOf<T, R>(list: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of list) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function valueOf(call: Call, { sections, variables }: CallSections, trace: string | undefined): JsonObject {
  const model = call.requestedModel ?? call.servedModel;
  const reserve = reserveOf(call);
  return {
    version: 1,
    name: call.site ?? `Call ${call.id}`,
    ...(model === undefined || model === '' ? {} : { model }),
    ...(reserve > 0 ? { reserve: Math.ceil(reserve) } : {}),
    ...(Object.keys(call.params).length > 0 ? { params: call.params } : {}),
    ...(Object.keys(variables).length > 0 ? { variables } : {}),
    ...(trace === undefined ? {} : { sample: { trace, call: call.id } }),
    ...(call.responseFormat === undefined ? {} : { responseFormat: call.responseFormat }),
    sections: sections.map(({ value }) => value),
  };
}

function commentsOf({ sections }: Made, call: Call): Map<string, string[]> {
  const comments = new Map(sections.map(({ comment }, index) => [`sections/${index}`, [comment]]));
  const own = [
    ...(call.toolChoice === undefined ? [] : [`toolChoice (here ${JSON.stringify(call.toolChoice)})`]),
    ...Object.keys(call.extra ?? {}).map((key) => `extra.${key}`),
  ];
  if (own.length > 0) comments.set('sections', [`As each call has it, unless it is written here: ${own.join(', ')}.`]);
  return comments;
}

function keptOf({ sections, variables, isBound }: Made, call: Call): string[] {
  const instructions = sections.filter(({ value }) => value.id.startsWith('instructions')).length;
  const names = Object.keys(variables);
  const bound = isBound ? `${counted(usableDocuments(call.documents).length, 'retrieved document')}, ` : '';
  return [
    ...(instructions > 0
      ? [`The instructions are text that can be edited, in ${counted(instructions, 'section')}.`]
      : []),
    `Bound to each call: ${bound}tools, history, question, running turn.`,
    ...(names.length > 0 ? [`Values that the call recorded are variables: ${names.join(', ')}.`] : []),
  ];
}

function lostOf({ differences, isBound }: Made, call: Call, why: string | undefined): string[] {
  const documents = usableDocuments(call.documents).length;
  const unbound = documents > 0 && !isBound && why !== undefined;
  const fields = new Set(
    systemPieces(call).flatMap((piece) => (piece.type === 'text' ? Object.keys(piece.extra ?? {}) : [])),
  );
  const others = (call.system ?? []).filter(({ type }) => type !== 'text').length;
  return [
    ...(unbound ? [`The retrieved documents are not bound: ${why}. They stay where the messages have them.`] : []),
    ...(fields.size > 0
      ? [`Of the separate system field, ${[...fields].join(', ')} is kept as x-extra and not sent.`]
      : []),
    ...(others > 0
      ? [
          `${counted(others, 'part')} of the separate system field that ${others === 1 ? 'is' : 'are'} no text ${others === 1 ? 'is' : 'are'} left out.`,
        ]
      : []),
    ...(differences.length > 0
      ? [`The document does not give these as they were logged: ${differences.join(', ')}.`]
      : []),
    ...call.replayability.fields.map(
      ({ path, state, reason }) => `The log itself: ${path} is ${state} (${reason.replace(/\.$/, '')}).`,
    ),
  ];
}

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
