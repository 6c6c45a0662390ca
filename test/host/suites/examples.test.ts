import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { provideExamples } from '../../../src/host/examples';
import { extensionPath } from './support';

const filesBelow = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();

describe('the examples', () => {
  let storage: string;
  const provide = async (): Promise<string> => {
    const folders = { extensionUri: vscode.Uri.file(extensionPath()), storageUri: vscode.Uri.file(storage) };
    return (await provideExamples(folders)).fsPath;
  };

  beforeEach(() => {
    // Global storage need not exist before it is first used.
    storage = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'context-debugger-storage-')), 'not', 'there');
  });
  afterEach(() => fs.rmSync(path.join(storage, '../..'), { recursive: true, force: true }));

  it('are copied whole to a folder of the user', async () => {
    const folder = await provide();
    assert.equal(folder, path.join(storage, 'examples'));
    assert.deepEqual(filesBelow(folder), filesBelow(path.join(extensionPath(), 'examples')));
    const name = 'traces/support.trace.jsonl';
    const packaged = fs.readFileSync(path.join(extensionPath(), 'examples', name));
    assert.ok(packaged.equals(fs.readFileSync(path.join(folder, name))));
  });

  it('come back where they are missing; what the user changed or added stays', async () => {
    const folder = await provide();
    const own = path.join(folder, '.context-debugger/runs/mine.replay.jsonl');
    fs.mkdirSync(path.dirname(own), { recursive: true });
    fs.writeFileSync(own, '{}\n');
    fs.writeFileSync(path.join(folder, 'prompts/support.md'), 'My own words.\n');
    fs.rmSync(path.join(folder, 'prompts/policy.md'));
    fs.rmSync(path.join(folder, 'kb'), { recursive: true });
    await provide();
    assert.equal(fs.readFileSync(path.join(folder, 'prompts/support.md'), 'utf8'), 'My own words.\n');
    assert.ok(fs.existsSync(own));
    assert.ok(fs.existsSync(path.join(folder, 'prompts/policy.md')));
    assert.ok(fs.existsSync(path.join(folder, 'kb/shipping.md')));
  });
});
