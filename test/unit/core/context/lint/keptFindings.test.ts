import assert from 'node:assert/strict';
import { keptFindings } from '../../../../../src/core/context/lint/keptFindings';
import type { Diagnostic } from '../../../../../src/core/context/model';

const finding = (more: Partial<Diagnostic>): Diagnostic => ({
  code: 'stale',
  severity: 'warning',
  message: 'Old.',
  ...more,
});
const sections = [{ id: 'new' }, { id: 'a' }];

describe('findings that are kept while one types', () => {
  it('go with their section', () => assert.deepEqual(keptFindings([finding({ sectionId: 'gone' })], sections), []));

  it('stay where they are about the document', () => {
    const found = [finding({ path: ['window'] })];
    assert.deepEqual(keptFindings(found, sections), found);
  });

  it('move with their section', () => {
    const found = [finding({ sectionId: 'a', path: ['sections', 0, 'asOf'] })];
    assert.deepEqual(keptFindings(found, sections), [finding({ sectionId: 'a', path: ['sections', 1, 'asOf'] })]);
  });

  it('keep a fix of what did not move only', () => {
    const fixOf = (index: number): Diagnostic =>
      finding({ sectionId: 'a', fix: { title: 'Remove', edits: [{ path: ['sections', index, 'items', 2] }] } });
    assert.deepEqual(keptFindings([fixOf(1)], sections), [fixOf(1)]);
    assert.deepEqual(keptFindings([fixOf(0)], sections), [finding({ sectionId: 'a' })]);
  });
});
