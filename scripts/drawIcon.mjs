// Draws media/icon.png from media/icon.svg with Chromium: node scripts/drawIcon.mjs
import * as fs from 'node:fs';
import { launchBrowser } from './editorServer.mjs';
import { inRoot } from './paths.mjs';

const SIZE = 256;
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
await page.setContent(fs.readFileSync(inRoot('media/icon.svg'), 'utf8'));
await page.addStyleTag({ content: 'html, body { margin: 0; background: transparent } svg { display: block }' });
await page.screenshot({ path: inRoot('media/icon.png'), omitBackground: true });
await browser.close();
