/** The corpus of recorded logs, which is no part of the repository: tests skip, and say so, where it is not there. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';

export const CORPUS = path.resolve(inRoot('.'), process.env['CORPUS_DIR'] ?? '../shared/corpus');

const NOTES = ['README.md', 'MANIFEST.tsv'];

/** Paths from the corpus's root, with forward slashes; empty where there is no corpus. */
export function corpusFiles(): string[] {
  if (!fs.existsSync(CORPUS)) return [];
  const names = fs.readdirSync(CORPUS, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => fs.statSync(path.join(CORPUS, name)).isFile())
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => !NOTES.includes(name))
    .sort();
}

export const corpusPath = (name: string): string => path.join(CORPUS, name);
export const corpusText = (name: string): string => fs.readFileSync(corpusPath(name), 'utf8');

/** For `before`: skips the suite, saying why. */
export function skipWithoutCorpus(this: Mocha.Context): void {
  if (fs.existsSync(CORPUS)) return;
  console.log(`      skipped: no corpus at ${CORPUS} (set CORPUS_DIR)`);
  this.skip();
}
