/** An action of the Context view's menu: runs its palette command on what the view shows. */
import * as vscode from 'vscode';
import type { ContextActionId, ContextOverlay } from '../../protocol/contextApi';

/** What a command gets where a view started it. */
export type ToolArgument =
  | { type: 'document'; uri: vscode.Uri; sectionId: string | null }
  | { type: 'call'; setId: string; callId: string; overlay: ContextOverlay; sectionId: string | null };

const COMMANDS: { readonly [id in ContextActionId]: string } = {
  createDocument: 'contextDebugger.createDocumentFromCall',
  convertDocument: 'contextDebugger.convertToContextDocument',
  compareWith: 'contextDebugger.compareContext',
  copyRequest: 'contextDebugger.copyRequest',
  checkLog: 'contextDebugger.checkAgainstLog',
  revealInCode: 'contextDebugger.revealInCode',
};

/** Commands tell themselves what went wrong, and may wait for their user: nobody waits for them. */
export function runContextAction(action: ContextActionId, argument: ToolArgument): null {
  void vscode.commands.executeCommand(COMMANDS[action], argument);
  return null;
}

export function isToolArgument(value: unknown): value is ToolArgument {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    ((value.type === 'document' && 'uri' in value && value.uri instanceof vscode.Uri) ||
      (value.type === 'call' && 'setId' in value && 'callId' in value))
  );
}
