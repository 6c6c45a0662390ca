/**
 * Sections and parts of documents as snippets: of the list of completions, and (media/snippets, a test holds them equal)
 * of the editor's own. Tab stops as the editor writes them; lines are indented from the first.
 */
export interface DocumentSnippet {
  /** After `ctx-`. */
  name: string;
  label: string;
  description: string;
  /** Where it may stand: as an element of `sections:`, as keys of a section, or of the document. */
  place: 'section' | 'inSection' | 'document';
  body: string[];
}

export const SNIPPETS: readonly DocumentSnippet[] = [
  {
    name: 'section',
    label: 'section: text',
    description: 'A section with its text in the document.',
    place: 'section',
    body: [
      '- id: ${1:notes}',
      '  kind: ${2|other,instructions,examples,documents,history,toolResults,userState,query|}',
      '  priority: ${3:50}',
      '  budget: { max: ${4:800} }',
      '  overflow: ${5|truncate-end,truncate-start,truncate-middle,drop,error|}',
      '  text: |',
      '    ${0:Your text.}',
    ],
  },
  {
    name: 'file',
    label: 'section: instructions from a file',
    description: 'Instructions that are kept whole and stand in a file of their own.',
    place: 'section',
    body: [
      '- id: ${1:instructions}',
      '  kind: instructions',
      '  required: true',
      '  budget: { max: ${2:800} }',
      '  file: ${0:prompts/instructions.md}',
    ],
  },
  {
    name: 'items',
    label: 'section: items',
    description: 'A section of items with scores: the lowest score gives way first.',
    place: 'section',
    body: [
      '- id: ${1:documents}',
      '  kind: documents',
      '  budget: { max: ${2:2000} }',
      '  overflow: drop-lowest-score',
      '  items:',
      '    - id: ${3:doc-1}',
      '      score: ${4:0.8}',
      '      text: ${0:Its text.}',
    ],
  },
  {
    name: 'documents',
    label: 'section: documents with retrieval',
    description: 'What was retrieved in the bound call, framed, with a budget, an age and the query.',
    place: 'section',
    body: [
      '- id: ${1:documents}',
      '  kind: documents',
      '  budget: { max: ${2:3000}, min: ${3:500} }',
      '  overflow: drop-lowest-score',
      '  freshness: { maxAge: ${4:24h}, onStale: ${5|warn,drop,refresh-needed|} }',
      '  retrieval: { strategy: ${6|hybrid,keyword,vector|}, query: "{{question}}" }',
      '  before: "Answer from these documents only.\\\\n"',
      '  itemTemplate: \'<doc id="{{id}}">{{text}}</doc>\'',
      '  from: call.documents',
    ],
  },
  {
    name: 'history',
    label: 'section: history',
    description: 'The earlier turns of the bound call: the oldest give way first.',
    place: 'section',
    body: ['- id: ${1:history}', '  from: call.history', '  budget: { max: ${2:2000} }', '  overflow: drop-oldest'],
  },
  {
    name: 'query',
    label: 'section: question',
    description: 'The question of the bound call, kept whole.',
    place: 'section',
    body: ['- id: ${1:question}', '  from: call.query', '  required: true'],
  },
  {
    name: 'tools',
    label: 'section: tools',
    description: 'Tool definitions, counted like any section.',
    place: 'section',
    body: [
      '- id: ${1:tools}',
      '  tools:',
      '    - name: ${2:search}',
      '      description: ${3:Finds documents.}',
      '      parameters: { type: object, properties: { ${4:query}: { type: string } } }',
    ],
  },
  {
    name: 'freshness',
    label: 'freshness: maxAge and onStale',
    description: 'How old the content may be, and what happens then.',
    place: 'inSection',
    body: ['freshness: { maxAge: ${1:24h}, onStale: ${2|warn,drop,refresh-needed|} }'],
  },
  {
    name: 'fallback',
    label: 'overflow: a shorter stand-in',
    description: 'Its policy’s steps first, then a shorter text that stands in.',
    place: 'inSection',
    body: [
      'overflow:',
      '  policy: ${1|drop-oldest,drop-newest,drop-lowest-score,truncate-end,truncate-start,truncate-middle|}',
      '  fallback: { text: "${2:A summary.}" }',
    ],
  },
  {
    name: 'expect',
    label: 'expect: what an answer must hold',
    description: 'Expectations of the answer.',
    place: 'document',
    body: ['expect:', '  - contains: "${1:words}"'],
  },
  {
    name: 'latency',
    label: 'latency: budgets by stage',
    description: 'How long each stage may take, and what is answered when it takes longer.',
    place: 'document',
    body: [
      'latency:',
      '  total: ${1:800ms}',
      '  stages: { retrieval: ${2:120ms}, assembly: ${3:20ms}, inference: ${4:600ms} }',
      '  fallback: ${5:cached answer}',
    ],
  },
];

/** Each line behind the first gets the indentation of the place. */
export const indented = (body: readonly string[], indent: number): string =>
  body.map((line, index) => (index === 0 ? line : ' '.repeat(indent) + line)).join('\n');
