import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { closeAll, copyFixtures, marked, open, ours, replaceText, until } from './support';

const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

const HEAD = 'version: 1\nmodel: example-model\nsections:\n';

describe('a context document in the editor', () => {
  let folder: string;
  const file = (name: string): string => path.join(folder, name);

  before(() => {
    folder = copyFixtures();
  });
  afterEach(closeAll);

  async function problem(
    name: string,
    text: string,
    code: string,
  ): Promise<{ text: string; found: vscode.Diagnostic }> {
    const { document } = await open(file(name), text);
    const found = await until(`'${code}'`, () => ours(document.uri).find((entry) => codeOf(entry) === code));
    return { text: marked(document, found), found };
  }

  describe('Problems', () => {
    it('a syntax error at its place', async () => {
      const { found } = await problem('syntax.context.yaml', `${HEAD}  - id: a\n    text: "open\n`, 'syntax');
      assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
      assert.ok(found.range.start.line >= 4, `line ${found.range.start.line}`);
    });

    it('an unknown key is marked', async () => {
      const { text } = await problem('key.context.yaml', `${HEAD}  - id: a\n    txet: hello\n`, 'schema');
      assert.match(text, /txet/);
    });

    it('a missing file is marked', async () => {
      const { text, found } = await problem(
        'file.context.yaml',
        `${HEAD}  - id: a\n    file: nowhere.md\n`,
        'missing-file',
      );
      assert.match(text, /nowhere\.md/);
      assert.match(found.message, /nowhere\.md/);
    });

    it('an unresolved variable is marked', async () => {
      const { found, text } = await problem(
        'v.context.yaml',
        `${HEAD}  - id: a\n    text: "Hi {{nobody}}"\n`,
        'unresolved-variable',
      );
      assert.match(found.message, /nobody/);
      assert.match(text, /nobody/);
    });

    it('required sections that do not fit are an error', async () => {
      const text = `version: 1\nmodel: example-model\nwindow: 5\nsections:\n  - { id: a, required: true, text: "${'many words '.repeat(20)}" }\n`;
      const { found } = await problem('big.context.yaml', text, 'required-does-not-fit');
      assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    });

    it('go when the text is mended', async () => {
      const editor = await open(file('mend.context.yaml'), `${HEAD}  - id: a\n    txet: hello\n`);
      const { uri } = editor.document;
      await until('a problem', () => ours(uri).length > 0);
      await replaceText(editor, 'txet', 'text');
      await until('no problem', () => ours(uri).length === 0);
    });

    it('lead to the page of their rule, and a quick fix goes where it says', async () => {
      const text = `${HEAD}  - id: a # mine\n    text: one\n  - { id: b, required: true, text: two }\n`;
      const { found } = await problem('fix.context.yaml', text, 'no-overflow-policy');
      assert.ok(typeof found.code === 'object' && found.code.target.path.endsWith('/docs/lint/no-overflow-policy.md'));
      assert.ok(fs.existsSync(found.code.target.fsPath));
      const { uri } = (await open(file('fix.context.yaml'))).document;
      const actions = await until('the quick fix', async () => {
        const all = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          uri,
          found.range,
        );
        return all.find(({ title }) => title.includes('truncate-end'));
      });
      assert.ok(actions.edit && (await vscode.workspace.applyEdit(actions.edit)));
      const document = await vscode.workspace.openTextDocument(uri);
      assert.ok(document.getText().includes('  - id: a # mine\n    overflow: truncate-end\n    text: one\n'));
      await until('no problem', () => ours(uri).length === 0);
    });

    it('in JSON, only what the schema does not find', async () => {
      const editor = await open(file('bad.context.json'));
      const { document } = editor;
      await until('its findings', () => ours(document.uri).length >= 4);
      const codes = ours(document.uri).map(codeOf);
      assert.deepEqual([...new Set(codes)].sort(), [
        'missing-file',
        'no-overflow-policy',
        'unknown-model',
        'unresolved-variable',
      ]);
      await replaceText(editor, '"id": "question"', '"idd": "question"');
      const schemaFindings = await until('the finding of the JSON server', () => {
        const theirs = vscode.languages
          .getDiagnostics(document.uri)
          .filter(({ source }) => source !== 'Context Debugger');
        return theirs.length > 0 && theirs;
      });
      assert.ok(schemaFindings.every(({ message }) => /idd|"id"/.test(message)));
      assert.deepEqual(
        ours(document.uri).filter((entry) => codeOf(entry) === 'schema'),
        [],
      );
    });
  });

  describe('CodeLens', () => {
    const titles = async (uri: vscode.Uri): Promise<{ line: number; title: string }[]> => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 50);
      return lenses.map(({ range, command }) => ({ line: range.start.line, title: command?.title ?? '' }));
    };

    it('stands above the document and each section', async () => {
      const { document } = await open(file('answer.context.yaml'));
      const found = await until('lenses', async () => {
        const lenses = await titles(document.uri);
        return lenses.length > 0 && lenses;
      });
      const lineOf = (text: string): number =>
        document
          .getText()
          .split('\n')
          .findIndex((line) => line.includes(text));
      const at = (line: number): string[] => found.filter((lens) => lens.line === line).map(({ title }) => title);
      assert.match(at(0)[0]!, /^\d+ of 100 tokens · over by \d+$/);
      assert.deepEqual(at(0).slice(1), ['Open Context View', 'Replay Calls…']);
      assert.match(at(lineOf('id: instructions'))[0]!, /^\d+ tokens · whole$/);
      assert.match(at(lineOf('id: documents'))[0]!, /^\d+ of \d+ tokens · [12] of 3 dropped$/);
      assert.match(at(lineOf('id: question'))[0]!, /^\d+ tokens · whole$/);
    });

    it('counts the same as the ledger that follows an edit', async () => {
      const editor = await open(file('count.context.yaml'), `${HEAD}  - id: a\n    text: "one"\n`);
      const { uri } = editor.document;
      const section = async (): Promise<string | undefined> =>
        (await titles(uri)).find(({ line }) => line === 3)?.title;
      await until(
        'one token',
        async () => (await section()) === '1 tokens · whole' || (await section()) === '1 token · whole',
      );
      await replaceText(editor, '"one"', '"one two three"');
      await until('three tokens', async () => (await section()) === '3 tokens · whole');
    });

    it('follows a prompt file that is saved', async () => {
      const { document } = await open(file('replay.context.yaml'));
      const section = async (): Promise<string | undefined> =>
        (await titles(document.uri)).find(({ title }) => title.includes('tokens · whole'))?.title;
      const before = await until('a count', section);
      const prompt = await open(file('prompts/support.md'));
      await prompt.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Be brief. Be kind. Be sure. '));
      await prompt.document.save();
      await until('another count', async () => {
        const now = await section();
        return now !== undefined && now !== before;
      });
    });

    it('follows a prompt file that is changed elsewhere', async () => {
      fs.writeFileSync(file('elsewhere.md'), 'one');
      const { document } = await open(file('e.context.yaml'), `${HEAD}  - id: a\n    file: elsewhere.md\n`);
      await until('one token', async () =>
        (await titles(document.uri)).some(({ title }) => /^1 tokens? · whole$/.test(title)),
      );
      fs.writeFileSync(file('elsewhere.md'), 'one two three');
      await until('three tokens', async () =>
        (await titles(document.uri)).some(({ title }) => title === '3 tokens · whole'),
      );
    });
  });
});
