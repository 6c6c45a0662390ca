// The project's folder, found from the working directory: bundled into tests, this file no longer lies where it was written.
import * as fs from 'node:fs';
import * as path from 'node:path';

function isRoot(folder) {
  const manifest = path.join(folder, 'package.json');
  return fs.existsSync(manifest) && JSON.parse(fs.readFileSync(manifest, 'utf8')).name === 'context-debugger';
}

function findRoot(folder) {
  if (isRoot(folder)) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('Run this inside the context-debugger folder.');
  return findRoot(parent);
}

export const root = findRoot(process.cwd());

/** @param {...string} parts */
export const inRoot = (...parts) => path.join(root, ...parts);
