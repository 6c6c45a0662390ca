/** package.json, the code and the shipped files name the same things. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';

interface Manifest {
  icon: string;
  contributes: {
    commands: { command: string; title: string; category?: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
    customEditors: { viewType: string; displayName: string }[];
    configuration: { properties: Record<string, { markdownDescription?: string; scope?: string; default?: unknown }> };
    jsonValidation: { url: string }[];
    viewsContainers: { activitybar: { icon: string }[] };
    views: Record<string, { id: string }[]>;
    viewsWelcome: { view: string; contents: string }[];
    walkthroughs: { steps: { description: string; media: { markdown: string } }[] }[];
  };
}

const manifest = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;
const declared = contributes.commands.map(({ command }) => command).sort();

function hostSources(): string {
  const names = fs.readdirSync(inRoot('src/host'), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.ts'));
  return files.map((name) => fs.readFileSync(inRoot(path.join('src/host', name)), 'utf8')).join('\n');
}

const sources = hostSources();
const all = (pattern: RegExp, text: string): string[] => [...text.matchAll(pattern)].map(([, name]) => name!).sort();

describe('the manifest', () => {
  it('names exactly the commands that the host registers', () => {
    assert.deepEqual(all(/registerCommand\(\s*'([^']+)'/g, sources), declared);
  });

  it('gives every command a title of its own under our category', () => {
    const titles = contributes.commands.map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length);
    assert.deepEqual(
      contributes.commands.filter(({ category }) => category !== 'Context Debugger'),
      [],
    );
  });

  it('uses declared commands only in menus, welcome views, walkthroughs and code', () => {
    const texts = [
      ...Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command)),
      ...all(/command:(contextDebugger\.\w+)/g, JSON.stringify([contributes.viewsWelcome, contributes.walkthroughs])),
      ...all(/command: '(contextDebugger\.\w+)'/g, sources),
      ...all(/executeCommand\(\s*'(contextDebugger\.\w+)'/g, sources),
    ];
    assert.deepEqual(
      texts.filter((command) => !declared.includes(command)),
      [],
    );
  });

  it('declares each view type and tree view that the host registers', () => {
    const editors = contributes.customEditors.map(({ viewType }) => viewType).sort();
    const inCode = all(/(?:TRACE|OPTIONAL|RUN)_VIEW_TYPE = '([^']+)'/g, sources);
    assert.deepEqual(inCode, editors);
    const trees = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id));
    assert.deepEqual(
      trees.filter((id) => !sources.includes(`'${id}'`)),
      [],
    );
    const welcome = contributes.viewsWelcome.map(({ view }) => view);
    assert.deepEqual([...welcome].sort(), [...trees].sort());
  });

  it('describes every setting, gives it a default and keeps the endpoint out of reach of a workspace', () => {
    const settings = Object.entries(contributes.configuration.properties);
    assert.ok(settings.length > 0);
    for (const [name, { markdownDescription = '', scope, default: value }] of settings) {
      assert.match(markdownDescription, /^[A-Z].{20,}\.$/s, name);
      assert.notEqual(value, undefined, name);
      if (name.includes('.endpoint.')) assert.equal(scope, 'machine', name);
      const [group, key] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)];
      assert.ok(sources.includes(`getConfiguration('${group}')`), `${name} is read nowhere`);
      assert.ok(sources.includes(`'${key}'`), `${name} is read nowhere`);
    }
  });

  it('names files that are there', () => {
    const files = [
      manifest.icon,
      ...contributes.jsonValidation.map(({ url }) => url),
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ];
    assert.deepEqual(
      files.filter((file) => !fs.existsSync(inRoot(file))),
      [],
    );
  });
});
