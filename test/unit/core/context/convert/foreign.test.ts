import assert from 'node:assert/strict';
import { convertForeign, parseForeign } from '../../../../../src/core/context/convert/foreignDocument';
import { parseContextDocument } from '../../../../../src/core/context/parse';
import { readSource } from '../../../../../src/core/context/yaml';
import type { JsonObject, JsonValue } from '../../../../../src/core/trace/model';

interface Result {
  value: JsonObject;
  lost: string[];
}

/** The converted document, which must be a valid one, as its value. */
function convert(path: string, text: string): Result {
  const converted = convertForeign({ path, name: path, text });
  if ('error' in converted) throw new Error(converted.error);
  const errors = parseContextDocument(converted.text, 'yaml').diagnostics.filter(
    ({ severity }) => severity === 'error',
  );
  assert.deepEqual(errors, [], converted.text);
  return { value: readSource(converted.text, 'yaml').root?.value as JsonObject, lost: converted.lost };
}

const prompty = (front: string, body = 'system:\nBe brief.\n'): Result =>
  convert('a.prompty', `---\n${front}\n---\n${body}`);
const sections = ({ value }: Result): JsonObject[] => value['sections'] as JsonObject[];
const texts = (result: Result): JsonValue[][] => sections(result).map(({ id, text = null }) => [id ?? null, text]);

describe('a .prompty file: front matter', () => {
  it('name, model and parameters of the first version', () => {
    const { value } = prompty(
      `name: A\nmodel:\n  api: chat\n  configuration: { type: azure_openai, azure_deployment: gpt-4o }\n  parameters: { max_tokens: 9, temperature: 0 }`,
    );
    assert.equal(value['name'], 'A');
    assert.equal(value['model'], 'gpt-4o');
    assert.equal(value['reserve'], 9);
    assert.deepEqual(value['params'], { max_tokens: 9, temperature: 0 });
  });

  it('model, options and inputs of the second version', () => {
    const { value } = prompty(
      `model: { id: gpt-4o, provider: openai, options: { maxOutputTokens: 9, topP: 1, additionalProperties: { seed: 3 } } }\ninputs: [{ name: place, kind: string, default: Oslo }]`,
    );
    assert.equal(value['model'], 'gpt-4o');
    assert.deepEqual(value['params'], { max_tokens: 9, top_p: 1, seed: 3 });
    assert.deepEqual(value['variables'], { place: 'Oslo' });
  });

  it('a model that is named outside the file is said', () => {
    const { value, lost } = prompty('model: { configuration: { azure_deployment: "${env:NAME}" } }');
    assert.equal(value['model'], undefined);
    assert.match(lost.join('\n'), /named outside the file \(\$\{env:NAME\}\)/);
  });

  it('keys are left out, and that is said', () => {
    const { value, lost } = prompty('model: { configuration: { api_key: abc, endpoint: e } }');
    assert.deepEqual(value['x-prompty'], { model: { configuration: { endpoint: 'e' } } });
    assert.match(lost[0] ?? '', /model\.configuration\.api_key/);
  });

  it('sample values are variables, nested ones by their path', () => {
    const { value } = prompty('sample: { q: "a {{b}}", customer: { name: Ann }, n: 3 }');
    assert.deepEqual(value['variables'], { q: 'a {{{{b}}', 'customer.name': 'Ann', n: 3 });
  });

  it('a sample in a file is said', () => {
    const { value, lost } = prompty('sample: ${file:a.json}');
    assert.deepEqual(value['x-prompty'], { sample: '${file:a.json}' });
    assert.match(lost[0] ?? '', /are not read/);
  });

  it('functions are tools, with the schema of their parameters', () => {
    const result = prompty(
      `tools:\n  - { name: look, kind: function, description: D, parameters: [{ name: at, kind: float, required: true }] }\n  - { name: m, kind: mcp }`,
    );
    assert.deepEqual(sections(result)[1], {
      id: 'tools',
      required: true,
      tools: [
        {
          name: 'look',
          description: 'D',
          parameters: { type: 'object', properties: { at: { type: 'number' } }, required: ['at'] },
        },
      ],
    });
    assert.deepEqual((result.value['x-prompty'] as JsonObject)['tools'], [{ name: 'm', kind: 'mcp' }]);
    assert.match(result.lost.join('\n'), /A tool is no function/);
  });

  it('everything else is kept aside and named', () => {
    const { value, lost } = prompty(
      'description: D\nauthors: [a]\noutputs: { x: { type: string } }\ntemplate: mustache',
    );
    assert.deepEqual(value['x-prompty'], {
      description: 'D',
      authors: ['a'],
      outputs: { x: { type: 'string' } },
      template: 'mustache',
    });
    assert.deepEqual(lost, ['Kept under x-prompty and not used: description, authors, outputs, template.']);
  });
});

describe('a .prompty file: body', () => {
  it('role lines cut it into sections', () => {
    const result = prompty('name: A', 'system:\nS\n\n# User:\nfirst\nassistant:\nanswer\nuser:\n{{question}}\n');
    assert.deepEqual(texts(result), [
      ['instructions', 'S'],
      ['user', 'first'],
      ['assistant', 'answer'],
      ['question', '{{question}}'],
    ]);
    assert.deepEqual(
      sections(result).map(({ role = null }) => role),
      [null, null, 'assistant', null],
    );
  });

  it('without front matter or role it is a system text', () => {
    assert.deepEqual(texts(convert('a.prompty', 'Be brief.\n')), [['instructions', 'Be brief.']]);
  });

  it('a thread is the history of a call', () => {
    const result = prompty('inputs: [{ name: talk, kind: thread }]', 'system:\nS\n\n{{talk}}\n\nuser:\nQ\n');
    assert.equal(sections(result)[1]?.['from'], 'call.history');
  });

  it('a speaker has a name', () => {
    const result = prompty('name: A', 'user[name="Ann"]:\nHi {{x}}\n');
    assert.deepEqual(sections(result)[0]?.['messages'], [{ role: 'user', name: 'Ann', text: 'Hi {{x}}' }]);
    assert.equal(sections(result)[0]?.['template'], true);
  });

  it('what is more than a name stays literal and is said, a loop’s names too', () => {
    const result = prompty('name: A', 'user:\n{% for x in list %}{{x.a}} {{ y | upper }} {{z}}{% endfor %}\n');
    assert.deepEqual(texts(result), [['question', '{% for x in list %}{{{{x.a}} {{{{ y | upper }} {{z}}{% endfor %}']]);
    assert.match(
      result.lost[0] ?? '',
      /^Jinja that is more than \{\{name\}\} is kept as literal text: \{% for x in list %\} and 3 more\./,
    );
  });

  it('Mustache has unescaped names and sections', () => {
    const result = prompty('template: mustache', 'user:\n{{{a}}} {{#b}}c{{/b}}\n');
    assert.deepEqual(texts(result), [['question', '{{a}} {{{{#b}}c{{{{/b}}']]);
  });

  it('images of the first version are parts', () => {
    const result = prompty('name: A', 'user:\nSee\n![x](https://x.test/a.png)\n');
    assert.deepEqual(sections(result)[0]?.['messages'], [
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'See' },
          { type: 'image', url: 'https://x.test/a.png' },
        ],
      },
    ]);
  });
});

describe('a .prompt.yml file', () => {
  const yml = (text: string): Result => convert('a.prompt.yml', text);
  const MESSAGES = 'messages:\n  - { role: system, content: S }\n  - { role: user, content: "{{input}}" }\n';

  it('messages, model and parameters', () => {
    const result = yml(`name: A\nmodel: openai/gpt-4o\nmodelParameters: { maxTokens: 5 }\n${MESSAGES}`);
    assert.deepEqual(texts(result), [
      ['instructions', 'S'],
      ['question', '{{input}}'],
    ]);
    assert.equal(result.value['model'], 'openai/gpt-4o');
    assert.deepEqual(result.value['params'], { max_tokens: 5 });
    assert.deepEqual(result.lost, []);
  });

  it('the first row of test data gives the variables; the rest and evaluators are kept aside', () => {
    const { value, lost } = yml(
      `${MESSAGES}testData:\n  - { input: one, expected: x }\n  - { input: two }\nevaluators: [{ name: e }]\n`,
    );
    assert.deepEqual(value['variables'], { input: 'one' });
    assert.deepEqual(value['x-promptYml'], {
      evaluators: [{ name: 'e' }],
      testData: [{ input: 'one', expected: 'x' }, { input: 'two' }],
    });
    assert.deepEqual(lost, [
      'Of 2 rows of testData the first gives the variables.',
      'Kept under x-promptYml and not used: evaluators, testData.',
    ]);
  });

  it('a response schema in text is read', () => {
    const { value } = yml(`${MESSAGES}responseFormat: json_schema\njsonSchema: '{"name": "a"}'\n`);
    assert.deepEqual(value['responseFormat'], { type: 'json_schema', json_schema: { name: 'a' } });
  });
});

describe('messages in JSON', () => {
  const json = (value: JsonValue): Result => convert('a.json', JSON.stringify(value));

  it('a list: history, question and running turn', () => {
    const result = json([
      { role: 'system', content: 'S {{x}}' },
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: '1', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
    ]);
    assert.deepEqual(
      sections(result).map(({ id }) => id),
      ['instructions', 'history', 'question', 'turn'],
    );
    assert.equal(sections(result)[0]?.['text'], 'S {{{{x}}');
    assert.match(result.lost[0] ?? '', /stay literal/);
  });

  it('a body of OpenAI keeps every field', () => {
    const { value } = json({
      model: 'm',
      messages: [{ role: 'user', content: 'q' }],
      temperature: 0,
      tool_choice: 'auto',
      response_format: { type: 'text' },
      user: 'u',
      max_tokens: 7,
    });
    const { sections: _sections, ...fields } = value;
    assert.deepEqual(fields, {
      version: 1,
      model: 'm',
      reserve: 7,
      params: { temperature: 0, max_tokens: 7 },
      toolChoice: 'auto',
      responseFormat: { type: 'text' },
      extra: { user: 'u' },
    });
  });

  it('a body of Anthropic has its system field', () => {
    const system = [{ type: 'text', text: 'S', cache_control: { type: 'ephemeral' } }];
    const result = json({ model: 'claude-x', max_tokens: 5, system, messages: [{ role: 'user', content: 'q' }] });
    assert.deepEqual(sections(result)[0], {
      id: 'instructions',
      kind: 'instructions',
      required: true,
      'x-extra': { cache_control: { type: 'ephemeral' } },
      text: 'S',
    });
    assert.match(result.lost[0] ?? '', /cache_control is kept as x-extra/);
  });

  it('a body of Gemini has its turns, functions and settings', () => {
    const result = json({
      systemInstruction: { parts: [{ text: 'S' }] },
      contents: [
        { role: 'user', parts: [{ text: 'q' }] },
        { role: 'model', parts: [{ functionCall: { name: 'f', args: { a: 1 } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'f', response: { b: 2 } } }] },
      ],
      tools: [{ functionDeclarations: [{ name: 'f', parameters: { type: 'object' } }] }],
      generationConfig: { maxOutputTokens: 8 },
      safetySettings: [],
    });
    assert.deepEqual(
      sections(result).map(({ id }) => id),
      ['instructions', 'tools', 'question', 'turn'],
    );
    assert.deepEqual(result.value['params'], { maxOutputTokens: 8 });
    assert.equal(result.value['reserve'], 8);
    assert.deepEqual(result.value['extra'], { safetySettings: [] });
    assert.deepEqual(sections(result)[3]?.['messages'], [
      { role: 'assistant', parts: [{ type: 'toolCall', name: 'f', arguments: '{"a":1}' }] },
      { role: 'tool', parts: [{ type: 'toolResult', name: 'f', parts: [{ type: 'text', text: '{"b":2}' }] }] },
    ]);
  });

  for (const other of [
    { a: 1 },
    [],
    [1],
    { version: 1, sections: [] },
    { messages: [{ role: 'user', content: 'q' }], choices: [] },
  ]) {
    it(`no messages: ${JSON.stringify(other)}`, () => {
      assert.equal(parseForeign('a.json', JSON.stringify(other)), undefined);
    });
  }

  it('a context document is none', () => {
    assert.equal(parseForeign('a.context.json', '[{"role":"user","content":"q"}]'), undefined);
  });
});

describe('ranges in the prompt file', () => {
  const TEXT = '---\r\nname: A\r\nmodel: gpt-4o\r\n---\r\nsystem:\r\nBe brief.\r\n\r\nuser:\r\nHi {{who}}\r\n';

  it('of sections are those of their messages', () => {
    const parsed = parseForeign('a.prompty', TEXT);
    assert.deepEqual(parsed?.extent(['sections', 1]), { start: { line: 8, column: 0 }, end: { line: 8, column: 10 } });
    assert.deepEqual(parsed.locate(['sections', 1, 'text'], '{{who}}'), {
      start: { line: 8, column: 3 },
      end: { line: 8, column: 10 },
    });
    assert.deepEqual(parsed.locate(['model'])?.start, { line: 2, column: 7 });
  });

  it('line ends of the file are no part of the texts', () => {
    assert.deepEqual(
      parseForeign('a.prompty', TEXT)?.document?.sections.map(({ content }) => content),
      [
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'Hi {{who}}' },
      ],
    );
  });

  const broken: [what: string, path: string, text: string, line: number, message: RegExp][] = [
    ['bad YAML', 'a.prompty', '---\nname: A\nname: B\n---\nsystem:\nS\n', 2, /written twice/],
    ['no end of the front matter', 'a.prompty', '---\nname: A\n', 0, /not closed/],
    ['no message', 'a.prompty', '---\nname: A\n---\n', 0, /no message/],
    ['no messages', 'a.prompt.yml', 'name: A\n', 0, /no messages/],
    ['a message without content', 'a.prompt.yaml', 'messages:\n  - role: user\n', 1, /needs "role:" and "content:"/],
  ];
  for (const [what, path, text, line, message] of broken) {
    it(`${what} is a finding with its line`, () => {
      const [finding] = parseForeign(path, text)?.diagnostics ?? [];
      assert.equal(finding?.severity, 'error');
      assert.match(finding.message, message);
      assert.equal(finding.range?.start.line, line);
    });
  }
});
