import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { closeAll, copyFixtures, open, ours, until } from './support';

const HEAD = 'version: 1\nmodel: example-model\nsections:\n';
const TEXT = `version: 1
model: example-model
variables:
  product: Acme
sections:
  - id: rules
    kind: instructions
    required: true
    file: prompts/support.md
    keepWith: [facts]
  - id: facts
    overflow: truncate-end
    text: |
      Of {{product}}.
      Second line.
`;

describe('the language features of a context document', () => {
  let folder: string;
  const file = (name: string): string => path.join(folder, name);

  before(() => {
    folder = copyFixtures();
  });
  afterEach(closeAll);

  /** `|` in the text is the cursor, `¦` a bar. */
  async function at(name: string, source: string): Promise<{ editor: vscode.TextEditor; position: vscode.Position }> {
    const offset = source.indexOf('|');
    const text = (source.slice(0, offset) + source.slice(offset + 1)).replaceAll('¦', '|');
    const editor = await open(file(name), text);
    return { editor, position: editor.document.positionAt(offset) };
  }
  const cursor = (before: string, inText = TEXT): string =>
    inText.replaceAll('|', '¦').replace(before, () => `${before.slice(0, -1)}|${before.slice(-1)}`);

  async function complete(name: string, source: string): Promise<vscode.CompletionItem[]> {
    const { editor, position } = await at(name, source);
    const { uri } = editor.document;
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      position,
    );
    return list.items;
  }
  const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);

  describe('completion', () => {
    it('of keys by their place, each once and none that is there', async () => {
      const labels = (
        await complete('keys.context.yaml', `${HEAD}  - id: a\n    kind: other\n    |\n    text: x\n`)
      ).map(labelOf);
      for (const key of ['budget', 'overflow', 'freshness']) {
        assert.equal(labels.filter((label) => label === key).length, 1, key);
      }
      for (const key of ['id', 'kind', 'text', 'file', 'model']) assert.ok(!labels.includes(key), key);
    });
    it('of values while the text is no YAML', async () => {
      const items = await complete('broken.context.yaml', `${HEAD}  - id: a\n    overflow: |\n    text: "open\n`);
      const policy = items.find((item) => labelOf(item) === 'drop-oldest');
      assert.equal(policy?.detail, 'Its first items or messages go first.');
    });
    it('of models with their windows', async () => {
      const items = await complete('model.context.yaml', 'version: 1\nmodel: |\nsections: []\n');
      assert.equal(items.find((item) => labelOf(item) === 'gpt-4o')?.detail, 'openai · 128,000 tokens');
    });
    it('of files beside the document', async () => {
      const labels = (await complete('files.context.yaml', `${HEAD}  - id: a\n    file: prompts/|\n`)).map(labelOf);
      assert.ok(labels.includes('prompts/support.md'), labels.join(', '));
    });
    it('in JSON: what the schema does not say, and the rest once', async () => {
      const text = '{ "version": 1, "model": "|", "sections": [] }';
      const models = (await complete('m.context.json', text))
        .map(labelOf)
        .filter((label) => /^"?gpt-4o"?$/.test(label));
      assert.equal(models.length, 1);
      const json = '{ "version": 1, "sections": [{ "id": "a", "kind": "|" }] }';
      const kinds = (await complete('k.context.json', json))
        .map(labelOf)
        .filter((label) => /^"?documents"?$/.test(label));
      assert.deepEqual(kinds.length, 1, kinds.join(', '));
    });
  });

  it('hover says how a number came about, with the number of the CodeLens', async () => {
    const { editor, position } = await at('hover.context.yaml', cursor('id: fa'));
    const { uri } = editor.document;
    const lens = await until('the lens of the section', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 50);
      return lenses.find(({ range, command }) => range.start.line === 10 && command?.title.includes('tokens'))?.command
        ?.title;
    });
    const tokens = /^(\d+) tokens/.exec(lens)?.[1];
    const shown = await until('the hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
      const text = hovers
        .flatMap(({ contents }) => contents.map((each) => (each as vscode.MarkdownString).value))
        .join('\n');
      return text.includes('window') && text;
    });
    assert.ok(tokens !== undefined && shown.includes(`${tokens} tokens`), `${lens}\n${shown}`);
    assert.match(shown, /Counted exactly\\?, with o200k\\?_base/);
  });

  it('hover makes nothing of what a text would like to be', async () => {
    const hostile = `version: 1\nvariables: { v: "[x](command:quit) <img src=x> \`\`\`" }\nsections:\n  - { id: a, text: "{{|v}}" }\n`;
    const { editor, position } = await at('hostile.context.yaml', hostile);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      position,
    );
    const contents = hovers.flatMap((each) => each.contents) as vscode.MarkdownString[];
    assert.ok(contents.length > 0);
    for (const { isTrusted, supportHtml } of contents) assert.deepEqual([!!isTrusted, !!supportHtml], [false, false]);
    assert.match(contents.map(({ value }) => value).join(''), /\n````text\n\[x\][^]*\n````\n/);
  });

  it('outline names sections with their tokens', async () => {
    const { document } = await open(file('outline.context.yaml'), TEXT);
    const symbols = await until('the outline with tokens', async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return found?.some(({ detail }) => detail.includes('tokens')) && found;
    });
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['version', 'model', 'variables', 'rules', 'facts'],
    );
    assert.match(symbols[4]!.detail, /^\d+ tokens · whole$/);
  });

  it('definition leads to files, variables and sections', async () => {
    const lead = async (before: string): Promise<string> => {
      const { editor, position } = await at('definition.context.yaml', cursor(before));
      const [link] = await vscode.commands.executeCommand<vscode.LocationLink[]>(
        'vscode.executeDefinitionProvider',
        editor.document.uri,
        position,
      );
      return link ? `${path.basename(link.targetUri.fsPath)}:${link.targetRange.start.line}` : 'nowhere';
    };
    assert.equal(await lead('file: prom'), 'support.md:0');
    assert.equal(await lead('Of {{pro'), 'definition.context.yaml:3');
    assert.equal(await lead('keepWith: [fa'), 'definition.context.yaml:10');
  });

  it('references are found from either end', async () => {
    const { editor, position } = await at('references.context.yaml', cursor('id: fa'));
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      editor.document.uri,
      position,
    );
    assert.deepEqual(found.map(({ range }) => range.start.line).sort(), [10, 9].sort());
  });

  it('rename goes through the document and the files that it names', async () => {
    fs.writeFileSync(file('prompts/named.md'), 'For {{product}} only.\n');
    const { editor, position } = await at(
      'rename.context.yaml',
      cursor('  prod', TEXT.replace('prompts/support.md', 'prompts/named.md')),
    );
    const { uri } = editor.document;
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      uri,
      position,
      'brand',
    );
    assert.deepEqual(
      edit
        .entries()
        .map(([each, edits]) => [path.basename(each.fsPath), edits.length])
        .sort(),
      [
        ['named.md', 1],
        ['rename.context.yaml', 2],
      ],
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(
      editor.document.getText().includes('  brand: Acme') && editor.document.getText().includes('Of {{brand}}.'),
    );
    const named = await vscode.workspace.openTextDocument(file('prompts/named.md'));
    assert.equal(named.getText(), 'For {{brand}} only.\n');
  });

  it('rename refuses a name that is taken, with a sentence', async () => {
    const { editor, position } = await at('refuse.context.yaml', cursor('id: fa'));
    const renamed = vscode.commands.executeCommand(
      'vscode.executeDocumentRenameProvider',
      editor.document.uri,
      position,
      'rules',
    );
    await assert.rejects(async () => renamed, /section 'rules' already/);
  });

  describe('code actions', () => {
    async function actions(
      name: string,
      source: string,
    ): Promise<{ editor: vscode.TextEditor; found: vscode.CodeAction[] }> {
      const { editor, position } = await at(name, source);
      const range = new vscode.Range(position, position);
      await until(
        'the document’s numbers',
        async () =>
          (
            await vscode.commands.executeCommand<vscode.CodeLens[]>(
              'vscode.executeCodeLensProvider',
              editor.document.uri,
              1,
            )
          ).length > 0,
      );
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        editor.document.uri,
        range,
      );
      return { editor, found };
    }

    it('Set Budget to Current Size writes the size that is shown', async () => {
      const { editor, found } = await actions('budget.context.yaml', cursor('id: fa'));
      const action = found.find(({ title }) => title.startsWith('Set Budget to Current Size'));
      const size = /\((\d+) tokens\)/.exec(action?.title ?? '')?.[1];
      assert.ok(action?.edit && size !== undefined && (await vscode.workspace.applyEdit(action.edit)));
      assert.ok(editor.document.getText().includes(`  - id: facts\n    budget: { max: ${size} }\n`));
    });

    it('say a policy once, though lint offers it too', async () => {
      const { found } = await actions(
        'once.context.yaml',
        `${HEAD}  - { id: q, required: true, text: Why? }\n  - id: a|\n    text: x\n`,
      );
      const policies = found.filter(({ title }) => title.includes('truncate-end')).map(({ title }) => title);
      assert.equal(policies.length, 1, policies.join(' | '));
      assert.ok(found.some(({ title }) => title === 'Add Overflow Policy: truncate-start'));
    });

    it('what is over its budget gets fixes that mend it', async () => {
      const long = 'many words '.repeat(40).trim();
      const source = `${HEAD}  - { id: q, required: true, text: Why? }\n  - id: a\n    budget: { max: 1|0 }\n    text: ${long}\n`;
      const { editor, position } = await at('over.context.yaml', source);
      const { uri } = editor.document;
      const over = (): vscode.Diagnostic | undefined =>
        ours(uri).find(({ message }) => message.includes('over its own budget'));
      const problem = await until('the problem', over);
      assert.ok(problem.range.contains(position));
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        problem.range,
      );
      const fix = found.find(({ title }) => /^Set budget to \d+ \(was 10\): a is sent whole/.test(title));
      assert.ok(fix?.edit, found.map(({ title }) => title).join(' | '));
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      await until('no finding about the budget', () => over() === undefined);
    });

    it('Extract Section to File, by its command: what is sent stays', async () => {
      const { editor, found } = await actions('extract.context.yaml', cursor('id: fa'));
      assert.ok(
        found.some(
          ({ title, command }) =>
            title === 'Extract Section to File…' && command?.command === 'contextDebugger.extractSection',
        ),
      );
      const before = await totalOf(editor.document.uri);
      const asked = vscode.commands.executeCommand('contextDebugger.extractSection', editor.document.uri, 'facts');
      // The input box holds a name that is free: Enter takes it.
      await until('the new file', async () => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return editor.document.getText().includes('file: prompts/facts.md');
      });
      await asked;
      const made = await vscode.workspace.openTextDocument(file('prompts/facts.md'));
      assert.equal(made.getText(), 'Of {{product}}.\nSecond line.\n\n');
      await until('the same total', async () => (await totalOf(editor.document.uri)) === before);
    });
  });

  const totalOf = async (uri: vscode.Uri): Promise<string | undefined> => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 1);
    return lenses[0]?.command?.title;
  };
});
