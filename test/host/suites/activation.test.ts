import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  const extension = vscode.extensions.getExtension('context-debugger.context-debugger');

  it('activates', async () => {
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that the manifest names', async () => {
    const manifest = extension!.packageJSON as { contributes: { commands?: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = (manifest.contributes.commands ?? []).filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
