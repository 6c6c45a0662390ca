import assert from 'node:assert/strict';
import { parseContextDocument, placeDiagnostics } from '../../../../src/core/context/parse';
import type { Diagnostic } from '../../../../src/core/context/model';

const START = 'version: 1\nsections:\n';
/** A document of one section `a` with these lines. */
const section = (...lines: string[]): string => `${START}  - id: a\n${lines.map((line) => `    ${line}\n`).join('')}`;

const place = ({ range }: Diagnostic): string =>
  range ? `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}` : 'nowhere';
const findings = (text: string, format: 'yaml' | 'json' = 'yaml'): string[] =>
  parseContextDocument(text, format).diagnostics.map((found) => `${found.code} ${place(found)}`);
const parsed = (text: string) => {
  const { document, diagnostics } = parseContextDocument(text, 'yaml');
  assert.ok(document, diagnostics.map(({ message }) => message).join('\n'));
  return document;
};

describe('parseContextDocument finds', () => {
  const cases: [what: string, text: string, found: string[], message: RegExp][] = [
    ['an empty file', '', ['syntax 0:0-0:0'], /empty.*Start with/],
    ['only comments', '# later\n', ['syntax 0:0-0:0'], /empty/],
    ['prose', 'just text', ['schema 0:0-0:9'], /no context document/],
    ['a list', '- a\n- b', ['schema 0:0-0:3'], /must be a mapping/],
    ['an open quote', section('text: "open'), ['syntax 4:0-4:0'], /Missing closing/],
    ['a tab', 'version: 1\nsections:\n\t- id: a', ['syntax 2:0-2:1'], /tab.*spaces/],
    ['a bare colon', section('text: a: b'), ['syntax 3:10-3:11'], /needs quotes/],
    ['a bare variable', section('text: {{x}}'), ['syntax 3:11-3:12'], /\{\{name\}\}.*quotes/],
    ['a second document', 'version: 1\n---\nversion: 1', ['syntax 1:0-2:10'], /one file/i],
    ['a key twice', 'version: 1\nversion: 1\n', ['syntax 1:0-1:7'], /twice/],
    ['an alias of nothing', 'version: *x\n', ['syntax 0:9-0:11'], /no anchor &x/],
    ['a tag', 'version: !!js/function x\n', ['syntax 0:9-0:22'], /Tags/],
    ['another version', `version: 2\n${section('text: x').slice(11)}`, ['schema 0:9-0:10'], /must be 1, not 2/],
    ['no sections', 'version: 1', ['schema 0:0-0:10'], /lacks 'sections'/],
    ['an empty list of sections', 'version: 1\nsections: []', ['schema 1:10-1:12'], /not be empty/],
    ['no id', `${START}  - text: x`, ['schema 2:4-2:11'], /Section 1 lacks 'id'/],
    ['an unknown key', section('txt: x'), ['schema 3:4-3:7'], /no key 'txt'. Did you mean 'text'\?/],
    ['a far key', section('text: x', 'wombat: 1'), ['schema 4:4-4:10'], /Its keys are id, kind/],
    ['a number as text', section('text: 7'), ['schema 3:10-3:11'], /must be text, not 7. Put it in quotes/],
    ['no value', section('text:'), ['schema 3:4-3:8'], /not empty/],
    ['a wrong kind', section('kind: docs', 'text: x'), ['schema 3:10-3:14'], /'docs'. It is one of instructions/],
    ['a wrong size', section('text: x', 'budget: { max: 110% }'), ['schema 4:19-4:23'], /'110%'. Write a whole number/],
    ['a wrong share', section('text: x', 'budget: { max: 100.5% }'), ['schema 4:19-4:25'], /cannot be/],
    ['a wrong duration', section('text: x', 'freshness: { maxAge: 1 day }'), ['schema 4:25-4:30'], /24h/],
    ['a wrong time', section('text: x', 'asOf: yesterday'), ['schema 4:10-4:19'], /no time/],
    ['a wrong policy', section('text: x', 'overflow: shrink'), ['schema 4:14-4:20'], /It is error, drop/],
    ['min above max', section('text: x', 'budget: { max: 5, min: 9 }'), ['schema 4:27-4:28'], /Swap/],
    [
      'a part without its text',
      section('messages: [{role: user, parts: [{type: text}]}]'),
      ['schema 3:36-3:48'],
      /lacks 'text'/,
    ],
    ['no content', section('kind: other'), ['schema 2:4-2:9'], /no content. Add one of text, file/],
    ['two contents', section('text: x', 'file: y'), ['schema 4:4-4:8'], /text and file/],
    ['text and parts', section('messages: [{role: user, text: x, parts: []}]'), ['schema 3:28-3:32'], /not both/],
    ['an id twice', `${section('text: x')}  - id: a\n    text: y`, ['duplicate-id 4:8-4:9'], /section 1/],
    ['an item id twice', section('items: [{id: b, text: y}, {id: b, text: z}]'), ['duplicate-id 3:35-3:36'], /'b'/],
    ['when', section('text: x', 'when: y'), ['not-built-yet 4:4-4:8'], /reserved/],
    [
      'a fallback of tools',
      section('tools: []', 'overflow: { fallback: { text: y } }'),
      ['schema 4:14-4:39'],
      /stand in/,
    ],
    ['an unknown tie', section('text: x', 'keepWith: [b]'), ['schema 4:15-4:16'], /no section 'b'/],
    ['two errors', section('txt: x', 'kind: docs'), ['schema 3:4-3:7', 'schema 4:10-4:14'], /txt/],
  ];
  for (const [what, text, found, message] of cases) {
    it(what, () => {
      const { document, diagnostics } = parseContextDocument(text, 'yaml');
      assert.equal(document, undefined);
      assert.deepEqual(findings(text).sort(), found.sort());
      assert.match(diagnostics.map((each) => each.message).join('\n'), message);
      assert.ok(diagnostics.every(({ severity }) => severity === 'error'));
    });
  }

  it('positions after a byte-order mark and with CRLF, as the editor counts', () => {
    assert.deepEqual(findings('\uFEFFversion: 1\r\nsections:\r\n  - id: a\r\n    text: 5\r\n'), ['schema 3:10-3:11']);
    assert.deepEqual(findings('\uFEFFversion: 2\nsections: [{id: a, text: x}]'), ['schema 0:9-0:10']);
  });

  it('no column between \\r and \\n', () => {
    assert.deepEqual(findings('params: { a: 1, b: \r\nversion: 1').slice(0, 1), ['syntax 0:19-0:19']);
  });

  it('columns in UTF-16 units', () => {
    assert.deepEqual(findings('version: 1\nsections: [{id: "😀", text: 5}]'), ['schema 1:28-1:29']);
  });

  it('a lone surrogate, as a warning', () => {
    for (const written of ['\uD83D', '\\uD83D']) {
      const { document, diagnostics } = parseContextDocument(section(`text: "x${written}y"`), 'yaml');
      assert.ok(document);
      assert.deepEqual(
        diagnostics.map(({ code, severity, range }) => [code, severity, range?.start.line]),
        [['lone-surrogate', 'warning', 3]],
      );
    }
  });

  it('keys that do nothing, as a warning', () => {
    const text = section('from: call.history', 'before: x');
    assert.deepEqual(findings(text), ['schema 4:4-4:10']);
    assert.ok(parseContextDocument(text, 'yaml').document);
  });
});

describe('parseContextDocument of JSON finds', () => {
  const cases: [what: string, text: string, found: string][] = [
    ['a comma too many', '{"version": 1,}', 'syntax 0:14-0:15'],
    ['a comma too many in a list', '{"a": [1,]}', 'syntax 0:9-0:10'],
    ['a comment', '{"version": 1, // c\n"sections": []}', 'syntax 0:15-0:16'],
    ['single quotes', "{'version': 1}", 'syntax 0:1-0:2'],
    ['YAML', 'version: 1', 'syntax 0:0-0:1'],
    ['an early end', '{"version": 1', 'syntax 0:13-0:13'],
    ['more after the end', '{} {}', 'syntax 0:3-0:4'],
    [
      'an unknown key after tabs',
      '{"version": 1,\n\t"sections": [\n\t\t{"id": "a", "txt": "x"}\n\t]\n}',
      'schema 2:14-2:19',
    ],
  ];
  for (const [what, text, found] of cases)
    it(what, () => assert.deepEqual(findings(text, 'json').slice(0, 1), [found]));

  it('nothing wrong with escapes', () => {
    const { document } = parseContextDocument(
      '{"version":1,"sections":[{"id":"a","text":"\\/ \\ud83d\\ude00"}]}',
      'json',
    );
    assert.deepEqual(document?.sections[0]?.content, { type: 'text', text: '/ 😀' });
  });
});

describe('parseContextDocument gives defaults', () => {
  it('by kind', () => {
    const text = `${START}${['instructions', 'query', 'documents', 'userState', 'examples', 'toolResults']
      .map((kind) => `  - { id: ${kind}, kind: ${kind}, text: x }\n`)
      .join('')}`;
    assert.deepEqual(
      parsed(text).sections.map(({ kind, role, priority, overflow }) => [kind, role, priority, overflow.policy]),
      [
        ['instructions', 'system', 100, 'drop'],
        ['query', 'user', 100, 'drop'],
        ['documents', 'user', 40, 'drop'],
        ['userState', 'user', 70, 'drop'],
        ['examples', 'user', 60, 'drop'],
        ['toolResults', 'user', 45, 'drop'],
      ],
    );
  });

  it('by binding; bound messages keep their roles', () => {
    const bindings = ['system', 'query', 'history', 'tail', 'messages', 'tools', 'documents'];
    const text = `${START}${bindings.map((name) => `  - { id: ${name}, from: call.${name} }\n`).join('')}`;
    assert.deepEqual(
      parsed(text).sections.map(({ id, kind, role, priority }) => [id, kind, role, priority]),
      [
        ['system', 'instructions', undefined, 100],
        ['query', 'query', undefined, 100],
        ['history', 'history', undefined, 50],
        ['tail', 'history', undefined, 50],
        ['messages', 'other', undefined, 30],
        ['tools', 'tools', undefined, 100],
        ['documents', 'documents', 'user', 40],
      ],
    );
  });

  it('and error as the policy of a required section', () => {
    assert.deepEqual(parsed(section('text: x', 'required: true')).sections[0]?.overflow, {
      policy: 'error',
      declared: false,
    });
  });

  it('reads sizes, durations and percentages', () => {
    const [first] = parsed(
      section('text: x', 'budget: { max: 12.5%, min: 3 }', 'freshness: { maxAge: 1.5h }'),
    ).sections;
    assert.deepEqual(first?.budget, { max: { percent: 12.5 }, min: { tokens: 3 } });
    assert.deepEqual(first.freshness, { maxAgeMs: 5_400_000 });
  });

  it('reads variables as texts and arguments as JSON', () => {
    const text = `variables: { n: 7, ok: true }\n${section('messages: [{role: assistant, parts: [{type: toolCall, name: f, arguments: {a: 1}}]}]')}`;
    const document = parsed(text);
    assert.deepEqual(document.variables, { n: '7', ok: 'true' });
    assert.deepEqual(document.sections[0]?.content, {
      type: 'messages',
      template: false,
      messages: [{ role: 'assistant', parts: [{ type: 'toolCall', name: 'f', arguments: '{"a":1}' }] }],
    });
  });

  it('lists files once', () => {
    const text = `${START}  - { id: a, file: p.md }\n  - { id: b, file: p.md }\n  - { id: c, file: q.md }\n`;
    assert.deepEqual(parseContextDocument(text, 'yaml').files, ['p.md', 'q.md']);
  });

  it('follows anchors', () => {
    const text = `x-shared: &budget { max: 5 }\n${section('text: x', 'budget: *budget')}`;
    assert.deepEqual(parsed(text).sections[0]?.budget, { max: { tokens: 5 } });
  });
});

describe('parseContextDocument withstands', function () {
  this.timeout(60_000);

  it('aliases that multiply', () => {
    const names = 'abcdefgh'.split('');
    const bomb = names.map(
      (name, index) =>
        `${name}: &${name} [${Array(9)
          .fill(index ? `*${names[index - 1]!}` : 'x')
          .join()}]`,
    );
    const { diagnostics } = parseContextDocument(bomb.join('\n'), 'yaml');
    assert.equal(diagnostics.length, 1);
    assert.match(diagnostics[0]!.message, /Aliases/);
  });

  it('an alias inside its own anchor', () => {
    assert.match(parseContextDocument('version: &a [*a, *a]', 'yaml').diagnostics[0]!.message, /Aliases|levels/);
  });

  it('deep nesting', () => {
    for (const text of [
      '['.repeat(5_000),
      '- '.repeat(20_000),
      '{"a":'.repeat(5_000),
      `a: ${'['.repeat(500)}${']'.repeat(500)}`,
    ]) {
      for (const format of ['yaml', 'json'] as const) {
        const { diagnostics } = parseContextDocument(text, format);
        assert.ok(diagnostics.length > 0 && diagnostics.length <= 10);
      }
    }
  });

  it('a key named __proto__', () => {
    const text = `${section('text: x')}x-own: 1\nvariables: { __proto__: y, constructor: z }\n`;
    assert.deepEqual(Object.entries(parsed(text).variables), [
      ['__proto__', 'y'],
      ['constructor', 'z'],
    ]);
  });

  it('a megabyte, in about the time of its parts', () => {
    const time = (count: number): number => {
      const text =
        START + Array.from({ length: count }, (_, n) => `  - id: s${n}\n    text: "Some words and {{x}}"\n`).join('');
      const start = performance.now();
      assert.equal(parseContextDocument(text, 'yaml').document?.sections.length, count);
      return performance.now() - start;
    };
    time(500);
    const [small, large] = [time(2_500), time(25_000)];
    assert.ok(large < 40 * small, `${small.toFixed(0)} ms for a tenth, ${large.toFixed(0)} ms for the whole`);
  });

  it('many keys in one mapping', () => {
    const keys = Array.from({ length: 40_000 }, (_, n) => `  v${n}: x\n`).join('');
    const start = performance.now();
    assert.ok(parseContextDocument(`variables:\n${keys}${section('text: x')}`, 'yaml').document);
    assert.ok(performance.now() - start < 5_000);
  });
});

describe('placeDiagnostics', () => {
  const document = parseContextDocument(
    `model: m\nwindow: 9\n${section('text: "a {{x}} b"', 'budget: { max: 5 }')}`,
    'yaml',
  );
  const at = (finding: Partial<Diagnostic>): string =>
    placeDiagnostics([{ code: 'schema', severity: 'error', message: '', ...finding }], document).map(place)[0] ?? '';

  it('points at the text inside a value', () => {
    assert.equal(at({ path: ['sections', 0, 'text'], near: '{{x}}' }), '5:13-5:18');
  });
  it('points at the value where the text is not found in it', () => {
    assert.equal(at({ path: ['sections', 0, 'text'], near: '{{y}}' }), '5:10-5:21');
  });
  it('points at a section’s budget, else at its id', () => {
    assert.equal(at({ code: 'over-budget', sectionId: 'a' }), '6:19-6:20');
    assert.equal(at({ code: 'does-not-fit', sectionId: 'a' }), '4:8-4:9');
  });
  it('points at window and model', () => {
    assert.equal(at({ code: 'does-not-fit' }), '1:8-1:9');
    assert.equal(at({ code: 'unknown-model' }), '0:7-0:8');
  });
  it('does not pass the path on', () => {
    const [placed] = placeDiagnostics([{ code: 'schema', severity: 'error', message: '', path: ['model'] }], document);
    assert.deepEqual(Object.keys(placed ?? {}), ['code', 'severity', 'message', 'range']);
  });
});
