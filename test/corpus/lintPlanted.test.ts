/**
 * The other half of test/corpus/lint-labels.tsv: defects planted into logged calls, drawn with a seed, are found, each by
 * its rule. So a rule that finds nothing in the corpus is known to see what it is for, in real conversations.
 */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { reconstruct } from '../../src/core/context/reconstruct';
import { assemble } from '../../src/core/context/assemble';
import type { LintRuleId } from '../../src/core/context/lint/ruleIds';
import { lookupModel } from '../../src/core/tokens/catalogue';
import type { Call, Message, ToolDefinition } from '../../src/core/trace/model';
import { lintCall } from '../../src/node/lintContext';
import { counterFor } from '../../src/node/tokenizer';
import { openTraceSet } from '../../src/node/traceSet';
import { message } from '../support/calls';
import { corpusFiles, corpusPath, skipWithoutCorpus } from './corpus';

const SEED = 20261123;
const CALLS = 20;

type Random = () => number;

/** A linear congruential generator: the same calls and texts in each run. */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const WORDS = 'order parcel refund kettle warranty invoice depot courier label gift card store voucher charge lamp'.split(' ');
const words = (random: Random, count: number): string =>
  Array.from({ length: count }, () => `${WORDS[Math.floor(random() * WORDS.length)] ?? ''}${Math.floor(random() * 97)}`).join(' ');

const withMessages = (call: Call, ...added: Message[]): Call => ({ ...call, messages: [...call.messages, ...added] });

function toolTurn(id: string, text: string, name = 'look_up'): Message[] {
  return [
    { role: 'assistant', parts: [{ type: 'toolCall', id, name, arguments: '{}' }] },
    { role: 'tool', parts: [{ type: 'toolResult', id, parts: [{ type: 'text', text }] }] },
  ];
}

const toolOf = (name: string, random: Random): ToolDefinition => ({
  name,
  description: words(random, 300),
  parameters: { type: 'object', properties: {} },
});

/** In another order than lint's own table: what a user does wrong, and the rule that must say so. */
const PLANTS: Partial<Record<LintRuleId, (call: Call, random: Random) => Call>> = {
  'duplicate-content': (call, random) => {
    const paragraph = words(random, 150);
    return withMessages(call, message('user', paragraph), message('user', `Again:\n\n${paragraph}`));
  },
  'near-duplicate': (call, random) => {
    const first = words(random, 200);
    const second = first.replace(/(\S+ ){3}/, 'three other words ');
    return withMessages(call, ...toolTurn('p1', first), ...toolTurn('p2', second));
  },
  'oversized-item': (call, random) => withMessages(call, ...toolTurn('p1', words(random, 60_000))),
  'undeclared-truncation': (call, random) => withMessages(call, message('user', `${words(random, 80)} [output truncated]`)),
  'orphan-tool-result': (call, random) => withMessages(call, ...toolTurn('p1', words(random, 20)).slice(1)),
  'unused-tool-definition': (call, random) => ({
    ...withMessages(call, ...Array.from({ length: 12 }, (_, index) => toolTurn(`p${index}`, 'done')).flat()),
    tools: [toolOf('look_up', random), toolOf('never_called', random)],
  }),
  'volatile-before-stable': (call, random) => {
    const time = new Date(call.startTime ?? 0).toISOString();
    const rest = call.messages.filter(({ role }) => role !== 'system' && role !== 'developer');
    return { ...call, messages: [message('system', `It is ${time}.\n\n${words(random, 1500)}`), ...rest] };
  },
  'secret-in-context': (call, random) => {
    const key = Array.from({ length: 36 }, () => Math.floor(random() * 36).toString(36)).join('');
    return withMessages(call, message('user', `Use ghp_${key} to clone it.`));
  },
  'over-budget': (call, random) => ({
    ...withMessages(call, message('user', words(random, 6_000))),
    requestedModel: 'gpt-4',
    servedModel: 'gpt-4',
  }),
};

function rulesFound(call: Call): Set<string> {
  const resolved = reconstruct(call);
  const lookup = lookupModel(call.requestedModel ?? call.servedModel);
  const counter = counterFor(lookup.entry);
  const assembly = assemble(resolved, { lookup, counter, now: call.startTime ?? 0, mode: 'as-sent' });
  return new Set(lintCall({ assembly, resolved, call }).map(({ rule, code }) => rule ?? code));
}

/** Whole conversations that a user begins: of others a rule rightly says less. */
const isWhole = ({ messages, replayability, startTime, params, extra }: Call): boolean =>
  replayability.level === 'complete' &&
  startTime !== undefined &&
  params['previous_response_id'] === undefined &&
  extra?.['previous_response_id'] === undefined &&
  messages.find(({ role }) => role !== 'system' && role !== 'developer')?.role === 'user';

async function drawnCalls(random: Random): Promise<Call[]> {
  const whole: Call[] = [];
  for (const name of corpusFiles()) {
    const set = openTraceSet([path.normalize(corpusPath(name))]);
    for (const id of await set.callIds('')) {
      const { call } = await set.call(id);
      if (isWhole(call)) whole.push(call);
    }
    set.close();
  }
  const order = whole.map((call) => ({ call, at: random() })).sort((a, b) => a.at - b.at);
  return order.slice(0, CALLS).map(({ call }) => call);
}

describe('defects planted into logged calls', () => {
  const random = randomFrom(SEED);
  let calls: Call[] = [];

  before(skipWithoutCorpus);
  before(async function () {
    this.timeout(120_000);
    calls = await drawnCalls(random);
    assert.equal(calls.length, CALLS);
  });

  for (const [rule, plant] of Object.entries(PLANTS)) {
    it(`${rule} is found in each of ${CALLS}`, function () {
      this.timeout(120_000);
      const missed = calls.filter((call) => !rulesFound(plant(call, random)).has(rule));
      assert.deepEqual(missed.map(({ id }) => id), []);
      const before = calls.filter((call) => rulesFound(call).has(rule)).length;
      assert.ok(before <= CALLS / 4, `${before} of ${CALLS} had it already`);
    });
  }
});
