import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { RevealSearch } from '../../../../src/core/reveal/search';

const word = fc.stringMatching(/^[a-zæøåé]{2,9}$/);
const sentence = fc.array(word, { minLength: 5, maxLength: 14 }).map((words) => `${words.join(' ')}.`);
const prompt = fc.array(sentence, { minLength: 2, maxLength: 6 }).map((sentences) => sentences.join('\n'));

/** Ways to write a text in code; `at` picks where it is broken. */
type Writer = (text: string, at: number) => string;
const words = (text: string, at: number, joint: string): string =>
  text
    .split(' ')
    .reduce((all, each, index) => (index === 0 ? each : all + (index % (at + 2) === 0 ? joint : ' ') + each), '');
const inQuotes = (text: string): string => JSON.stringify(text);
const WRITERS: Record<string, [file: string, write: Writer]> = {
  'a JSON string': ['a.json', (text) => `{"p": ${inQuotes(text)}}`],
  'a JSON string in ASCII': [
    'a.json',
    (text) => inQuotes(text).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ],
  'adjacent literals': ['a.py', (text, at) => `P = (${words(inQuotes(text), at, ' "\n    f"')})`],
  'a concatenation': ['a.js', (text, at) => `const p = ${words(inQuotes(text), at, ' " +\n  "')};`],
  'an indented block': ['a.yaml', (text, at) => `p: |\n    ${words(text, at, '\n    ').replaceAll('\n', '\n    ')}\n`],
  'a comment block': ['a.ts', (text, at) => `/**\n * ${words(text, at, '\n * ').replaceAll('\n', '\n * ')}\n */`],
  Markdown: ['a.md', (text, at) => words(text, at, '\n')],
};

describe('Reveal in Code finds any prompt that is written as', () => {
  for (const [name, [file, write]] of Object.entries(WRITERS)) {
    it(name, () => {
      fc.assert(
        fc.property(prompt, fc.nat(6), fc.nat(30), (text, at, before) => {
          const source = `${'let x = 1;\n'.repeat(before)}${write(text, at)}\n`;
          const search = new RevealSearch({
            sectionId: 's',
            texts: [{ label: 't', role: 'text', text }],
            frames: [],
            files: [],
          });
          search.look(`/w/${file}`, source);
          const [first] = search.candidates();
          assert.equal(first?.covered, 1);
          const start = source
            .split('\n')
            .findIndex((line) => /[a-zæøåé\\]/.test(line.replace(/^let x = 1;$|^p: \|$/, '')));
          assert.equal(first.line, start);
        }),
      );
    });
  }

  it('a template, whatever stands in its holes', () => {
    fc.assert(
      fc.property(
        fc.array(sentence, { minLength: 3, maxLength: 5 }),
        fc.array(word, { minLength: 1, maxLength: 3 }),
        (parts, values) => {
          const value = values.join(' ').toUpperCase();
          const search = new RevealSearch({
            sectionId: 's',
            texts: [{ label: 't', role: 'text', text: parts.join(` ${value} `) }],
            frames: [],
            files: [],
          });
          search.look('/w/a.ts', `const p = (v) => \`${parts.join(' ${v} ')}\`;\n`);
          const [first] = search.candidates();
          assert.equal(first?.kind, 'template');
          assert.equal(first.holes.length, parts.length - 1);
        },
      ),
    );
  });
});
