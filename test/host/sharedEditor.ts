/** One editor for all UI suites of a mocha process: starting one takes seconds. */
import { inRoot } from '../../scripts/paths.mjs';
import { screenshot, startEditor, type Editor } from './editor';

// Every test file is its own bundle with its own copy of this module, so the editor is kept where all of them see it.
const KEY = Symbol.for('contextDebugger.sharedEditor');
const store = globalThis as unknown as Record<symbol, Promise<Editor> | undefined>;

export function sharedEditor(): Promise<Editor> {
  store[KEY] ??= startEditor();
  return store[KEY];
}

async function pictureOfFailure(title: string): Promise<void> {
  const editor = await store[KEY];
  const page = editor?.browser.contexts().at(-1)?.pages()[0];
  if (page) await screenshot(page, inRoot('.screenshots/failures'), title.replace(/\W+/g, '-').slice(0, 80));
}

afterEach(async function () {
  if (this.currentTest?.state === 'failed') await pictureOfFailure(this.currentTest.fullTitle()).catch(() => undefined);
});

after(async () => {
  const editor = await store[KEY];
  store[KEY] = undefined;
  await editor?.close();
});
