/** Outputs as virtual documents, so that the editor's own diff can show them. */
import * as vscode from 'vscode';
import type { Pair, SideOutput } from '../../core/compare/model';

const SCHEME = 'context-debugger';
/** Older ones are forgotten; a diff that is still open keeps what it shows. */
const MAX_TEXTS = 200;

export class SideTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? 'This output is no longer held. Open it again from the Compare view.';
  }

  async openDiff(pair: Pair): Promise<void> {
    const left = this.keep(pair.callId, pair.left);
    const right = this.keep(pair.callId, pair.right);
    const title = `${pair.callId}: ${pair.left.title} ↔ ${pair.right.title}`;
    await vscode.commands.executeCommand('vscode.diff', left, right, title);
  }

  dispose(): void {
    this.registration.dispose();
  }

  private keep(callId: string, { side, title, sample, text }: SideOutput): vscode.Uri {
    const file = `${title.replace(/[^\w.-]+/g, '-')}.txt`;
    const query = new URLSearchParams({ callId, side, sample: String(sample ?? 0) }).toString();
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${file}`, query });
    this.texts.set(uri.toString(), text);
    for (const oldest of this.texts.keys()) {
      if (this.texts.size <= MAX_TEXTS) break;
      this.texts.delete(oldest);
    }
    return uri;
  }
}
