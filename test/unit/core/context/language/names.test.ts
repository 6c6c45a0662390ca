import assert from 'node:assert/strict';
import { definitionAt, linksIn } from '../../../../../src/core/context/language/definition';
import { outlineOf } from '../../../../../src/core/context/language/outline';
import { nameAt, occurrencesOf } from '../../../../../src/core/context/language/references';
import { renameEdits, templateFiles, variableInFile } from '../../../../../src/core/context/language/rename';
import type { ContextAnswer } from '../../../../../src/core/context/assembly';
import type { OutlineEntry, SpanEdit } from '../../../../../src/core/context/language/model';
import { parseContextDocument } from '../../../../../src/core/context/parse';
import { marked } from './marked';

const yaml = (source: string) => ({ ...marked(source), format: 'yaml' as const });
const applied = (text: string, edits: readonly SpanEdit[]): string =>
  [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((all, { span, text: by }) => all.slice(0, span.start) + by + all.slice(span.end), text);

const TEXT = `version: 1
variables:
  product: Acme
  full: "{{product}} of Oslo"
sample: { trace: logs/a.jsonl }
sections:
  - id: rules
    file: prompts/rules.md
    keepWith: [facts]
    overflow: { fallback: { file: short.md } }
  - id: facts # the facts
    before: "About {{product}}:\\n"
    items:
      - { id: one, text: "{{product}} is no variable here" }
    itemTemplate: "{{text}} ({{product}})"
`;
/** The text with the cursor behind the n-th occurrence of a word. */
function cursor(word: string, nth = 1): { text: string; offset: number; format: 'yaml' } {
  let at = -1;
  for (let i = 0; i < nth; i++) at = TEXT.indexOf(word, at + 1);
  assert.ok(at >= 0, word);
  return { text: TEXT, offset: at + 2, format: 'yaml' };
}

describe('definition', () => {
  const target = (input: Parameters<typeof definitionAt>[0]): string | undefined => {
    const [first] = definitionAt(input)?.targets ?? [];
    if (!first) return undefined;
    return 'file' in first
      ? `file ${first.file}`
      : `${first.span.start} ${input.text.slice(first.span.start, first.span.end)}`;
  };
  it('of files, of stand-ins and of the sample’s trace', () => {
    assert.equal(target(cursor('prompts/rules.md')), 'file prompts/rules.md');
    assert.equal(target(cursor('short.md')), 'file short.md');
    assert.equal(target(cursor('logs/a.jsonl')), 'file logs/a.jsonl');
  });
  it('of a variable: its line', () => {
    assert.equal(target(cursor('{{product}}', 1)), `${TEXT.indexOf('product')} product`);
    assert.equal(target(cursor('{{product}}:')), `${TEXT.indexOf('product')} product`);
  });
  it('of a section that another is kept with', () => {
    assert.equal(target(cursor('facts')), `${TEXT.indexOf('facts # the')} facts`);
  });
  it('of nothing: none', () => {
    assert.equal(target(cursor('version')), undefined);
    assert.equal(target(yaml('sections:\n  - id: a\n    text: "{{qu|estion}}"\n')), undefined);
  });
  it('links are all files that are named', () => {
    assert.deepEqual(
      linksIn({ text: TEXT, format: 'yaml' }).map(({ file }) => file),
      ['logs/a.jsonl', 'prompts/rules.md', 'short.md'],
    );
  });
});

describe('references', () => {
  it('of a section: its id and where it is kept with', () => {
    const name = nameAt(cursor('facts'))?.name;
    assert.deepEqual(name, { type: 'section', id: 'facts' });
    assert.equal(occurrencesOf(name, { text: TEXT, format: 'yaml' }).length, 2);
  });
  it('of a variable: its line and every text in which it is replaced, items left out', () => {
    const found = occurrencesOf({ type: 'variable', name: 'product' }, { text: TEXT, format: 'yaml' });
    assert.deepEqual(
      found.map(({ span, isDeclaration }) => [TEXT.slice(0, span.start).split('\n').length, isDeclaration]),
      [
        [3, true],
        [4, false],
        [12, false],
        [15, false],
      ],
    );
  });
  it('an item’s own field in itemTemplate is no variable', () => {
    assert.equal(nameAt(cursor('{{text}}')), undefined);
  });
});

describe('rename', () => {
  const renamed = (input: { text: string; offset: number; format: 'yaml' | 'json' }, newName: string): string => {
    const answer = renameEdits({ ...input, newName });
    return 'refused' in answer ? `refused: ${answer.refused}` : applied(input.text, answer.edits);
  };

  it('a section, with those that are kept with it', () => {
    const text = renamed(cursor('facts'), 'evidence');
    assert.equal(text, TEXT.replace('[facts]', '[evidence]').replace('id: facts', 'id: evidence'));
  });
  it('a variable, in all texts of the document', () => {
    const text = renamed(cursor('{{product}}:'), 'brand');
    assert.equal(
      text,
      TEXT.replace('product: Acme', 'brand: Acme')
        .replace('"{{product}} of', '"{{brand}} of')
        .replace('About {{product}}', 'About {{brand}}')
        .replace('({{product}})', '({{brand}})'),
    );
    assert.ok(parseContextDocument(text, 'yaml').document);
  });
  it('in JSON too', () => {
    const text =
      '{"version":1,"variables":{"a":"1"},"sections":[{"id":"x","text":"{{a}}","keepWith":["y"]},{"id":"y","text":"z"}]}';
    const at = (word: string): { text: string; offset: number; format: 'json' } => ({
      text,
      offset: text.indexOf(word) + 1,
      format: 'json',
    });
    assert.equal(renamed(at('y"]'), 'why'), text.replace('["y"]', '["why"]').replace('"id":"y"', '"id":"why"'));
    assert.equal(renamed(at('{{a}}'), 'b'), text.replace('{"a"', '{"b"').replace('{{a}}', '{{b}}'));
  });
  it('quotes an id that YAML would read as something else', () => {
    assert.match(renamed(cursor('facts'), '2nd'), /id: "2nd" # the facts/);
  });

  const refusals: [what: string, input: ReturnType<typeof cursor>, name: string, why: RegExp][] = [
    ['an id that is taken', cursor('facts'), 'rules', /section 'rules' already/],
    ['an empty id', cursor('facts'), ' ', /needs an id/],
    ['an id that breaks the text', cursor('facts'), 'a: b', /is no id/],
    ['a variable’s name that is taken', cursor('{{product}}:'), 'full', /variable 'full' already/],
    ['a name with braces', cursor('{{product}}:'), 'a}}', /no name of a variable/],
    ['a name that an item has', cursor('{{product}}:'), 'text', /field of every item/],
    ['a key', cursor('version'), 'x', /Only the id/],
    [
      'what the call gives',
      yaml('sections:\n  - id: a\n    text: "{{qu|estion}}"\n'),
      'x',
      /comes from the bound call/,
    ],
    ['anything in a broken text', yaml('sections:\n  - id: a|b\n    text: "open\n'), 'x', /syntax error/],
  ];
  for (const [what, input, name, why] of refusals) {
    it(`refuses ${what}`, () => assert.match(renamed(input, name), new RegExp(`^refused: .*${why.source}`)));
  }

  it('looks through the files that are templates', () => {
    assert.deepEqual(templateFiles({ text: TEXT, format: 'yaml' }), ['prompts/rules.md', 'short.md']);
    const file = 'Of {{ product }}, {{{{product}} and {{other}}.';
    assert.deepEqual(
      variableInFile(file, 'product').map(({ start, end }) => [start, file.slice(start, end)]),
      [[6, 'product']],
    );
  });
});

describe('outline', () => {
  const lines = (entries: readonly OutlineEntry[], indent = ''): string[] =>
    entries.flatMap(({ name, detail, kind, children }) => [
      `${indent}${kind} ${name}${detail === '' ? '' : `: ${detail}`}`,
      ...lines(children, `${indent}  `),
    ]);
  const exact = (tokens: number) => ({ tokens, basis: 'exact' as const });

  it('names what there is, with tokens where they are known', () => {
    const row = {
      id: 'facts',
      kind: 'documents',
      action: 'cut',
      raw: exact(1500),
      kept: exact(1234),
      units: 2,
      unitsKept: 1,
      items: [{ id: 'one', raw: exact(9), isKept: false }],
    };
    const answer = { sections: [row] } as unknown as ContextAnswer;
    assert.deepEqual(lines(outlineOf({ text: TEXT, format: 'yaml' }, answer)), [
      'property version: 1',
      'variables variables',
      '  property product: Acme',
      '  property full: {{product}} of Oslo',
      'property sample',
      '  property trace: logs/a.jsonl',
      'section rules',
      '  property file: prompts/rules.md',
      'section facts: 1,234 tokens · 1 of 2 dropped',
      '  item one: 9 tokens · dropped',
    ]);
  });
  it('holds its children', () => {
    const all = (entry: OutlineEntry): OutlineEntry[] => [entry, ...entry.children.flatMap(all)];
    for (const entry of outlineOf({ text: TEXT, format: 'yaml' }).flatMap(all)) {
      assert.ok(entry.nameSpan.start >= entry.span.start && entry.nameSpan.end <= entry.span.end, entry.name);
      for (const child of entry.children) {
        assert.ok(child.span.start >= entry.span.start && child.span.end <= entry.span.end, child.name);
      }
    }
  });
  it('of a text with an error: what can be seen', () => {
    assert.deepEqual(
      lines(
        outlineOf({ text: 'version: 1\nsections:\n  - id: a\n    text: "open\n  - id: b\n    te', format: 'yaml' }),
      ),
      ['property version: 1', 'section a', '  property text: open', 'section b'],
    );
  });
});
