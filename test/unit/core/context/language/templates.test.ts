import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { completionsAt } from '../../../../../src/core/context/language/completion';
import { SNIPPETS } from '../../../../../src/core/context/language/snippets';
import { schemasAt } from '../../../../../src/core/context/language/schemaWalk';
import { LINT_LEVELS, LINT_RULE_IDS } from '../../../../../src/core/context/lint/ruleIds';
import { LINT_RULES } from '../../../../../src/core/context/lint/rules';
import { parseContextDocument } from '../../../../../src/core/context/parse';
import { assembleLoaded, loadText } from '../../../../../src/node/contextService';

const FOLDER = 'media/templates';

describe('the templates', () => {
  for (const name of fs.readdirSync(FOLDER)) {
    it(`${name} fits, and nothing is found in it`, async () => {
      const text = fs.readFileSync(path.join(FOLDER, name), 'utf8');
      const loaded = await loadText(path.resolve(FOLDER, name), {
        text,
        format: 'yaml',
        set: {},
        now: Date.parse('2026-11-23T12:00:00Z'),
      });
      const { resolved } = loaded;
      assert.ok(resolved, JSON.stringify(loaded.diagnostics));
      const { assembly, diagnostics } = assembleLoaded({ ...loaded, resolved }, { overlay: {}, now: loaded.now });
      assert.deepEqual(diagnostics, []);
      assert.equal(assembly.fits, true);
      assert.ok((text.match(/#/g) ?? []).length >= 6, 'commented');
    });
  }
});

describe('the snippets', () => {
  it('of the editor are those of the completions', () => {
    const shipped = JSON.parse(fs.readFileSync('media/snippets/context-document.json', 'utf8')) as Record<
      string,
      unknown
    >;
    const wanted = SNIPPETS.map(({ name, label, description, body }) => [
      `Context document: ${label}`,
      { prefix: `ctx-${name}`, description, body },
    ]);
    assert.deepEqual(shipped, Object.fromEntries(wanted));
  });

  const plain = (text: string): string =>
    text
      .replace(/\$\{\d+\|([^,|]+)[^}]*\}/g, '$1')
      .replace(/\$\{\d+:([^}]*)\}/g, '$1')
      .replace(/\$\d/g, '')
      .replaceAll('\\\\', '\\');
  const START: Record<string, string> = {
    section: 'version: 1\nmodel: gpt-4o\nsections:\n  - { id: first, text: x }\n  ',
    inSection: 'version: 1\nmodel: gpt-4o\nsections:\n  - id: first\n    text: x\n    ',
    document: 'version: 1\nmodel: gpt-4o\nsections:\n  - { id: first, text: x }\n',
  };
  for (const { label, place } of SNIPPETS) {
    it(`“${label}” makes a valid document where it is offered`, () => {
      const text = START[place] ?? '';
      const found = completionsAt({ text, offset: text.length, format: 'yaml' }).find((each) => each.label === label);
      assert.ok(found, 'offered');
      const { diagnostics } = parseContextDocument(
        text.slice(0, found.span.start) + plain(found.insert) + '\n',
        'yaml',
      );
      assert.deepEqual(diagnostics, []);
    });
  }
});

describe('x-lint in the schema', () => {
  it('knows every rule, with what it finds, and every level', () => {
    const [schema] = schemasAt(['x-lint']).filter(({ properties }) => properties);
    assert.deepEqual(Object.keys(schema?.properties ?? {}), [...LINT_RULE_IDS]);
    for (const { id, title } of LINT_RULES) {
      assert.ok(schema?.properties?.[id]?.description?.startsWith(title), id);
    }
    const levels = schemasAt(['sections', 0, 'x-lint', 'stale']).flatMap((each) => each.enum ?? []);
    assert.deepEqual(levels, [...LINT_LEVELS]);
  });
  it('leaves the finding about an unknown level to lint', () => {
    const text = 'version: 1\nx-lint: { stale: loud, over-budget: false }\nsections: [{ id: a, text: x }]\n';
    assert.deepEqual(parseContextDocument(text, 'yaml').diagnostics, []);
  });
});
