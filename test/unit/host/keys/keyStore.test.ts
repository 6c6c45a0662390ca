import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { KeyStore } from '../../../../src/host/keys/keyStore';

function fakes() {
  const stored = new Map<string, string>();
  const state = new Map<string, unknown>();
  const secrets = {
    get: (name: string) => Promise.resolve(stored.get(name)),
    store: (name: string, value: string) => Promise.resolve(void stored.set(name, value)),
    delete: (name: string) => Promise.resolve(void stored.delete(name)),
  } as unknown as vscode.SecretStorage;
  const memento = {
    get: (name: string, fallback: unknown) => state.get(name) ?? fallback,
    update: (name: string, value: unknown) => Promise.resolve(void state.set(name, value)),
  } as unknown as vscode.Memento;
  return { stored, state, keys: new KeyStore(secrets, memento) };
}

const OPENAI = 'https://api.openai.com';
const LOCAL = 'http://127.0.0.1:8080';

describe('the key store', () => {
  it('gives a key to its own origin only', async () => {
    const { keys } = fakes();
    await keys.set(OPENAI, 'sk-1');
    assert.equal(await keys.get(OPENAI), 'sk-1');
    assert.equal(await keys.get(LOCAL), undefined);
    assert.equal(await keys.get('https://api.openai.com.example'), undefined);
  });

  it('lists origins in order and once, and keeps keys out of the list', async () => {
    const { keys, state } = fakes();
    await keys.set(OPENAI, 'sk-1');
    await keys.set(LOCAL, 'sk-2');
    await keys.set(OPENAI, 'sk-3');
    assert.deepEqual(keys.origins(), [LOCAL, OPENAI]);
    assert.doesNotMatch(JSON.stringify([...state]), /sk-/);
  });

  it('forgets a removed key', async () => {
    const { keys, stored } = fakes();
    await keys.set(OPENAI, 'sk-1');
    await keys.remove(OPENAI);
    assert.deepEqual(keys.origins(), []);
    assert.equal(stored.size, 0);
  });
});
