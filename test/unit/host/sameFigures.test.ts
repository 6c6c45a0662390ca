import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { ContextAnswer } from '../../../src/core/context/assembly';
import { contextFigures, differences, editorTexts } from '../../host/sameFigures';

/** What test/host/ui/sameFigures.test.ts rests on: that a difference is found. */
describe('the comparison of what ctxdbg says with what a view shows', () => {
  const answer = JSON.parse(fs.readFileSync('test/fixtures/golden/context.answer.json', 'utf8')) as ContextAnswer;
  const figures = contextFigures(answer);

  it('finds nothing between equals', () => assert.deepEqual(differences(figures, { ...figures }), []));

  it('finds one token more', () => {
    const planted = structuredClone(answer);
    planted.sections[0]!.kept.tokens++;
    const [difference, ...others] = differences(contextFigures(planted), figures);
    assert.match(difference ?? '', new RegExp(`^${planted.sections[0]!.id}\\.tokens: ctxdbg says `));
    assert.deepEqual(others, []);
  });

  it('finds an estimate that is shown as exact', () => {
    const planted = structuredClone(answer);
    planted.total.basis = 'estimate';
    assert.equal(differences(contextFigures(planted), figures).length, 1);
  });

  it('finds a row that a view lacks, and one that it shows too much', () => {
    const { framing, ...less } = figures;
    assert.deepEqual(differences(figures, less), [`framing: ctxdbg says ${framing}, the view nothing`]);
    assert.deepEqual(differences(less, figures), [`framing: ctxdbg says nothing, the view ${framing}`]);
  });

  it('words the same for CodeLens and status bar', () => {
    const { lenses, status } = editorTexts(answer);
    assert.equal(lenses.length, answer.sections.length + 1);
    assert.match(lenses[0] ?? '', /^\d+ of 54 tokens · over by 17$/);
    assert.match(status, /^\d+ \/ 64 tokens, over by 17$/);
  });
});
