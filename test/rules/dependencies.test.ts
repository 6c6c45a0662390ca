/** docs/dependencies.md has a line with a reason for every dependency, and none for what is gone. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { inRoot } from '../../scripts/paths.mjs';

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/** Rows `| \`name\` | what for | why | size |` → name and cells. */
export function rowsOf(markdown: string): { name: string; cells: string[] }[] {
  return markdown.split('\n').flatMap((line) => {
    const name = /^\| `([^`]+)` \|/.exec(line)?.[1];
    const cells = line.split(/(?<!\\)\|/).slice(2, -1);
    return name === undefined ? [] : [{ name, cells: cells.map((cell) => cell.trim()) }];
  });
}

describe('dependencies', () => {
  const manifest = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8')) as Manifest;
  const rows = rowsOf(fs.readFileSync(inRoot('docs/dependencies.md'), 'utf8'));

  it('each has one line in docs/dependencies.md, and no line is left over', () => {
    const used = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).sort();
    assert.deepEqual(rows.map(({ name }) => name).sort(), used);
  });

  it('each line says what for, why and how big', () => {
    const empty = rows.filter(({ cells }) => cells.length !== 3 || cells.some((cell) => cell === ''));
    assert.deepEqual(empty, []);
  });

  it('finds a line that lacks its reason', () => {
    const [row] = rowsOf('| `left-pad` | padding |  | 1 kB |');
    assert.deepEqual(row, { name: 'left-pad', cells: ['padding', '', '1 kB'] });
  });
});
