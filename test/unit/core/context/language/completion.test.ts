import assert from 'node:assert/strict';
import { completionNeeds, completionsAt } from '../../../../../src/core/context/language/completion';
import type { Completion, LanguageKnowledge } from '../../../../../src/core/context/language/model';
import { marked } from './marked';

const HEAD = 'version: 1\nsections:\n';

const at = (source: string, known?: LanguageKnowledge, format: 'yaml' | 'json' = 'yaml'): Completion[] =>
  completionsAt({ ...marked(source), format }, known);
const labels = (source: string, known?: LanguageKnowledge): string[] => at(source, known).map(({ label }) => label);
const find = (found: Completion[], label: string): Completion => {
  const one = found.find((each) => each.label === label);
  assert.ok(one, `${label} in ${found.map((each) => each.label).join(', ')}`);
  return one;
};
/** The text once the completion is in, tab stops left out. */
function accepted(source: string, label: string, known?: LanguageKnowledge, format: 'yaml' | 'json' = 'yaml'): string {
  const { text } = marked(source);
  const { span, insert } = find(at(source, known, format), label);
  const plain = insert
    .replace(/\$\{\d+\|([^,|]+)[^}]*\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\d/g, '');
  return text.slice(0, span.start) + plain + text.slice(span.end);
}

describe('completion of keys', () => {
  const cases: [what: string, source: string, offered: string[], notOffered: string[]][] = [
    ['at the root', 'version: 1\n|', ['model', 'sections', 'x-lint'], ['version', 'id', 'when']],
    ['in an empty text', '|', ['version', 'sections'], []],
    ['half typed, with lines below', 'mod|\nsections:\n  - id: a\n', ['model'], ['sections']],
    ['half typed, at the end', 'version: 1\nmo|', ['model'], ['version']],
    ['in a section', `${HEAD}  - id: a\n    |`, ['kind', 'budget', 'text', 'x-lint'], ['id', 'model']],
    ['in a section between keys', `${HEAD}  - id: a\n    |\n    text: x\n`, ['kind'], ['id', 'text', 'file', 'from']],
    ['behind a dash', `${HEAD}  - |\n`, ['id', 'kind'], ['version']],
    ['behind a dash, half typed', `${HEAD}  - i|\n    text: x\n`, ['id'], ['text', 'file']],
    ['below an empty budget', `${HEAD}  - id: a\n    budget:\n      |`, ['max', 'min'], ['kind']],
    ['in a budget in braces', `${HEAD}  - id: a\n    budget: { | }\n`, ['max', 'min'], ['kind']],
    ['in open braces', `${HEAD}  - id: a\n    budget: { max: 3, |\n    text: x\n`, ['min'], ['max', 'text']],
    ['in a section in braces', `${HEAD}  - { id: a, | }`, ['kind', 'text'], ['id']],
    ['in an item', `${HEAD}  - id: a\n    items:\n      - id: x\n        |`, ['text', 'score', 'asOf'], ['id', 'kind']],
    ['in freshness', `${HEAD}  - id: a\n    freshness: {|}`, ['maxAge', 'onStale'], []],
    ['in overflow', `${HEAD}  - id: a\n    overflow:\n      |`, ['policy', 'fallback'], ['kind']],
    ['in a fallback', `${HEAD}  - id: a\n    overflow: { fallback: { | } }`, ['text', 'file'], ['policy']],
    ['in x-lint', 'x-lint:\n  stale: off\n  |', ['over-budget', 'query-missing'], ['stale', 'kind']],
    ['in latency', 'latency:\n  |', ['total', 'stages', 'fallback'], ['version']],
    ['in params', 'params: { | }', ['temperature', 'seed'], []],
    ['after a text of several lines', `${HEAD}  - id: a\n    text: ¦\n      one\n      two\n    |`, ['kind'], []],
    ['after an error above', `${HEAD}  - id: "a\n    kind: other\n  - id: b\n    |`, ['kind', 'text'], ['id']],
    ['under Windows line ends', 'version: 1\r\nsections:\r\n  - id: a\r\n    |', ['kind'], ['id']],
    ['in a list at the key’s column', 'sections:\n- id: a\n  |', ['kind'], ['id', 'version']],
    ['below the list, at the root', `${HEAD}  - id: a\n|`, ['model'], ['version', 'kind', 'sections']],
  ];
  for (const [what, source, offered, notOffered] of cases) {
    it(what, () => {
      const found = labels(source);
      assert.deepEqual(
        offered.filter((label) => !found.includes(label)),
        [],
        `missing in: ${found.join(', ')}`,
      );
      assert.deepEqual(
        notOffered.filter((label) => found.includes(label)),
        [],
      );
    });
  }

  it('come with what the schema says of them', () => {
    const found = find(at(`${HEAD}  - id: a\n    |`), 'dedupe');
    assert.match(found.documentation ?? '', /highest score/);
    assert.equal(found.detail, 'true | false');
  });

  it('none in a comment, in a text, or behind a number', () => {
    assert.deepEqual(labels('version: 1\n# mo|'), []);
    assert.deepEqual(labels(`${HEAD}  - id: a\n    text: ki|`), []);
    assert.deepEqual(labels(`${HEAD}  - id: a\n    text: ¦\n      kind|`), []);
  });
});

describe('a key that is accepted', () => {
  const cases: [what: string, source: string, label: string, text: string][] = [
    ['gets its colon', 'mod|', 'model', 'model: '],
    ['keeps the colon that is there', 'mod|: gpt-4o', 'model', 'model: gpt-4o'],
    ['opens a short map on its line', `${HEAD}  - id: a\n    bu|`, 'budget', `${HEAD}  - id: a\n    budget: {  }`],
    ['opens a map below', 'var|', 'variables', 'variables:\n  '],
    ['opens a list', 'version: 1\nsec|', 'sections', 'version: 1\nsections:\n  - '],
    ['stands as deep as its section', `${HEAD}  - it|`, 'items', `${HEAD}  - items:\n      - `],
    ['stays in braces', `${HEAD}  - { id: a, fre| }`, 'freshness', `${HEAD}  - { id: a, freshness: {  } }`],
  ];
  for (const [what, source, label, text] of cases) it(what, () => assert.equal(accepted(source, label), text));

  it('is quoted in JSON', () => {
    assert.equal(accepted('{ "version": 1, | }', 'model', {}, 'json'), '{ "version": 1, "model": "" }');
    assert.equal(accepted('{ "version": 1, "mo|" }', 'model', {}, 'json'), '{ "version": 1, "model": "" }');
    assert.equal(accepted('{ |\n "version": 1 }', 'reserve', {}, 'json'), '{ "reserve": ,\n "version": 1 }');
  });
});

describe('completion of values', () => {
  const SECTION = `${HEAD}  - id: a\n    `;
  const cases: [what: string, source: string, offered: string[]][] = [
    ['kinds', `${SECTION}kind: |`, ['instructions', 'toolResults']],
    ['kinds, half typed', `${SECTION}kind: doc|\n    text: x`, ['documents']],
    ['roles', `${SECTION}role: |`, ['system', 'assistant']],
    ['policies', `${SECTION}overflow: |`, ['drop-oldest', 'truncate-middle', 'fallback']],
    ['policies of a fallback', `${SECTION}overflow: { policy: | }`, ['drop-oldest']],
    ['booleans', `${SECTION}required: |`, ['true', 'false']],
    ['bindings', `${SECTION}from: |`, ['call.documents', 'call.tail']],
    ['what happens to the stale', `${SECTION}freshness: { onStale: | }`, ['refresh-needed']],
    ['ages', `${SECTION}freshness: { maxAge: | }`, ['24h']],
    ['models', 'model: gpt-4|', ['gpt-4o', 'claude-sonnet-4-5']],
    ['levels of lint', 'x-lint: { stale: | }', ['off', 'error']],
    ['priorities', `${SECTION}priority: |`, ['100', '40']],
    ['the version', 'version: |', ['1']],
    ['windows of the model', 'model: gpt-4o\nwindow: |', ['128000']],
    ['shares of the window', `${SECTION}budget: { max: | }`, ['10%']],
    ['roles of messages', `${SECTION}messages:\n      - role: |`, ['assistant']],
  ];
  for (const [what, source, offered] of cases) {
    it(what, () => {
      const found = labels(source);
      assert.deepEqual(
        offered.filter((label) => !found.includes(label)),
        [],
        `in: ${found.join(', ')}`,
      );
    });
  }

  it('policies say what each does', () => {
    assert.equal(find(at(`${SECTION}overflow: |`), 'drop-oldest').detail, 'Its first items or messages go first.');
  });

  it('models say window, tokenizer and prices with their date', () => {
    const { detail, documentation } = find(at('model: |'), 'gpt-4o');
    assert.equal(detail, 'openai · 128,000 tokens');
    assert.match(
      documentation ?? '',
      /Window: 128,000 tokens.*\nTokenizer: o200k_base, exact\.\n.*input \$2\.5.*as of 2025-10-01/,
    );
  });

  it('ids of other sections for keepWith, those that are there left out', () => {
    const source = `${HEAD}  - id: a\n    keepWith: [b, |]\n  - id: b\n  - id: c\n`;
    assert.deepEqual(labels(source), ['c']);
    assert.equal(
      accepted(`${HEAD}  - id: a\n    keepWith: |\n  - id: b\n`, 'b'),
      `${HEAD}  - id: a\n    keepWith: [b]\n  - id: b\n`,
    );
  });

  it('the section’s size now for its budget', () => {
    const exact = (tokens: number) => ({ tokens, basis: 'exact' as const });
    const row = { id: 'a', raw: exact(612), kept: exact(400) };
    const answer = { window: 1000, sections: [row] } as unknown as NonNullable<LanguageKnowledge['answer']>;
    const found = at(`${SECTION}budget: { max: | }`, { answer });
    assert.deepEqual(
      found.slice(0, 2).map(({ label, detail }) => [label, detail]),
      [
        ['612', 'all that it holds now: 612 tokens'],
        ['400', 'what is kept of it now'],
      ],
    );
    assert.equal(find(found, '10%').detail, '10 % of the window: 100 tokens');
    assert.equal(accepted(`${SECTION}budget: { max: | }`, '10%'), `${SECTION}budget: { max: "10%" }`);
  });

  it('replace what is written of the value, and no more', () => {
    assert.equal(accepted(`${SECTION}kind: doc|\n    text: x`, 'documents'), `${SECTION}kind: documents\n    text: x`);
    assert.equal(accepted(`${SECTION}kind: doc| # why`, 'documents'), `${SECTION}kind: documents # why`);
    assert.equal(accepted(`${SECTION}kind: "do|"`, 'documents'), `${SECTION}kind: "documents"`);
    assert.equal(accepted('{ "model": | }', 'gpt-4o', {}, 'json'), '{ "model": "gpt-4o" }');
    assert.equal(accepted('{ "model": "gp|" }', 'gpt-4o', {}, 'json'), '{ "model": "gpt-4o" }');
  });

  it('files of the folder that is typed, and calls of the trace', () => {
    const files = [
      { name: 'prompts', isFolder: true },
      { name: 'a b.md', isFolder: false },
    ];
    const source = `${SECTION}file: |`;
    assert.deepEqual(labels(source, { files }), ['prompts/', 'a b.md']);
    assert.deepEqual(completionNeeds({ ...marked(`${SECTION}file: docs/p|`), format: 'yaml' }), { folder: 'docs/' });
    assert.deepEqual(completionNeeds({ ...marked('sample: { trace: t.jsonl, call: | }'), format: 'yaml' }), {
      trace: 't.jsonl',
    });
    assert.deepEqual(labels('sample: { trace: t.jsonl, call: | }', { calls: [{ id: 'c7', words: 'Where?' }] }), ['c7']);
    assert.equal(
      accepted(`${SECTION}file: docs/p|`, 'docs/plan.md', { files: [{ name: 'plan.md', isFolder: false }] }),
      `${SECTION}file: docs/plan.md`,
    );
  });

  it('leave out what a schema server says', () => {
    assert.deepEqual(labels(`${SECTION}kind: |`, { hasSchemaServer: true }), []);
    assert.ok(labels('model: |', { hasSchemaServer: true }).includes('gpt-4o'));
  });
});

describe('completion of variables', () => {
  const TEXT = 'variables:\n  product: Acme\n  place: Oslo\nsections:\n  - id: a\n';

  it('names each with its value, in any text', () => {
    const found = at(`${TEXT}    text: Buy {{|`);
    assert.deepEqual(
      found.map(({ label, detail }) => [label, detail]),
      [
        ['product', 'Acme'],
        ['place', 'Oslo'],
      ],
    );
    assert.equal(accepted(`${TEXT}    before: "Of {{pr|}} now"`, 'product'), `${TEXT}    before: "Of {{product}} now"`);
    assert.equal(
      accepted(`${TEXT}    text: ¦\n      One {{pl|\n      two\n`, 'place'),
      `${TEXT}    text: |\n      One {{place}}\n      two\n`,
    );
  });

  it('item fields first in itemTemplate', () => {
    assert.deepEqual(labels(`${TEXT}    itemTemplate: "{{|}}"`).slice(0, 2), ['text', 'id']);
  });

  it('those of the call, which win', () => {
    const variables = [
      { name: 'product', value: 'Other', from: 'call' as const },
      { name: 'question', value: 'Why?', from: 'question' as const },
    ];
    assert.deepEqual(
      at(`${TEXT}    text: "{{|}}"`, { variables }).map(({ label, detail }) => [label, detail]),
      [
        ['product', 'Other'],
        ['place', 'Oslo'],
        ['question', 'Why?'],
      ],
    );
  });

  it('none behind {{{{, in items, or where no variables are replaced', () => {
    assert.ok(!labels(`${TEXT}    text: "{{{{|"`).includes('product'));
    assert.ok(!labels(`${TEXT}    items:\n      - text: "{{|}}"`).includes('product'));
  });
});

describe('snippets in completion', () => {
  it('whole sections in the list, indented as their place', () => {
    const text = accepted(`${HEAD}  - id: a\n    text: x\n  |`, 'section: history');
    assert.ok(
      text.endsWith('\n  - id: history\n    from: call.history\n    budget: { max: 2000 }\n    overflow: drop-oldest'),
    );
    assert.ok(
      accepted(`${HEAD}  - |`, 'section: question').endsWith(
        '  - id: question\n    from: call.query\n    required: true',
      ),
    );
  });

  it('parts in a section and in the document', () => {
    assert.ok(labels(`${HEAD}  - id: a\n    |`).includes('freshness: maxAge and onStale'));
    assert.ok(labels('version: 1\n|').includes('latency: budgets by stage'));
    assert.ok(!labels('latency:\n  total: 1s\n|').includes('latency: budgets by stage'));
  });
});
