// Runs every bench/*.bench.mjs in a process of its own and writes their figures, with their ratios, to bench/RESULTS.md.
// A bench prints one JSON object a line: {figure, ours, peer, unit, ratio?, goal?, note?}. `npm run bench [name …]`.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { buildTokenTables } from '../scripts/tokenTables.cjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, 'bench');
const results = path.join(folder, 'RESULTS.md');

function benches(wanted) {
  const all = fs.readdirSync(folder).filter((name) => name.endsWith('.bench.mjs'));
  return all.filter((name) => wanted.length === 0 || wanted.includes(name.replace('.bench.mjs', ''))).sort();
}

/** Bundled, because benches import the TypeScript sources. */
async function figuresOf(name) {
  const outfile = path.join(root, 'out-test', 'bench', name.replace('.mjs', '.js'));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [path.join(folder, name)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  const output = execFileSync(process.execPath, ['--expose-gc', outfile], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const cell = (value, unit) => (value === undefined ? '–' : `${value} ${unit}`);

function tableOf(figures) {
  const rows = figures.map(({ figure, ours, peer, unit, ratio, goal, note }) =>
    [figure, cell(ours, unit), cell(peer, unit), ratio === undefined ? '–' : `${ratio}×`, goal ?? '–', note ?? ''].join(
      ' | ',
    ),
  );
  return ['figure | ours | peer | ratio | goal | note', '--- | --- | --- | --- | --- | ---', ...rows]
    .map((row) => `| ${row} |`)
    .join('\n');
}

/** Sections of benches that did not run stay as they were. */
function write(name, figures) {
  const head =
    '# Benchmark results\n\nRatios of one run count; absolute times are those of one noisy machine. Written by `npm run bench`.\n';
  const old = fs.existsSync(results) ? fs.readFileSync(results, 'utf8') : head;
  const [first, ...sections] = old.split(/\n(?=## )/);
  const title = name.replace('.bench.mjs', '');
  const others = sections.filter((section) => !section.startsWith(`## ${title}\n`));
  const stamp = `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'CPU'}`;
  const own = `## ${title}\n\n${stamp}\n\n${tableOf(figures)}\n`;
  fs.writeFileSync(
    results,
    [first, ...[...others, own].sort()].map((section) => section.trimEnd()).join('\n\n') + '\n',
  );
}

buildTokenTables(root);
for (const name of benches(process.argv.slice(2))) {
  const figures = await figuresOf(name);
  write(name, figures);
  console.log(`${name}\n${tableOf(figures)}\n`);
}
