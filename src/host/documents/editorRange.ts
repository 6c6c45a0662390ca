/** Between core's ranges and the editor's; both count columns in UTF-16 units. */
import * as vscode from 'vscode';
import type { Range } from '../../core/context/model';

export const toEditorRange = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line, start.column, end.line, end.column);

const size = (range: vscode.Range): number => (range.end.line - range.start.line) * 1e6 + range.end.character;

/** The innermost section that holds the position. */
export function sectionAt(ranges: { [sectionId: string]: Range }, position: vscode.Position): string | undefined {
  const holding = Object.entries(ranges)
    .map(([id, range]) => ({ id, range: toEditorRange(range) }))
    .filter(({ range }) => range.contains(position));
  return holding.sort((a, b) => size(a.range) - size(b.range))[0]?.id;
}
