/**
 * Findings of lint over the corpus and the examples, each looked at and labelled by hand: less than 5 % of a rule's are
 * wrong, every labelled one is still found, what was mended does not come back, and new ones ask for a label.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { LINT_RULES } from '../../src/core/context/lint/rules';
import { inRoot } from '../../scripts/paths.mjs';
import { skipWithoutCorpus } from './corpus';
import { keyOf, lintFindings, type FoundFinding, type LabelledFinding } from './lintFindings';

interface Label extends LabelledFinding {
  /** 'gone': it was found, was wrong, and the rule was mended. */
  label: 'right' | 'wrong' | 'gone';
  why: string;
}

/** Of each rule so many findings are labelled, in the order of files and calls. */
const MOST_LABELLED = 50;
const MOST_WRONG = 0.05;

function readLabels(): Label[] {
  const [, ...lines] = fs.readFileSync(inRoot('test/corpus/lint-labels.tsv'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [rule = '', file = '', call = '', section = '', excerpt = '', label = '', why = ''] = line.split('\t');
    assert.ok(label === 'right' || label === 'wrong' || label === 'gone', `label of ${line}`);
    return { rule, file, call, section, excerpt, label, why };
  });
}

describe('labelled findings of lint', () => {
  const labels = readLabels();
  let found: FoundFinding[] = [];
  let keys = new Set<string>();

  before(skipWithoutCorpus);
  before(async function () {
    this.timeout(120_000);
    found = await lintFindings();
    keys = new Set(found.map(keyOf));
  });

  it('are still found', () => {
    const lost = labels.filter((each) => each.label !== 'gone' && !keys.has(keyOf(each)));
    assert.deepEqual(lost.map(keyOf), []);
  });

  it('do not come back where the rule was mended', () => {
    assert.deepEqual(labels.filter((each) => each.label === 'gone' && keys.has(keyOf(each))).map(keyOf), []);
  });

  it('say why', () => {
    assert.deepEqual(
      labels.filter(({ why }) => why.length < 20),
      [],
    );
  });

  for (const { id, isDefault } of LINT_RULES) {
    if (!isDefault) continue;
    const own = labels.filter(({ rule, label }) => rule === id && label !== 'gone');
    const wrong = own.filter(({ label }) => label === 'wrong').length;

    it(`${id}: enough are labelled`, () => {
      const all = new Set(found.filter(({ rule }) => rule === id).map(keyOf));
      assert.ok(own.length >= Math.min(MOST_LABELLED, all.size), `${own.length} of ${all.size} findings are labelled`);
    });

    it(`${id}: less than 5 % are wrong, and its page says the share`, () => {
      assert.ok(wrong <= own.length * MOST_WRONG, `${wrong} of ${own.length} are wrong`);
      const page = fs.readFileSync(inRoot('docs', 'lint', `${id}.md`), 'utf8');
      const share = own.length === 0 ? 'no finding' : `${own.length} labelled, ${wrong} wrong`;
      assert.ok(page.includes(share), `the page says '${share}'`);
    });
  }
});
