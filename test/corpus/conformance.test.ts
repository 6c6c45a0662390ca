/**
 * Conformance over the logs of corpus and examples: a document that binds all of a call gives what was sent, for every
 * call; a difference that is planted in one of ten places is found, in its section.
 */
import assert from 'node:assert/strict';
import { assemble } from '../../src/core/context/assemble';
import { splitCall } from '../../src/core/context/bindCall';
import { conformanceOf, type Conformance } from '../../src/core/context/conformance';
import { parseContextDocument } from '../../src/core/context/parse';
import { resolveDocument } from '../../src/core/context/resolve';
import { lookupModel } from '../../src/core/tokens/catalogue';
import type { Call, Message } from '../../src/core/trace/model';
import { counterFor } from '../../src/node/tokenizer';
import { openTraceSet } from '../../src/node/traceSet';
import { inRoot } from '../../scripts/paths.mjs';
import { corpusFiles, corpusPath, skipWithoutCorpus } from './corpus';

const DOCUMENT = `version: 1
window: 10000000
sections:
  - { id: system, required: true, from: call.system }
  - { id: tools, required: true, from: call.tools }
  - { id: history, required: true, from: call.history }
  - { id: question, required: true, from: call.query }
  - { id: turn, required: true, from: call.tail }
`;
const { document } = parseContextDocument(DOCUMENT, 'yaml');

/** What the document makes of `given`, against what `sent` says was sent. */
function compare(given: Call, sent: Call = given): Conformance {
  assert.ok(document);
  const resolved = resolveDocument(document, { files: new Map(), set: {}, call: given });
  const lookup = lookupModel(resolved.document.model);
  const assembly = assemble(resolved, { lookup, counter: counterFor(lookup.entry), now: 0, mode: 'assemble' });
  return conformanceOf(assembly, sent);
}

async function callsOf(file: string): Promise<Call[]> {
  const set = openTraceSet([file]);
  try {
    const calls: Call[] = [];
    for (const id of await set.callIds('')) calls.push((await set.call(id)).call);
    return calls;
  } finally {
    set.close();
  }
}

type Part = 'system' | 'history' | 'question' | 'turn';
const changed = (message: Message): Message => ({
  ...message,
  parts: message.parts.map((part) => (part.type === 'text' ? { ...part, text: `${part.text} (planted)` } : part)),
});
const hasText = ({ parts }: Message): boolean => parts.some(({ type }) => type === 'text');

/** The last message with text of a part of the call, changed in what was sent. */
function planted(call: Call, part: Part): Call | undefined {
  const { system, history, query, tail } = splitCall({ messages: call.messages });
  const own = { system, history, question: query ? [query] : [], turn: tail }[part];
  const target = own.findLast(hasText);
  if (!target) return undefined;
  return { ...call, messages: call.messages.map((message) => (message === target ? changed(message) : message)) };
}

describe('conformance over the logs', () => {
  before(skipWithoutCorpus);
  let calls: { file: string; call: Call }[] = [];
  before(async function () {
    this.timeout(120_000);
    const files = [...corpusFiles().map((name) => ({ name, path: corpusPath(name) })), EXAMPLES];
    for (const { name, path } of files) {
      calls.push(...(await callsOf(path)).map((call) => ({ file: name, call })));
    }
    calls = calls.filter(({ call }) => call.messages.length > 0);
  });

  it('is silent on every call as it was sent', () => {
    const differing = calls.map(({ file, call }) => ({ file, ...compare(call) })).filter(({ equal }) => !equal);
    assert.deepEqual(differing, []);
    assert.ok(calls.length > 100, `${calls.length} calls`);
  });

  const PLACES: [place: string, section: string][] = [
    ['system', 'system'],
    ['history', 'history'],
    ['question', 'question'],
    ['turn', 'turn'],
    ['tools', 'tools'],
    ['missing', 'turn'],
    ['added', 'turn'],
    ['role', 'system'],
    ['tool call', 'turn'],
    ['result', 'turn'],
    ['history message missing', 'history'],
    ['history messages in another order', 'history'],
    ['history messages merged', 'history'],
    ['query white space', 'question'],
    ['query truncated', 'question'],
    ['system word', 'system'],
    ['tool parameter', 'tools'],
    ['tool missing', 'tools'],
    ['image', 'question'],
  ];
  for (const [part, section] of PLACES) {
    it(`finds what is planted: ${part}`, () => {
      let tried = 0;
      for (const { file, call } of calls) {
        const sent = plantedAt(call, part);
        if (!sent || tried >= 10) continue;
        tried++;
        const { equal, section: found, expected, actual } = compare(call, sent);
        assert.equal(equal, false, file);
        assert.equal(found, section, `${file} ${call.id}`);
        assert.notEqual(expected, actual);
      }
      assert.ok(tried > 0, 'no call has this place');
    });
  }
});

const EXAMPLES = { name: 'examples', path: inRoot('examples', 'traces', 'support.trace.jsonl') };

function plantedAt(call: Call, part: string): Call | undefined {
  const { tail } = splitCall({ messages: call.messages });
  const last = call.messages.at(-1);
  switch (part) {
    case 'system':
    case 'history':
    case 'question':
    case 'turn':
      return planted(call, part);
    case 'tools': {
      const [first, ...others] = call.tools;
      return first && { ...call, tools: [{ ...first, description: `${first.description ?? ''} (planted)` }, ...others] };
    }
    case 'missing':
      return tail.length > 0 ? { ...call, messages: call.messages.slice(0, -1) } : undefined;
    case 'added':
      return tail.length > 0 && last ? { ...call, messages: [...call.messages, changed(last)] } : undefined;
    case 'role': {
      const [first, ...others] = call.messages;
      return first?.role === 'system' ? { ...call, messages: [{ ...first, role: 'developer' }, ...others] } : undefined;
    }
    case 'tool call':
    case 'history message missing':
    case 'history messages in another order':
    case 'history messages merged':
      return part === 'tool call' ? withPart(call, tail, 'toolCall') : withHistory(call, part);
    case 'query white space':
      return withText(call, splitCall({ messages: call.messages }).query, (text) => `${text} `);
    case 'query truncated':
      return withText(call, splitCall({ messages: call.messages }).query, (text) => text.slice(0, text.length / 2));
    case 'system word':
      return withText(call, call.messages.find(({ role }) => role === 'system'), (text) => text.replace(/\b\p{L}{3,}\b/u, 'planted'));
    case 'tool parameter': {
      const [first, ...others] = call.tools;
      if (first?.parameters === undefined) return undefined;
      return { ...call, tools: [{ ...first, parameters: { type: 'object', properties: { planted: {} } } }, ...others] };
    }
    case 'tool missing':
      return call.tools.length > 0 ? { ...call, tools: call.tools.slice(0, -1) } : undefined;
    case 'image':
      return withImage(call);
    case 'result':
      return withPart(call, tail, 'toolResult');
    default:
      return undefined;
  }
}

/** Two messages of the history that are not the same, and no more than they: gone, swapped, or made one. */
function withHistory(call: Call, kind: string): Call | undefined {
  const { history } = splitCall({ messages: call.messages });
  const index = history.findIndex((message, at) => {
    const next = history[at + 1];
    return next !== undefined && hasText(message) && hasText(next) && JSON.stringify(message) !== JSON.stringify(next);
  });
  const [one, two] = [history[index], history[index + 1]];
  if (!one || !two) return undefined;
  const instead = {
    'history message missing': [two],
    'history messages in another order': [two, one],
    'history messages merged': [{ ...one, parts: [...one.parts, ...two.parts] }],
  }[kind];
  return { ...call, messages: call.messages.flatMap((each) => (each === one ? (instead ?? []) : each === two ? [] : [each])) };
}

function withText(call: Call, target: Message | undefined, change: (text: string) => string): Call | undefined {
  if (!target) return undefined;
  const parts = target.parts.map((part) => (part.type === 'text' ? { ...part, text: change(part.text) } : part));
  if (JSON.stringify(parts) === JSON.stringify(target.parts)) return undefined;
  return { ...call, messages: call.messages.map((each) => (each === target ? { ...each, parts } : each)) };
}

/** Another image in the query. */
function withImage(call: Call): Call | undefined {
  const { query } = splitCall({ messages: call.messages });
  if (!query?.parts.some(({ type }) => type === 'image')) return undefined;
  const parts = query.parts.map((part) => (part.type === 'image' ? { ...part, url: 'https://example.com/planted.png' } : part));
  return { ...call, messages: call.messages.map((each) => (each === query ? { ...each, parts } : each)) };
}

/** The first tool call or result of the turn, changed. */
function withPart(call: Call, tail: readonly Message[], type: 'toolCall' | 'toolResult'): Call | undefined {
  const target = tail.find(({ parts }) => parts.some((part) => part.type === type));
  if (!target) return undefined;
  const parts = target.parts.map((part) => {
    if (part.type === 'toolCall' && type === 'toolCall') return { ...part, arguments: `${part.arguments} ` };
    if (part.type === 'toolResult' && type === 'toolResult') {
      return { ...part, parts: [...part.parts, { type: 'text' as const, text: 'planted' }] };
    }
    return part;
  });
  return { ...call, messages: call.messages.map((each) => (each === target ? { ...each, parts } : each)) };
}
