// Context documents of about 200,000 tokens in the three shapes that a keystroke is measured on, always the same: few
// large items, many small ones, and files beside a text of the document's own. Each says where a person types.
import { prose } from './measure.mjs';

/** Characters of this prose that make a token, about; the whole is 200,000. */
const CHARACTERS = 4.5;
const TOKENS = 200_000;
const FRAME_TOKENS = 1_500;

const indented = (text, spaces) => text.trimEnd().replace(/^/gm, ' '.repeat(spaces));

const HEAD = `version: 1
name: Keystrokes
model: example-model
window: 260000
reserve: 1000
sections:
  - id: instructions
    kind: instructions
    required: true
    text: |
${indented(prose(FRAME_TOKENS * CHARACTERS, 7), 6)}
`;

const QUESTION = `  - id: question
    kind: query
    required: true
    text: What is the policy for refunds?
`;

/** Where a key is typed: before the last full stop of the line that holds `mark`, in UTF-16 units from 0. */
function placeOf(text, mark) {
  const start = text.indexOf(mark);
  const lineStart = text.lastIndexOf('\n', start) + 1;
  const lineEnd = text.indexOf('\n', start);
  const stop = text.lastIndexOf('.', lineEnd - 1);
  const offset = stop > lineStart ? stop : lineEnd;
  return { offset, line: text.slice(0, offset).split('\n').length - 1, column: offset - lineStart };
}

/** A text whose middle line is known by `mark`. */
function marked(length, seed, mark) {
  const text = prose(length, seed);
  const middle = text.indexOf('\n', Math.floor(length / 2)) + 1;
  return `${text.slice(0, middle)}${mark} and then it ends.\n${text.slice(middle)}`;
}

function itemsShape(name, count) {
  const length = ((TOKENS - FRAME_TOKENS) / count) * CHARACTERS;
  const mark = 'Here one types';
  const items = Array.from({ length: count }, (_, index) => {
    const text = index === Math.floor(count / 2) ? marked(length, index + 1, mark) : prose(length, index + 1);
    const score = ((index * 7919) % 1000) / 1000;
    return `      - id: doc-${index}\n        score: ${score}\n        source: kb/${index}.md\n        text: |\n${indented(text, 10)}\n`;
  });
  const section = `  - id: documents\n    kind: documents\n    overflow: drop-lowest-score\n    budget: { max: 240000 }\n    items:\n`;
  const text = `${HEAD}${section}${items.join('')}${QUESTION}`;
  return { name, title: `${count.toLocaleString('en-US')} items`, text, files: [], edit: placeOf(text, mark) };
}

function filesShape() {
  const count = 20;
  const length = ((TOKENS - 2 * FRAME_TOKENS) / count) * CHARACTERS;
  const files = Array.from({ length: count }, (_, index) => ({
    path: `edit-parts/part-${index}.md`,
    text: prose(length, index + 1),
  }));
  const mark = 'Here one types';
  const own = `  - id: notes\n    kind: userState\n    text: |\n${indented(marked(FRAME_TOKENS * CHARACTERS, 99, mark), 6)}\n`;
  const sections = files.map(({ path }, index) => `  - id: part-${index}\n    kind: documents\n    file: ${path}\n`);
  const half = count / 2;
  const text = `${HEAD}${sections.slice(0, half).join('')}${own}${sections.slice(half).join('')}${QUESTION}`;
  return { name: 'files', title: `${count} file: sections`, text, files, edit: placeOf(text, mark) };
}

/** `{ name, title, text, files: [{path, text}], edit: {offset, line, column} }`; the document is `edit-<name>.context.yaml`. */
export const editShapes = () => [itemsShape('large', 20), itemsShape('small', 2_000), filesShape()];
