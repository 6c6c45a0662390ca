/** "Set API Key…" and "Remove API Key…". A key is shown nowhere once it was typed. */
import * as vscode from 'vscode';
import { reporting } from '../messages';
import { endpointSettings } from '../settings';
import type { KeyStore } from './keyStore';
import { originOf, readEndpoint } from './origin';

const OTHER = '$(add) Another Endpoint…';

async function askOrigin(keys: KeyStore): Promise<string | undefined> {
  const configured = originOf(endpointSettings().baseUrl);
  const known = keys.origins();
  const origins = [...new Set([...(configured === undefined ? [] : [configured]), ...known])];
  const items = origins.map((origin) => ({
    label: origin,
    description: [origin === configured ? 'configured endpoint' : '', known.includes(origin) ? 'has a key' : '']
      .filter(Boolean)
      .join(', '),
  }));
  const options = {
    title: 'Set API Key (1/2)',
    placeHolder: 'The key is sent to this origin only',
    ignoreFocusOut: true,
  };
  const chosen = await vscode.window.showQuickPick([...items, { label: OTHER, description: '' }], options);
  return chosen?.label === OTHER ? askAddress() : chosen?.label;
}

function problemOf(address: string): string | undefined {
  const endpoint = readEndpoint(address);
  return typeof endpoint === 'string' ? endpoint : undefined;
}

async function askAddress(): Promise<string | undefined> {
  const address = await vscode.window.showInputBox({
    title: 'Set API Key (1/2)',
    prompt: 'Address of the endpoint, such as https://api.openai.com/v1',
    ignoreFocusOut: true,
    validateInput: problemOf,
  });
  return address === undefined ? undefined : originOf(address);
}

export async function setApiKey(keys: KeyStore, origin?: string): Promise<boolean> {
  const target = origin ?? (await askOrigin(keys));
  if (target === undefined) return false;
  const key = await vscode.window.showInputBox({
    title: 'Set API Key (2/2)',
    prompt: `Key for ${target}. It is kept in the editor's secret storage and sent to this origin only.`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? 'Type or paste the key' : undefined),
  });
  if (!key?.trim()) return false;
  await keys.set(target, key.trim());
  void vscode.window.showInformationMessage(`The key for ${target} is set.`);
  return true;
}

async function removeApiKey(keys: KeyStore): Promise<void> {
  const origins = keys.origins();
  if (origins.length === 0) {
    void vscode.window.showInformationMessage('No API key is stored.');
    return;
  }
  const options = { title: 'Remove API Key', placeHolder: 'Endpoint whose key is to be removed' };
  const origin = await vscode.window.showQuickPick(origins, options);
  if (origin === undefined) return;
  await keys.remove(origin);
  void vscode.window.showInformationMessage(`The key for ${origin} is removed.`);
}

export function registerKeyCommands(keys: KeyStore): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand(
      'contextDebugger.setApiKey',
      reporting(async (origin) => {
        await setApiKey(keys, typeof origin === 'string' ? originOf(origin) : undefined);
      }),
    ),
    registerCommand(
      'contextDebugger.removeApiKey',
      reporting(() => removeApiKey(keys)),
    ),
  );
}
