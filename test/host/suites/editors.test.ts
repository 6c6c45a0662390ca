import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { writeLargeLog } from '../../support/largeLog';
import { closeAll, copyFixtures, extensionPath, until } from './support';

const activeInput = (): unknown => vscode.window.tabGroups.activeTabGroup.activeTab?.input;

function customTab(file: string): string | undefined {
  const input = activeInput();
  return input instanceof vscode.TabInputCustom && input.uri.fsPath === file ? input.viewType : undefined;
}

describe('the editors', () => {
  let folder: string;
  const file = (name: string): string => path.join(folder, name);

  before(() => {
    folder = copyFixtures();
  });
  afterEach(closeAll);

  it('a trace opens in the Trace view and never as a text document', async () => {
    const trace = file('support.trace.jsonl');
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(trace));
    assert.equal(await until('the trace editor', () => customTab(trace)), 'contextDebugger.trace');
    assert.deepEqual(
      vscode.workspace.textDocuments.filter(({ uri }) => uri.fsPath === trace),
      [],
    );
  });

  it('nor does one of many megabytes, at any time', async () => {
    const trace = file('big.trace.jsonl');
    writeLargeLog(trace, 20_000_000);
    const opened: string[] = [];
    const listening = vscode.workspace.onDidOpenTextDocument(({ uri }) => opened.push(uri.fsPath));
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(trace));
    await until('the trace editor', () => customTab(trace));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    listening.dispose();
    assert.deepEqual(opened, []);
    fs.rmSync(trace);
  });

  it('other JSON stays text, and opens as a trace on demand', async () => {
    const log = file('calls.jsonl');
    fs.copyFileSync(file('support.trace.jsonl'), log);
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(log));
    await until('the text editor', () => activeInput() instanceof vscode.TabInputText);
    await vscode.commands.executeCommand('contextDebugger.openAsTrace', vscode.Uri.file(log));
    assert.equal(await until('the trace editor', () => customTab(log)), 'contextDebugger.traceOptional');
  });

  it('a trace reopens as text', async () => {
    const trace = file('support.trace.jsonl');
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(trace));
    await until('the trace editor', () => customTab(trace));
    await vscode.commands.executeCommand('contextDebugger.reopenAsText');
    const input = await until('the text editor', () => {
      const tab = activeInput();
      return tab instanceof vscode.TabInputText && tab;
    });
    assert.equal(input.uri.fsPath, trace);
  });

  it('a folder opens as one trace set', async () => {
    await vscode.commands.executeCommand('contextDebugger.openAsTrace', vscode.Uri.file(folder));
    const tab = await until('the set', () => {
      const active = vscode.window.tabGroups.activeTabGroup.activeTab;
      return active?.input instanceof vscode.TabInputWebview && active;
    });
    assert.match((tab.input as vscode.TabInputWebview).viewType, /contextDebugger\.traceSet$/);
    assert.equal(tab.label, path.basename(folder));
  });

  it('a run opens in the Compare view', async () => {
    const run = file('golden.replay.jsonl');
    fs.copyFileSync(path.join(extensionPath(), 'test/fixtures/golden/run.replay.jsonl'), run);
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(run));
    assert.equal(await until('the compare editor', () => customTab(run)), 'contextDebugger.run');
  });

  it('the Context view opens beside its document, once', async () => {
    const document = vscode.Uri.file(file('answer.context.yaml'));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('contextDebugger.openContextView', document);
    await vscode.commands.executeCommand('contextDebugger.openContextView', document);
    const views = (): vscode.Tab[] =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview);
    await until('the view', () => views().length > 0);
    assert.deepEqual(
      views().map(({ label }) => label),
      ['Context: answer.context.yaml'],
    );
    assert.equal(vscode.window.tabGroups.all.length, 2);
  });
});
