// One character typed into a document of 200,000 tokens: the document worker's time from the new text to its answer.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createContextService } from '../src/node/contextService.ts';
import { median, percentile, print, prose, round } from './measure.mjs';

/** English prose of this bench has some 5.4 characters a token. */
const CHARACTERS = 1_080_000;
const EDITS = 40;

const block = (text, indent) => text.replaceAll(/^(?=.)/gm, ' '.repeat(indent));
const WINDOW = 1_000_000;
const headOf = (window) => `version: 1\nmodel: example-model\nwindow: ${window}\nsections:\n`;
const HEAD = headOf(WINDOW);
const QUESTION = '  - id: question\n    kind: query\n    required: true\n    text: Why was my refund late?\n';

const textsOf = (count) => Array.from({ length: count }, (_, index) => prose(CHARACTERS / count, index + 1).trim());

function yamlItems(count, head = HEAD) {
  const items = textsOf(count).map(
    (text, index) =>
      `      - id: doc-${index}\n        score: ${((index * 7919) % 1000) / 1000}\n        text: |\n${block(text, 10)}\n`,
  );
  return `${head}  - id: documents\n    kind: documents\n    overflow: drop-lowest-score\n    items:\n${items.join('')}${QUESTION}`;
}

const yamlSections = (count) =>
  HEAD +
  textsOf(count)
    .map((text, index) => `  - id: part-${index}\n    text: |\n${block(text, 6)}\n`)
    .join('') +
  QUESTION;

function jsonItems(count, space) {
  const items = textsOf(count).map((text, index) => ({ id: `doc-${index}`, text }));
  const sections = [
    { id: 'documents', kind: 'documents', overflow: 'drop-oldest', items },
    { id: 'question', kind: 'query', required: true, text: 'Why was my refund late?' },
  ];
  return JSON.stringify({ version: 1, model: 'example-model', window: WINDOW, sections }, null, space);
}

function yamlFiles(folder) {
  const files = textsOf(20).map((text, index) => {
    fs.writeFileSync(path.join(folder, `part-${index}.md`), text);
    return `  - id: file-${index}\n    file: part-${index}.md\n`;
  });
  const own = `  - id: own\n    text: |\n${block(prose(4_000, 99).trim(), 6)}\n`;
  return HEAD + files.slice(0, 10).join('') + own + files.slice(10).join('') + QUESTION;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'edit-bench-'));
const SHAPES = [
  ['20 large items', yamlItems(20), 'yaml'],
  ['2,000 small items', yamlItems(2_000), 'yaml'],
  ['2,000 small items, half of which give way', yamlItems(2_000, headOf(128_000)), 'yaml'],
  ['20 `file:` sections, typed beside them', yamlFiles(folder), 'yaml'],
  ['2,000 small sections', yamlSections(2_000), 'yaml'],
  ['2,000 items as JSON', jsonItems(2_000, 2), 'json'],
  ['20 large items as JSON', jsonItems(20, 2), 'json'],
  ['2,000 items as JSON in one line', jsonItems(2_000), 'json'],
  ['2,000 items as YAML in one line', jsonItems(2_000), 'yaml'],
];

/** A place inside words, near the middle of the document. */
function placeIn(text) {
  const middle =
    text.indexOf('      - ') < 0 && text.includes('id: own') ? text.indexOf('id: own') + 400 : text.length / 2;
  const at = /[a-z]{4} [a-z]{4}/.exec(text.slice(Math.floor(middle)));
  return Math.floor(middle) + at.index + 2;
}

/** Of the processor, all threads: the machine may do other things besides. */
function millisecondsSince(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

async function figure([shape, text, format]) {
  const service = createContextService();
  const file = path.join(folder, `a.context.${format}`);
  const send = (now, version, isFast) =>
    service.update({ path: file, format, text: now, version, overlay: {}, now: 0, isTrusted: true, isFast });
  const opened = process.cpuUsage();
  const { snapshot, diagnostics } = await send(text, 1, false);
  const firstMs = millisecondsSince(opened);
  if (!snapshot || snapshot.isOutdated) throw new Error(diagnostics[0]?.message);
  const at = placeIn(text);
  const fast = [];
  const waited = [];
  const whole = [];
  let version = 1;
  let typed = '';
  for (let index = 0; index < EDITS; index++) {
    typed += 'abcdefgh '[index % 9];
    // Joined and copied, as it comes out of a message.
    const next = Buffer.from(text.slice(0, at) + typed + text.slice(at)).toString();
    const start = performance.now();
    const used = process.cpuUsage();
    await send(next, ++version, true);
    waited.push(performance.now() - start);
    fast.push(millisecondsSince(used));
    if (index % 8 !== 0) continue;
    const usedBefore = process.cpuUsage();
    await send(next, ++version, false);
    whole.push(millisecondsSince(usedBefore));
  }
  const [own, all, wait] = [fast.slice(3), whole.slice(1), waited.slice(3)].map((list) => list.sort((x, y) => x - y));
  const total = snapshot.answer.total.tokens;
  print({
    figure: `a character typed, ${shape}`,
    ours: round(median(own)),
    unit: 'ms',
    goal: '≤ 20 ms',
    note: `CPU time; ${total} tokens; p95 ${round(percentile(own, 0.95))} ms; waited ${round(median(wait))} ms; with lint ${round(median(all))} ms; opened in ${round(firstMs)} ms`,
  });
  service.close(file);
}

async function figures() {
  for (const shape of SHAPES) await figure(shape);
  fs.rmSync(folder, { recursive: true });
}
void figures();
