/** Documents of many shapes and edits as hands and programs make them, for tests of what is read again after an edit. */
import * as fs from 'node:fs';
import * as fc from 'fast-check';

export interface DocumentSample {
  name: string;
  format: 'yaml' | 'json';
  text: string;
}

const GOLDEN = fs.readFileSync('test/fixtures/golden/support.context.yaml', 'utf8');

const COMMENTED = `# A support answer.
version: 1   # of the format
name: "Support: answer"
model: example-model

variables: { product: Acme, 'other name': "x: y" }
sections:

  # Who answers.
  - id: instructions
    kind: instructions
    role: system
    required: true
    text: |
      You help customers of {{product}}.

        - indented deeper
      # no comment
      Be kind: always.

  # What is known.
  - id: documents
    priority: 40   # low
    budget: { max: 6000, min: 10% }
    overflow:
      policy: drop-oldest
      fallback:
        text: >-
          No documents
          fit.
    items:
      # the first
      - id: doc-1
        score: 0.5
        text: |+
          One.

      - { id: doc-2, text: "two, quoted", asOf: 2026-11-19 }
      - id: doc-3
        text: plain over
          two lines
        # said of doc-3

      -
        id: doc-4
        text: 'single ''quoted''
          over lines'
# at the edge
  - id: history
    messages:
      - role: user
        text: Hi
      - role: assistant
        parts:
          - type: text
            text: Hello
  - {id: question, kind: query, required: true, text: "Why?"}

expect:
- contains: refund
-   contains: "x"
x-own:
  deep: [1, 2, { a: b }]`;

const SAME_INDENT = `version: 1
sections:
- id: a
  items:
  - id: i1
    text: |2
        two more
      than needed
  - text: "half"

  - text: last
    score: 1
- id: b
  text: ''

- id: c
  file: prompts/a.md
`;

const ANCHORED = `version: 1
variables: &v { a: b }
sections:
  - id: a
    text: &t hello
  - id: b
    text: *t
`;

const STREAM = `---
version: 1
sections:
  - id: a
    text: |
      one
      two
  - id: b
    text: three
`;

const FLOW = `{version: 1, sections: [
  {id: a, text: plain words},
  {id: b, items: [{text: "one", id: i1}, {text: 'two'}, {
    text: three
  }]}, {id: c, text: "x"}
]}
`;

const VALUE = {
  version: 1,
  name: 'JSON \ud83d\ude00',
  sections: [
    { id: 'a', text: 'hello\nworld "quoted" \\ back' },
    {
      id: 'b',
      budget: { max: '10%' },
      items: [
        { id: 'i1', text: 'one', score: 0.5 },
        { id: 'i2', text: 'two' },
        { id: 'i3', text: '' },
      ],
    },
    { id: 'c', messages: [{ role: 'user', parts: [{ type: 'text', text: 'x' }] }] },
  ],
};

const yaml = (name: string, text: string): DocumentSample => ({ name, format: 'yaml', text });
const JSON_TEXT = JSON.stringify(VALUE, null, 2);

export const SAMPLES: DocumentSample[] = [
  yaml('the golden document', GOLDEN),
  yaml('comments and every style', COMMENTED),
  yaml('lists no deeper than their keys', SAME_INDENT),
  yaml('carriage returns', COMMENTED.replaceAll('\n', '\r\n')),
  yaml('anchors', ANCHORED),
  yaml('a marked start', STREAM),
  yaml('flow', FLOW),
  yaml('flow in one line', FLOW.replaceAll('\n', ' ')),
  yaml('JSON as YAML', JSON_TEXT),
  yaml('a byte-order mark', `\uFEFF${SAME_INDENT}`),
  { name: 'JSON', format: 'json', text: JSON_TEXT },
  { name: 'JSON in one line', format: 'json', text: JSON.stringify(VALUE) },
  { name: 'JSON with tabs', format: 'json', text: JSON.stringify(VALUE, null, '\t').replaceAll('\n', '\r\n') },
];

const SNIPPETS = [
  ...['"', "'", '\n', '\n\n', ' ', '  ', '\t', '- ', ': ', ':', '{', '}', '[', ']', '{}', '[]', ',', ', '],
  ...['&a ', '*t', '!x ', '!!str ', '|', '|\n', '>-\n', '|+', '#', ' #', '# ', '? ', '%', '@', '`'],
  ...[
    '---',
    '\n---\n',
    '\n...\n',
    '\n%YAML 1.1\n',
    '\r',
    '\r\n',
    '\uFEFF',
    '\uD800',
    '\ud83d\ude00',
    '\\ud800',
    '\\',
    '\0',
  ],
  ...[
    '\n  - id: x\n    text: y\n',
    '\n      - text: new',
    '\n    ',
    '\n      ',
    '\nname: z',
    '\n  # said',
    '<<: ',
    'null',
    '0.5',
  ],
  ...[
    '"text": 1,',
    '\n- id: q\n  text: q',
    '{{name}}',
    'id: ',
    'a',
    'b',
    'word',
    'é',
    '文',
    '~',
    'true',
    '1e3',
    '\u2028',
  ],
];

export interface Edit {
  /** Share of the text's length. */
  at: number;
  remove: number;
  insert: string;
}

const inserted = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SNIPPETS) },
  { weight: 2, arbitrary: fc.constantFrom('a', 'e', ' ', '.', '1') },
  fc.string({ maxLength: 4 }),
  fc.constant(''),
);

export const edits = (maxLength: number): fc.Arbitrary<Edit[]> =>
  fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.oneof(fc.constant(0), fc.constant(1), fc.integer({ min: 0, max: 40 })),
      insert: inserted,
    }),
    { minLength: 1, maxLength },
  );

export function edited(text: string, { at, remove, insert }: Edit): string {
  const start = Math.round(at * text.length);
  return text.slice(0, start) + insert + text.slice(start + remove);
}
