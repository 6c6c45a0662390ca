/** API keys in the editor's secret storage, one an origin. The list of origins (never a key) is in the global state. */
import type * as vscode from 'vscode';

const ORIGINS = 'contextDebugger.keyOrigins';
const secretName = (origin: string): string => `contextDebugger.apiKey:${origin}`;

export class KeyStore {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly state: vscode.Memento,
  ) {}

  origins(): string[] {
    return this.state.get<string[]>(ORIGINS, []);
  }

  get(origin: string): Thenable<string | undefined> {
    return this.secrets.get(secretName(origin));
  }

  async set(origin: string, key: string): Promise<void> {
    await this.secrets.store(secretName(origin), key);
    await this.state.update(ORIGINS, [...new Set([...this.origins(), origin])].sort());
  }

  async remove(origin: string): Promise<void> {
    await this.secrets.delete(secretName(origin));
    await this.state.update(
      ORIGINS,
      this.origins().filter((known) => known !== origin),
    );
  }
}
