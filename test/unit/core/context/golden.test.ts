import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { toContextAnswer } from '../../../../src/core/context/answer';
import { assemble } from '../../../../src/core/context/assemble';
import { parseContextDocument } from '../../../../src/core/context/parse';
import { resolveDocument } from '../../../../src/core/context/resolve';
import { lookupModel } from '../../../../src/core/tokens/catalogue';
import { counterFor } from '../../../../src/node/tokenizer';

const read = (name: string): string => fs.readFileSync(path.join('test/fixtures/golden', name), 'utf8');

describe('the golden context document', () => {
  // The numbers were counted by hand with tiktoken itself: 9 + 39 + 8 in the sections, 3 × (3 + 1) + 3 around them.
  it('assembles to the golden answer', () => {
    const { document } = parseContextDocument(read('support.context.yaml'), 'yaml');
    assert.ok(document);
    const resolved = resolveDocument(document, { files: new Map(), set: {} });
    const lookup = lookupModel(document.model);
    const counter = counterFor(lookup.entry);
    const answer = toContextAnswer(assemble(resolved, { lookup, counter, now: 0, mode: 'assemble' }));
    const golden = JSON.parse(read('context.answer.json')) as typeof answer;
    // Ranges are given by what knows the text.
    const diagnostics = golden.diagnostics.map(({ code, severity, message }) => ({ code, severity, message }));
    const withoutPaths = answer.diagnostics.map(({ code, severity, message }) => ({ code, severity, message }));
    assert.deepEqual({ ...answer, diagnostics: withoutPaths }, { ...golden, diagnostics });
  });
});
