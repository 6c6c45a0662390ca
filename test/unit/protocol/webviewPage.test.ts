import assert from 'node:assert/strict';
import { contentSecurityPolicy, webviewHtml } from '../../../src/protocol/webviewPage';

const PAGE = { title: 'a', scriptUri: 's.js', styleUris: ['a.css', 'b.css'], cspSource: 'https://own', nonce: 'n0' };

describe('webviewHtml', () => {
  it('loads one script with the nonce and each style', () => {
    const html = webviewHtml(PAGE);
    assert.match(html, /<script type="module" nonce="n0" src="s\.js">/);
    assert.deepEqual(html.match(/href="[^"]+"/g), ['href="a.css"', 'href="b.css"']);
  });

  it('escapes what it is given', () => {
    const html = webviewHtml({ ...PAGE, title: '</title><script>x</script>', scriptUri: '"><b>' });
    assert.ok(!html.includes('</title><script>x'));
    assert.ok(!html.includes('"><b>'));
  });

  it('carries what the host needs to revive the view, as text', () => {
    assert.match(webviewHtml({ ...PAGE, hostState: 'file:///a"b' }), /<body data-host-state="file:\/\/\/a&quot;b">/);
  });

  it('holds no inline style or script', () => {
    const html = webviewHtml(PAGE);
    assert.doesNotMatch(html, /style=|<style|<script>| on\w+=/);
  });
});

describe('contentSecurityPolicy', () => {
  it('allows nothing but what is named, and no picture from the network', () => {
    const policy = contentSecurityPolicy('https://own', 'n0');
    assert.match(policy, /^default-src 'none'; script-src 'nonce-n0';/);
    assert.match(policy, /img-src data: blob:;/);
    assert.doesNotMatch(policy, /unsafe|\*|http:/);
  });
});
