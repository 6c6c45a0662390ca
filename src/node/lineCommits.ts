/**
 * The last commit of lines of a file. Git compares nothing with the file on disk, because that may run a repository's
 * filters: the lines of the last commit are asked, and the lines on disk are found among them here.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { CodeCandidate, CodeCommit } from '../core/reveal/model';
import { runGit } from './git';

export type LineCommit = Pick<CodeCandidate, 'commit' | 'isUncommitted'>;

/** More lines than these say nothing more. */
const MOST_LINES = 400;
const BLAME = { timeoutMs: 5_000, maxBytes: 8 * 1024 * 1024 };

/** `line` and `endLine` count from 0. Empty where git knows nothing of the file. */
export async function commitOfLines(file: string, line: number, endLine: number): Promise<LineCommit> {
  const folder = path.dirname(file);
  const name = path.basename(file);
  const [text, committed] = await Promise.all([
    fs.readFile(file, 'utf8').catch(() => undefined),
    runGit(folder, ['cat-file', 'blob', `HEAD:./${name}`], BLAME),
  ]);
  if (text === undefined) return {};
  if (committed === undefined) return (await isInRepository(folder)) ? { isUncommitted: true } : {};
  const lines = linesOf(text).slice(line, Math.min(endLine + 1, line + MOST_LINES));
  const places = placesOf(lines, linesOf(committed), line);
  const known = places.filter((place) => place >= 0);
  const isUncommitted = known.length < places.length;
  const commit = known.length === 0 ? undefined : await newest(folder, name, known);
  return { ...(commit ? { commit } : {}), ...(isUncommitted ? { isUncommitted } : {}) };
}

const isInRepository = async (folder: string): Promise<boolean> =>
  (await runGit(folder, ['rev-parse', '--is-inside-work-tree']))?.trim() === 'true';

const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);

/** For each line its place in the committed text, the nearest to where it stands now; −1: none. */
function placesOf(lines: readonly string[], committed: readonly string[], from: number): number[] {
  const all = new Map<string, number[]>();
  committed.forEach((text, index) => all.set(text, [...(all.get(text) ?? []), index]));
  let shift = 0;
  return lines.map((text, index) => {
    const expected = from + index + shift;
    const places = all.get(text) ?? [];
    const place = places.reduce(
      (best, each) => (best < 0 || Math.abs(each - expected) < Math.abs(best - expected) ? each : best),
      -1,
    );
    if (place >= 0) shift = place - from - index;
    return place;
  });
}

async function newest(folder: string, name: string, places: readonly number[]): Promise<CodeCommit | undefined> {
  const first = Math.min(...places);
  const last = Math.min(Math.max(...places), first + MOST_LINES);
  const range = `${String(first + 1)},${String(last + 1)}`;
  const asked = ['blame', '--porcelain', '--no-textconv', '-L', range, 'HEAD', '--', name];
  const output = await runGit(folder, asked, BLAME);
  const wanted = new Set(places);
  const commits = output === undefined ? [] : parseBlame(output).filter(({ line }) => wanted.has(line));
  let best: { commit: CodeCommit; time: number } | undefined;
  for (const { commit, time } of commits) if (!best || time > best.time) best = { commit, time };
  return best?.commit;
}

interface Blamed {
  /** In HEAD, from 0. */
  line: number;
  /** Seconds since the epoch. */
  time: number;
  commit: CodeCommit;
}

/** `git blame --porcelain`: a header line, the commit's fields where they come first, and the line after a tab. */
function parseBlame(output: string): Blamed[] {
  const fields = new Map<string, Map<string, string>>();
  const found: { hash: string; line: number }[] = [];
  let current = new Map<string, string>();
  for (const text of output.split('\n')) {
    if (text.startsWith('\t')) continue;
    const header = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(text);
    const [, hash = '', line = '1'] = header ?? [];
    if (header) {
      current = fields.get(hash) ?? new Map<string, string>();
      fields.set(hash, current);
      found.push({ hash, line: Number(line) - 1 });
    } else if (text !== '') {
      const space = text.indexOf(' ');
      if (space > 0) current.set(text.slice(0, space), text.slice(space + 1));
    }
  }
  return found.map(({ hash, line }) => {
    const of = fields.get(hash);
    const time = Number(of?.get('committer-time') ?? 0);
    const date = new Date(time * 1000).toISOString();
    return { line, time, commit: { hash, author: of?.get('author') ?? '', date, subject: of?.get('summary') ?? '' } };
  });
}
