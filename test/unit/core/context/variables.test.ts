import assert from 'node:assert/strict';
import { expand, resolveVariables, type VariableSources } from '../../../../src/core/context/variables';

const own = (variables: { [name: string]: string }, more: Partial<VariableSources> = {}) => {
  const { values, diagnostics } = resolveVariables({ set: {}, recorded: {}, implied: {}, own: variables, ...more });
  return {
    values: Object.fromEntries(values),
    found: diagnostics.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`),
  };
};

describe('expand', () => {
  const values = new Map([
    ['a', 'A'],
    ['b', '{{a}}'],
    ['', 'never'],
  ]);
  const cases: [text: string, expanded: string, unresolved?: string[]][] = [
    ['{{a}} {{ a }}', 'A A'],
    ['{{b}}', '{{a}}'],
    ['{{{{a}}', '{{a}}'],
    ['{{{{{{a}}', '{{A'],
    ['{{x}} {{a}}', '{{x}} A', ['{{x}}']],
    ['{{#if x}}', '{{#if x}}', ['{{#if x}}']],
    ['{"a": {"b": 1}}', '{"a": {"b": 1}}'],
    ['{{a\n}}', '{{a\n}}'],
    ['{{ {a} }}', '{{ {a} }}'],
  ];
  for (const [text, expanded, unresolved = []] of cases) {
    it(JSON.stringify(text), () => assert.deepEqual(expand(text, values), { text: expanded, unresolved }));
  }

  it('takes the first that has the name', () => {
    assert.equal(expand('{{a}}{{z}}', new Map([['a', 'first']]), values, new Map([['z', '']])).text, 'first');
  });

  it('is linear in braces', () => {
    const start = performance.now();
    expand('{{'.repeat(500_000), values);
    expand('{{ a '.repeat(200_000), values);
    assert.ok(performance.now() - start < 2_000);
  });
});

describe('variables', () => {
  it('may name each other, in any order', () => {
    assert.deepEqual(own({ a: '{{b}}!', b: 'x{{c}}', c: 'y' }), { values: { a: 'xy!', b: 'xy', c: 'y' }, found: [] });
  });

  it('a circle is said once, with the place of its first', () => {
    const { found } = own({ a: '{{b}}', b: '{{c}}', c: '{{a}}', d: '{{a}}' });
    assert.deepEqual(found, ['cyclic-variable variables.a']);
  });

  it('one that names itself', () => {
    assert.deepEqual(own({ a: '{{a}}' }).found, ['cyclic-variable variables.a']);
  });

  it('one that names nothing', () => {
    assert.deepEqual(own({ a: '{{x}}' }).found, ['unresolved-variable variables.a']);
  });

  it('--set wins over the call, the call over the document; both are literal', () => {
    const { values } = own(
      { a: '1{{b}}', b: '1', c: '1' },
      { set: { b: '{{c}}' }, recorded: { b: 'recorded', c: '{{a}}' } },
    );
    assert.deepEqual(values, { a: '1{{c}}', b: '{{c}}', c: '{{a}}' });
  });

  it('that double each other stop', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`v${n}`, n === 0 ? 'x' : `{{v${n - 1}}}{{v${n - 1}}}`]),
    );
    const { values, found } = own(doubling);
    assert.ok(Object.values(values).every((value) => value.length < 5_000_000));
    assert.ok(found.length > 0);
  });

  it('in a long chain stop', () => {
    const chain = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`v${n}`, `{{v${n + 1}}}`]));
    assert.ok(own(chain).found.length > 0);
  });

  it('may be called like parts of an object', () => {
    const variables = Object.fromEntries([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
    const { values } = resolveVariables({ set: {}, recorded: {}, implied: {}, own: variables });
    assert.equal(expand('{{__proto__}}{{constructor}}{{toString}}', values).text, 'pc{{toString}}');
  });
});
