import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { inRoot } from '../../scripts/paths.mjs';

const source = fs.readFileSync(createRequire(inRoot('package.json')).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails with what axe found and where. The page's policy does not bind what the test evaluates. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(source);
  const results = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  const findings = results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`),
  );
  assert.deepEqual(findings, []);
}
