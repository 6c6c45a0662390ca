/**
 * The contract of the sample application (examples/app/assistant.mjs) against its log: silent on every call that keeps to
 * it, and each planted divergence is found in its section, in the one call that has it.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inRoot } from '../../../scripts/paths.mjs';
import type { Conformance } from '../../../src/core/context/conformance';
import type { Call, JsonValue, Message, Part, ToolDefinition } from '../../../src/core/trace/model';
import { checkConformance, type CallsToCheck } from '../../../src/node/checkService';
import { openTraceSet } from '../../../src/node/traceSet';

const TRACE = inRoot('examples/traces/support.trace.jsonl');
const PROMPTS = inRoot('examples/prompts');

/** Documents in a message of their own, or in front of the question: the program does both. */
function contract(documentsIn: 'message' | 'question', change: (text: string) => string = (text) => text): string {
  const question = documentsIn === 'question' ? ', merge: true, separator: "\\n\\n"' : '';
  return change(`version: 1
model: example-model
window: 1000000
variables: { product: Northwind Home }
sections:
  - { id: instructions, kind: instructions, required: true, file: prompts/support.md }
  - { id: policy, kind: instructions, required: true, file: prompts/policy.md }
  - { id: history, required: true, from: call.history }
  - id: documents
    kind: documents
    required: true
    before: "Documents:\\n"
    itemTemplate: '<doc id="{{id}}">{{text}}</doc>'
    separator: "\\n"
    from: call.documents
  - { id: question, required: true, from: call.query${question} }
  - { id: turn, required: true, from: call.tail }
`);
}

const TOOLS = `  - id: tools
    required: true
    tools:
      - name: lookup_order
        description: Finds an order by its number and says what it holds, where it is and how it was paid.
        parameters:
          type: object
          properties: { order_number: { type: string, description: Digits only. } }
          required: [order_number]
          additionalProperties: false
`;

describe('conformance of the sample application', function () {
  this.timeout(30_000);
  let folder = '';
  let calls: Call[] = [];
  /** Of each call that keeps to a contract: which of the two. */
  const kept = new Map<string, 'message' | 'question'>();

  const traceOf = (of: readonly Call[]): CallsToCheck => ({
    callIds: () => Promise.resolve(of.map(({ id }) => id)),
    call: (id) => Promise.resolve({ call: of.find((call) => call.id === id)! }),
  });
  async function check(
    text: string,
    of: readonly Call[],
    prompts: Record<string, string> = {},
  ): Promise<Conformance[]> {
    const file = path.join(folder, 'contract.context.yaml');
    fs.writeFileSync(file, text);
    fs.cpSync(PROMPTS, path.join(folder, 'prompts'), { recursive: true });
    for (const [name, content] of Object.entries(prompts))
      fs.writeFileSync(path.join(folder, 'prompts', name), content);
    return checkConformance(file, traceOf(of), { set: {}, now: 0 });
  }
  const keeping = (documentsIn: 'message' | 'question'): Call[] =>
    calls.filter(({ id }) => kept.get(id) === documentsIn);

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'conformance-'));
    const set = openTraceSet([TRACE]);
    calls = [];
    for (const id of await set.callIds('')) calls.push((await set.call(id)).call);
    set.close();
    for (const documentsIn of ['message', 'question'] as const) {
      for (const { callId, equal } of await check(contract(documentsIn), calls))
        if (equal) kept.set(callId, documentsIn);
    }
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('is silent on every call that was sent the policy, and finds each that was not', async () => {
    const withoutPolicy = calls.filter(({ messages }) => messages[1]?.role !== 'system').map(({ id }) => id);
    assert.deepEqual(
      calls.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
      withoutPolicy,
    );
    assert.ok(withoutPolicy.length > 3 && kept.size > 25, `${withoutPolicy.length} and ${kept.size}`);
    const found = (await check(contract('message'), calls)).filter(({ callId }) => withoutPolicy.includes(callId));
    assert.deepEqual([...new Set(found.map(({ section }) => section))], ['policy']);
  });

  it('the two ways of sending documents are told apart, in the right section', async () => {
    const found = await check(contract('message'), keeping('question'));
    assert.deepEqual([...new Set(found.map(({ equal, section }) => [equal, section].join()))], ['false,documents']);
    const other = await check(contract('question'), keeping('message'));
    assert.deepEqual([...new Set(other.map(({ equal, section }) => [equal, section].join()))], ['false,question']);
  });

  /** What the program sent, changed in one call. */
  const onText =
    (at: (message: Message, index: number) => boolean, change: (text: string) => string) =>
    (call: Call): Call | undefined => {
      const index = call.messages.findIndex(at);
      const changed = (part: Part): Part => (part.type === 'text' ? { ...part, text: change(part.text) } : part);
      const messages = call.messages.map((message, place) =>
        place === index ? { ...message, parts: message.parts.map(changed) } : message,
      );
      return JSON.stringify(messages) === JSON.stringify(call.messages) ? undefined : { ...call, messages };
    };
  const withMessages =
    (change: (messages: Message[]) => Message[] | undefined) =>
    (call: Call): Call | undefined => {
      const messages = change([...call.messages]);
      return messages && { ...call, messages };
    };
  const isDocuments = ({ role, parts: [part] }: Message): boolean =>
    role === 'user' && part?.type === 'text' && part.text.startsWith('Documents:\n');
  const first = (_: Message, index: number): boolean => index === 0;
  const second = (_: Message, index: number): boolean => index === 1;
  const docs = (text: string): string[] => text.match(/<doc [^]*?<\/doc>/g) ?? [];

  const PLACES: [kind: string, section: string, plant: (call: Call) => Call | undefined][] = [
    ['system text changed', 'instructions', onText(first, (text) => `${text} Answer in French.`)],
    ['a word of the policy changed', 'policy', onText(second, (text) => text.replace(/\b30\b|\bcan\b/, 'cannot'))],
    [
      'a variable with another value',
      'instructions',
      onText(first, (text) => text.replace('Northwind Home', 'Northwind')),
    ],
    ['white space at the end of the instructions', 'instructions', onText(first, (text) => `${text}\n`)],
    [
      'the role of a message changed',
      'policy',
      withMessages(([a, b, ...rest]) => a && b && [a, { ...b, role: 'developer' }, ...rest]),
    ],
    ['the policy left out', 'policy', withMessages(([a, , ...rest]) => a && [a, ...rest])],
    [
      'two system messages merged',
      'instructions',
      withMessages(([a, b, ...rest]) => {
        const texts = [a, b]
          .flatMap((message) => message?.parts ?? [])
          .map((part) => (part.type === 'text' ? part.text : ''));
        return a && [{ ...a, parts: [{ type: 'text', text: texts.join('\n\n') }] }, ...rest];
      }),
    ],
    [
      'the order of items',
      'documents',
      onText(isDocuments, (text) => {
        const [one = '', two = ''] = docs(text);
        return two === '' ? text : text.replace(one, '\0').replace(two, one).replace('\0', two);
      }),
    ],
    [
      'an item dropped',
      'documents',
      onText(isDocuments, (text) => {
        const [, two] = docs(text);
        return two === undefined ? text : text.replace(`\n${two}`, '');
      }),
    ],
    [
      'an item cut off',
      'documents',
      onText(isDocuments, (text) => {
        const [one = ''] = docs(text);
        return text.replace(one, `${one.slice(0, one.length / 2)}</doc>`);
      }),
    ],
    [
      'another separator',
      'documents',
      onText(isDocuments, (text) => text.replaceAll('</doc>\n<doc', '</doc>\n\n<doc')),
    ],
    [
      'another text before the items',
      'documents',
      onText(isDocuments, (text) => text.replace('Documents:', 'Sources:')),
    ],
    ['a text after the items', 'documents', onText(isDocuments, (text) => `${text}\nEnd of documents.`)],
    ['the items’ template', 'documents', onText(isDocuments, (text) => text.replaceAll('<doc id=', '<document id='))],
    [
      'a message of the program’s own added',
      'history',
      withMessages((messages) =>
        messages.length < 5 || messages.at(-1)?.role === 'tool'
          ? undefined
          : [
              messages[0]!,
              messages[1]!,
              { role: 'system', parts: [{ type: 'text', text: 'Now answer.' }] },
              ...messages.slice(2),
            ],
      ),
    ],
  ];

  for (const [kind, section, plant] of PLACES) {
    it(`finds: ${kind}`, async () => {
      const all = keeping('message');
      let tried = 0;
      for (const target of all) {
        const planted = plant(target);
        if (!planted || tried >= 4) continue;
        tried++;
        const found = await check(
          contract('message'),
          all.map((call) => (call === target ? planted : call)),
        );
        const differing = found.filter(({ equal }) => !equal);
        assert.deepEqual(
          differing.map(({ callId }) => callId),
          [target.id],
        );
        assert.equal(differing[0]?.section, section, JSON.stringify(differing[0]));
        assert.notEqual(differing[0].expected, differing[0].actual);
      }
      assert.ok(tried > 0, 'no call has this place');
    });
  }

  it('finds a word that changed in an instruction file, in every call', async () => {
    const policy = fs.readFileSync(path.join(PROMPTS, 'policy.md'), 'utf8');
    const found = await check(contract('message'), keeping('message'), {
      'policy.md': policy.replace('Refund', 'Return'),
    });
    assert.deepEqual([...new Set(found.map(({ section }) => section))], ['policy']);
  });

  describe('tools', () => {
    /** The log holds no definitions: as if it did, for the calls that keep to the contract. */
    const PARAMETERS = {
      required: ['order_number'],
      type: 'object',
      additionalProperties: false,
      properties: { order_number: { description: 'Digits only.', type: 'string' } },
    };
    const lookup = (parameters: JsonValue): ToolDefinition => ({
      name: 'lookup_order',
      description: 'Finds an order by its number and says what it holds, where it is and how it was paid.',
      parameters,
    });
    const withTools =
      (parameters: JsonValue) =>
      (call: Call): Call => ({
        ...call,
        tools: [lookup(parameters)],
        replayability: { level: 'complete', fields: [] },
      });
    const text = contract('message', (yaml) => yaml + TOOLS);

    it('finds a parameter that changed, and is silent on keys in another order', async () => {
      const log = keeping('message').map(withTools(PARAMETERS));
      assert.ok((await check(text, log)).every(({ equal }) => equal));
      const target = log[3]!;
      const changed = withTools({ ...PARAMETERS, required: [] })(target);
      const found = await check(
        text,
        log.map((call) => (call === target ? changed : call)),
      );
      const differing = found.filter(({ equal }) => !equal);
      assert.deepEqual(
        differing.map(({ callId, section }) => [callId, section]),
        [[target.id, 'tools']],
      );
      assert.match(differing[0]?.actual ?? '', /"required":\[»\]/);
    });

    it('says nothing of tools that the log does not hold', async () => {
      const gap = { path: 'tools', state: 'missing' as const, reason: 'not logged' };
      const log = keeping('message').map((call): Call => ({
        ...call,
        replayability: { level: 'incomplete', fields: [gap] },
      }));
      assert.ok((await check(text, log)).every(({ equal }) => equal));
    });
  });
});
