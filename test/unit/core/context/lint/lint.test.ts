/** Levels, the table of rules with its pages, and the time that hostile text may take. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { LINT_LEVELS, LINT_RULE_IDS } from '../../../../../src/core/context/lint/ruleIds';
import { LINT_RULES } from '../../../../../src/core/context/lint/rules';
import { inRoot } from '../../../../../scripts/paths.mjs';
import { callsTool, lintLogged, lintYaml, logged, prose, returns, says } from './support';

const TWO = (extra = '') => `  - { id: a, ${extra}text: one }\n  - { id: b, required: true, text: two }\n`;
const severities = (linted: ReturnType<typeof lintYaml>): string[] =>
  linted.of('no-overflow-policy').map(({ severity }) => severity);

describe('lint', () => {
  describe('levels', () => {
    it('a rule has its own, the setting changes it', () => {
      assert.deepEqual(severities(lintYaml(TWO())), ['warning']);
      assert.deepEqual(severities(lintYaml(TWO(), { settings: { 'no-overflow-policy': 'error' } })), ['error']);
      assert.deepEqual(severities(lintYaml(TWO(), { settings: { 'no-overflow-policy': 'off' } })), []);
    });
    it('the document wins over the setting, the section over the document, what is asked over all', () => {
      const settings = { 'no-overflow-policy': 'error' } as const;
      const head = 'model: gpt-4o\nx-lint: { no-overflow-policy: info }';
      assert.deepEqual(severities(lintYaml(TWO(), { settings }, head)), ['info']);
      const section = TWO('x-lint: { no-overflow-policy: off }, ');
      assert.deepEqual(severities(lintYaml(section, { settings }, head)), []);
      assert.deepEqual(severities(lintYaml(section, { asked: settings }, head)), ['error']);
    });
    it('hold for what assembly found too', () => {
      const text = '  - { id: a, text: "Hi {{nobody}}" }';
      assert.equal(
        lintYaml(text, { asked: { 'unresolved-variable': 'info' } }).of('unresolved-variable')[0]?.severity,
        'info',
      );
      assert.deepEqual(lintYaml(text, { asked: { 'unresolved-variable': 'off' } }).all, []);
    });
    it('a rule or level that there is none of is said at its place', () => {
      const { all } = lintYaml('  - { id: a, text: one }', {}, 'model: gpt-4o\nx-lint: { stael: off, stale: loud }');
      assert.deepEqual(
        all.map(({ code, severity, range }) => [code, severity, range?.start.line]),
        [
          ['schema', 'warning', 2],
          ['schema', 'warning', 2],
        ],
      );
      assert.match(all[0]?.message ?? '', /stael/);
    });
  });

  it('counts what it does not list', () => {
    const items = Array.from({ length: 60 }, () => `      - { text: ${JSON.stringify(prose(80))} }`).join('\n');
    const found = lintYaml(`  - id: d\n    required: true\n    items:\n${items}\n`).of('duplicate-content');
    assert.equal(found.length, 51);
    assert.match(found[50]!.message, /^9 more/);
    assert.ok((found[50]!.tokens?.tokens ?? 0) > 900);
  });

  describe('the table', () => {
    it('has each id once, in the order of ids', () => {
      assert.deepEqual(
        LINT_RULES.map(({ id }) => id),
        LINT_RULE_IDS,
      );
    });
    it('has a page for each rule, which says its level, and no other pages', () => {
      for (const { id, level, isDefault } of LINT_RULES) {
        const page = fs.readFileSync(inRoot('docs', 'lint', `${id}.md`), 'utf8');
        assert.ok(page.startsWith(`# ${id}\n`), id);
        assert.ok(page.includes(`Level: \`${level}\`${isDefault ? '.' : ', on request only.'}`), id);
      }
      const pages = fs.readdirSync(inRoot('docs', 'lint')).filter((name) => name !== 'README.md');
      assert.deepEqual(pages.sort(), LINT_RULE_IDS.map((id) => `${id}.md`).sort());
    });
    it('is what the setting offers', () => {
      const manifest = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8')) as {
        contributes: {
          configuration: { properties: Record<string, { properties: Record<string, { enum: string[] }> }> };
        };
      };
      const offered = manifest.contributes.configuration.properties['contextDebugger.lint.rules']!.properties;
      assert.deepEqual(Object.keys(offered), LINT_RULE_IDS);
      for (const each of Object.values(offered)) assert.deepEqual(each.enum, LINT_LEVELS);
    });
  });

  describe('hostile text of a megabyte', () => {
    const MEGABYTE = 1_000_000;
    const texts: Record<string, string> = {
      braces: '{{'.repeat(MEGABYTE / 2),
      spaces: ' '.repeat(MEGABYTE),
      'line ends': '\n'.repeat(MEGABYTE),
      'one word': 'a'.repeat(MEGABYTE),
      digits: '1 '.repeat(MEGABYTE / 2),
      'open brackets': '['.repeat(MEGABYTE),
      'open objects': '{"a":'.repeat(MEGABYTE / 5),
      'half an address': 'a@'.repeat(MEGABYTE / 2),
      'dots and digits': '2026-11-23T12:00:00.'.repeat(MEGABYTE / 20),
      orders: 'ignore '.repeat(MEGABYTE / 7),
      sums: 'calculate the '.repeat(MEGABYTE / 14),
      tags: '<a>'.repeat(MEGABYTE / 3),
      ids: 'session id: '.repeat(MEGABYTE / 12),
      marks: '... [truncated '.repeat(MEGABYTE / 15),
      'upper case': 'AB12 '.repeat(MEGABYTE / 5),
      surrogates: '\ud83d\ude00'.repeat(MEGABYTE / 2),
    };
    const everything = Object.fromEntries(LINT_RULE_IDS.map((id) => [id, 'info' as const]));
    for (const [name, text] of Object.entries(texts)) {
      it(name, function () {
        this.timeout(60_000);
        const call = logged([says('system', text), says('user', text), callsTool('1'), returns('1', text)]);
        const empty = logged([says('system', 'x'), says('user', 'y')]);
        lintLogged(empty, { asked: everything });
        const started = performance.now();
        lintLogged(call, { asked: everything });
        const tookMs = performance.now() - started;
        // Counting and assembly are in it; a square would take minutes.
        assert.ok(tookMs < 5_000, `${Math.round(tookMs)} ms`);
      });
    }
  });
});
