import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import { findCycle, judgeFile, type SourceFile } from './imports';

function sources(): SourceFile[] {
  const names = fs.readdirSync(inRoot('src'), { recursive: true, encoding: 'utf8' });
  const files = names.map((name) => path.posix.join('src', name.split(path.sep).join('/')));
  return files
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !file.startsWith('src/core/generated/'))
    .map((file) => ({ path: file, text: fs.readFileSync(inRoot(file), 'utf8') }));
}

const rulesBrokenBy = (file: string, text: string): string[] => judgeFile({ path: file, text }).map(({ rule }) => rule);

describe('layers', () => {
  it('no source file breaks a rule', () => {
    const files = sources();
    assert.ok(files.length > 0);
    assert.deepEqual(files.flatMap(judgeFile), []);
  });

  it('no import cycle', () => {
    assert.equal(findCycle(sources()), undefined);
  });
});

describe('the layer rules find a planted', () => {
  const planted: [what: string, rule: string, file: string, text: string][] = [
    ['import of node from core', 'edge', 'src/core/a.ts', `import { x } from '../node/x';`],
    ['type import of host from workers', 'edge', 'src/workers/a.ts', `import type { X } from '../host/x';`],
    ['dynamic import of node from webview', 'edge', 'src/webview/a/b.ts', `void import('../../node/x');`],
    ['import() type of cli from host', 'edge', 'src/host/a.ts', `let x: import('../cli/x').X;`],
    ['import out of src', 'edge', 'src/core/a.ts', `import x from '../../test/x';`],
    ['vscode in node', 'vscode outside host', 'src/node/a.ts', `import * as vscode from 'vscode';`],
    ['node: in core', 'node: in a layer without it', 'src/core/a.ts', `import fs from 'node:fs';`],
    ['node: in webview', 'node: in a layer without it', 'src/webview/a.ts', `const fs = require('node:fs');`],
    ['clock', 'impure core', 'src/core/a.ts', `const now = Date.now();`],
    ['clock by new Date()', 'impure core', 'src/core/a.ts', `const now = new Date();`],
    ['randomness', 'impure core', 'src/core/a.ts', `const x = Math.random();`],
    ['timer', 'impure core', 'src/core/a.ts', `performance.now();`],
    ['hash', 'impure core', 'src/core/a.ts', `crypto.subtle.digest('SHA-256', x);`],
    ['barrel', 'barrel', 'src/core/index.ts', `export * from './a';\nexport { b } from './b';`],
    ['second user of a library', 'library outside its adapter', 'src/node/b.ts', `import OpenAI from 'openai';`],
    ['deep import of a library', 'library outside its adapter', 'src/node/b.ts', `import x from 'openai/streaming';`],
    ['library without a reason', 'library without an adapter', 'src/node/b.ts', `import x from '@scope/left-pad/x';`],
    ['long file', 'too long', 'src/core/a.ts', 'const x = 1;\n'.repeat(401)],
  ];
  for (const [what, rule, file, text] of planted) {
    it(what, () => assert.deepEqual([...new Set(rulesBrokenBy(file, text))], [rule]));
  }

  it('cycle', () => {
    const cycle = findCycle([
      { path: 'src/core/a.ts', text: `import { b } from './b';` },
      { path: 'src/core/b.ts', text: `export { c } from './c';` },
      { path: 'src/core/c.ts', text: `import { a } from './a';` },
    ]);
    assert.deepEqual(cycle, ['src/core/a.ts', 'src/core/b.ts', 'src/core/c.ts', 'src/core/a.ts']);
  });
});

describe('the layer rules allow', () => {
  const fine: [what: string, file: string, text: string][] = [
    ['core in webview', 'src/webview/a/b.tsx', `import type { Call } from '../../core/trace/model';`],
    ['preact in webview', 'src/webview/a/b.tsx', `import { useState } from 'preact/hooks';`],
    ['vscode in host', 'src/host/a.ts', `import * as vscode from 'vscode';`],
    ['a date of a given time', 'src/core/a.ts', `export const d = (time: number) => new Date(time);`],
    ['its own words', 'src/core/a.ts', `export const f = (document: D, window: number) => document.size + window;`],
    ['a word that only looks impure', 'src/core/a.ts', `export const kinds = { crypto: 'Date.now' }; x.fetch();`],
    ['a file of 400 lines', 'src/core/a.ts', 'const x = 1;\n'.repeat(400)],
  ];
  for (const [what, file, text] of fine) it(what, () => assert.deepEqual(rulesBrokenBy(file, text), []));

  it('two files that know each other by types only', () => {
    const files = [
      { path: 'src/core/a.ts', text: `import type { B } from './b';` },
      { path: 'src/core/b.ts', text: `import { a } from './a';` },
    ];
    assert.equal(findCycle(files), undefined);
  });
});
