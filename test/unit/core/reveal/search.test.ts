import assert from 'node:assert/strict';
import type { CodeCandidate, SectionText, SectionTexts } from '../../../../src/core/reveal/model';
import { standsAlone } from '../../../../src/core/reveal/rank';
import { RevealSearch } from '../../../../src/core/reveal/search';

const ofText = (text: string, more: Partial<SectionTexts> = {}): SectionTexts => ({
  sectionId: 'system',
  texts: [{ label: 'the text', role: 'text', text }],
  frames: [],
  files: [],
  ...more,
});

/** Candidates over files given as name and text. */
function reveal(section: SectionTexts | string, files: Record<string, string>, values: string[] = []): CodeCandidate[] {
  const search = new RevealSearch(typeof section === 'string' ? ofText(section) : section, values);
  for (const [name, text] of Object.entries(files)) search.look(`/w/${name}`, text);
  return search.candidates();
}

/** The line's own text, so that a test names content and no number. */
const lineAt = (text: string, line: number): string => text.split('\n')[line] ?? '';

const PROMPT = [
  'You answer for Acme in Norwegian. Be "brief" and don\'t guess.',
  '',
  'Always quote the rule that decides the case, and offer to ask a colleague.',
].join('\n');

/** The first line of the prompt, the same in every form, stands on this line of the source. */
function assertFound(name: string, source: string, firstLine: RegExp, expected: Partial<CodeCandidate> = {}): void {
  const noise = 'def other():\n    return "nothing of the kind, nor anything near it"\n';
  const found = reveal(PROMPT, { 'noise.py': noise, [name]: source, 'README.md': '# Acme\n\nAn app.\n' });
  assert.equal(found.length, 1, JSON.stringify(found));
  const [first] = found as [CodeCandidate];
  assert.equal(first.file, `/w/${name}`);
  assert.match(lineAt(source, first.line), firstLine);
  for (const [key, value] of Object.entries(expected)) assert.deepEqual(first[key as keyof CodeCandidate], value, key);
  assert.ok(first.covered > 0.75, `covers ${String(first.covered)}`);
}

describe('Reveal in Code finds a prompt that is written as', () => {
  it('a Python f-string with holes', () => {
    const source = `brand = "Acme"
prompt = f"You answer for {brand} in {lang}. Be \\"brief\\" and don't guess.\\n\\nAlways quote the rule that decides the case, and offer to ask a colleague."
`;
    assertFound('app.py', source, /^prompt = f/, { kind: 'template', holes: ['brand', 'lang'] });
  });

  it('a triple-quoted, indented Python string with a wrapped line', () => {
    const source = `class Bot:
    PROMPT = textwrap.dedent("""\\
        You answer for Acme in Norwegian. Be "brief" and don't guess.

        Always quote the rule that decides
        the case, and offer to ask a colleague.
    """)
`;
    assertFound('bot.py', source, /You answer for Acme/, { line: 2, endLine: 5, kind: 'literal' });
  });

  it('adjacent Python literals with prefixes, one of them an f-string', () => {
    const source = `PROMPT = (
    "You answer for Acme in Norwegian. "
    f'Be "brief" and don\\'t guess.\\n\\nAlways quote the rule '
    rf"that decides the case, and offer to "
    "ask a colleague."
)
`;
    assertFound('bot.py', source, /You answer for Acme/, { covered: 1, endLine: 4 });
  });

  it('a format string with %s', () => {
    const source = `const char *P = "You answer for %s in %s. Be \\"brief\\" and don't guess.\\n\\n"
  "Always quote the rule that decides the case, and offer to ask a colleague.";
`;
    assertFound('main.c', source, /You answer for/, { holes: ['%s', '%s'], kind: 'template' });
  });

  it('a template literal over lines', () => {
    const source = `export const prompt = (brand: string, lang: string) => \`You answer for \${brand} in \${lang}. Be "brief" and don't guess.

Always quote the rule that decides the case, and offer to ask a colleague.\`;
`;
    assertFound('prompt.ts', source, /^export const prompt/, {
      kind: 'template',
      holes: ['brand', 'lang'],
      endLine: 2,
    });
  });

  it('a concatenation over lines', () => {
    const source = `const prompt =
  'You answer for ' + brand + ' in Norwegian. Be "brief" and don\\'t guess.\\n\\n' +
  "Always quote the rule that decides " +
  'the case, and offer to ask a colleague.';
`;
    assertFound('prompt.js', source, /'You answer for '/, { kind: 'template', holes: ['brand'] });
  });

  it('a Jinja file', () => {
    const source = `{# system prompt #}
You answer for {{ brand }} in {{ lang|title }}. Be "brief" and don't guess.

Always quote the rule that decides the case, and offer to ask a colleague.
`;
    assertFound('system.j2', source, /You answer for/, { kind: 'template', holes: ['brand', 'lang|title'] });
  });

  it('a Mustache file', () => {
    const source = `You answer for {{{brand}}} in Norwegian. Be "brief" and don't guess.\n\nAlways quote the rule that decides the case, and offer to ask a colleague.\n`;
    assertFound('system.mustache', source, /^You answer/, { kind: 'template', holes: ['brand'] });
  });

  it('Markdown with other line breaks', () => {
    const source = `# Support\n\n## System\n\nYou answer for Acme in Norwegian.\nBe "brief" and don't guess.\n\nAlways quote the rule that decides the case,\nand offer to ask a colleague.\n`;
    assertFound('docs-prompt.md', source, /^You answer for Acme/, { kind: 'literal', covered: 1 });
  });

  it('a YAML block scalar', () => {
    const source = `agents:
  - name: support
    system: >-
      You answer for Acme in Norwegian.
      Be "brief" and don't guess.

      Always quote the rule that decides the case,
      and offer to ask a colleague.
`;
    assertFound('agents.yaml', source, /You answer for Acme/, { covered: 1 });
  });

  it('a JSON string with escapes', () => {
    const text = 'Größe in „Zeilen“: immer nennen, niemals raten.\n\tDanach "fertig" sagen.';
    const ascii = JSON.stringify({ system: text }).replace(
      /[\u0080-\uffff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    const found = reveal(text, { 'prompts.json': `{\n  "x": 1,\n  "p": ${ascii}\n}\n` });
    assert.deepEqual(
      found.map(({ line, covered }) => [line, covered]),
      [[2, 1]],
    );
  });

  it('a text in a script without spaces', () => {
    const text = '你是一个乐于助人的客服助手。请引用决定案件的规则。';
    const found = reveal(text, { 'bot.py': `x = 1\nP = "${text.replace('。请', '。" \\\n  "请')}"\n` });
    assert.deepEqual(
      found.map(({ line, covered }) => [line, covered]),
      [[1, 1]],
    );
  });

  it('a line with Windows line ends before it', () => {
    const found = reveal(PROMPT, { 'p.md': `# A\r\n\r\n${PROMPT.replaceAll('\n', '\r\n')}\r\n` });
    assert.deepEqual(
      found.map(({ line, column, endLine }) => [line, column, endLine]),
      [[2, 0, 4]],
    );
  });
});

describe('Reveal in Code', () => {
  it('lists two files that hold the same, and opens neither', () => {
    const found = reveal(PROMPT, { 'a.py': `A = """${PROMPT}"""`, 'b.py': `B = """${PROMPT}"""` });
    assert.deepEqual(
      found.map(({ file }) => file),
      ['/w/a.py', '/w/b.py'],
    );
    assert.equal(standsAlone(found), false);
  });

  it('lists the same file twice where it holds the text twice', () => {
    const source = `A = """${PROMPT}"""\n${'x = 1\n'.repeat(600)}B = """${PROMPT}"""\n`;
    const found = reveal(PROMPT, { 'a.py': source });
    assert.deepEqual(found.map(({ line }) => /^[AB] =/.exec(lineAt(source, line))?.[0]).sort(), ['A =', 'B =']);
  });

  it('puts source before tests, snapshots and logs', () => {
    const quoted = JSON.stringify(PROMPT);
    const files = {
      '__snapshots__/a.snap': quoted,
      'app.log': quoted,
      'test/a.test.ts': quoted,
      'src/a.ts': quoted,
      'prompts/a.md': PROMPT,
    };
    const names = reveal(PROMPT, files).map(({ file }) => file);
    assert.deepEqual(names.slice(0, 3), ['/w/prompts/a.md', '/w/src/a.ts', '/w/test/a.test.ts']);
  });

  it('passes over traces and runs', () => {
    const line = JSON.stringify({ content: PROMPT });
    assert.deepEqual(reveal(PROMPT, { 'a.trace.jsonl': line, 'a.replay.jsonl': line, 'a.otlp.json': line }), []);
  });

  it('says nothing of a text that changes with each call', () => {
    const text =
      '2026-11-23T10:00:00Z 9b2f6c1e-7a53-4a0e-9d57-0f1f2a3b4c5d https://x.example/t/8812/edit req_8fK29dQ1 1795459433483';
    const search = new RevealSearch(ofText(text));
    search.look('/w/a.py', `x = "${text}"`);
    assert.deepEqual([search.isEmpty, search.lookedFor, search.candidates()], [true, [], []]);
  });

  it('does not look for the values of known variables', () => {
    const section = ofText('Northwind Home and Garden Limited');
    const search = new RevealSearch(ofText('Hi Northwind Home and Garden Limited!'), [
      'Northwind Home and Garden Limited',
    ]);
    search.look('/w/a.py', 'name = "Northwind Home and Garden Limited"');
    assert.deepEqual(search.candidates(), []);
    assert.equal(reveal(section, { 'a.py': 'name = "Northwind Home and Garden Limited"' }).length, 1);
  });

  it('leaves out what shares a few words by accident', () => {
    const files = {
      'a.py': `A = """${PROMPT}"""`,
      'b.md': 'Staff always quote the rule that decides it; then they go home.',
    };
    assert.deepEqual(
      reveal(PROMPT, files).map(({ file }) => file),
      ['/w/a.py'],
    );
  });

  it('opens at once what stands clear of everything else', () => {
    const found = reveal(PROMPT, { 'a.py': `A = """${PROMPT}"""` });
    assert.equal(standsAlone(found), true);
  });

  it('finds a tool by its name and its descriptions, as one place', () => {
    const tool = (text: string): SectionText => ({ label: 'tool lookup_order', role: 'tool', text });
    const texts = ['lookup_order', 'Finds an order by its number.', 'Digits only, please: no letters.'].map(tool);
    const source = `import x

@tool
def lookup_order(number: str) -> str:
    """Finds an order by its number."""

    number = Field(description="Digits only, please: no letters.")
`;
    const found = reveal({ sectionId: 'tools', texts, frames: [], files: [] }, { 'tools.py': source });
    assert.deepEqual(
      found.map(({ line, holds }) => [lineAt(source, line), holds]),
      [['def lookup_order(number: str) -> str:', ['tool lookup_order']]],
    );
  });

  it('finds the frame around items by pieces that are short each', () => {
    const frame = { label: 'the frame', role: 'frame' as const, pieces: ['<doc id="', '">', '</doc>'], isWhole: false };
    const source = 'const a = \'<doc\';\nconst block = docs.map((d) => `<doc id="${d.id}">${d.text}</doc>`);\n';
    const found = reveal(ofText('', { texts: [], frames: [frame] }), { 'a.ts': source });
    assert.deepEqual(
      found.map(({ line, holes, kind }) => [line, holes, kind]),
      [[1, ['d.id', 'd.text'], 'template']],
    );
  });

  it('finds the frame in an escaped string, too', () => {
    const frame = { label: 'the frame', role: 'frame' as const, pieces: ['<doc id="', '</doc>'], isWhole: false };
    const found = reveal(ofText('', { texts: [], frames: [frame] }), {
      'a.json': '{"t": "<doc id=\\"{{id}}\\">{{text}}</doc>"}',
    });
    assert.deepEqual(
      found.map(({ holes }) => holes),
      [['id', 'text']],
    );
  });

  it('finds a short text only as a whole literal', () => {
    const frame = { label: 'the text', role: 'text' as const, pieces: ['Documents:'], isWhole: true };
    const files = { 'a.ts': 'const x = `Documents:\\n${docs}`;', 'b.md': 'See the Documents: they help.' };
    const found = reveal(ofText('Documents:\n', { frames: [frame] }), files);
    assert.deepEqual(
      found.map(({ file }) => file),
      ['/w/a.ts'],
    );
  });

  it('takes hostile text as text', () => {
    const text = '((((a+)+)+)+$ [[[ {{{{ \\\\ ${${${ <script>alert(1)</script> '.repeat(50);
    assert.equal(reveal(text, { 'a.md': text }).length, 1);
  });

  it('names the file that reads a prompt file, which then comes first', () => {
    const search = new RevealSearch(ofText(PROMPT));
    search.look('/w/prompts/a.md', PROMPT);
    search.look('/w/prompts/b.md', PROMPT);
    const named = new Map([['/w/prompts/b.md', { file: '/w/app.py', line: 4 }]]);
    const [first] = search.candidates(named);
    assert.deepEqual([first?.file, first?.namedIn], ['/w/prompts/b.md', { file: '/w/app.py', line: 4 }]);
  });
});
