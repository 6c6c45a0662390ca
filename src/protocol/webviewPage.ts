/** The page that every screen is: one script, its styles, and the policy that keeps text from traces from doing anything. */

export interface WebviewPage {
  title: string;
  scriptUri: string;
  styleUris: readonly string[];
  /** Where styles and fonts may come from: `webview.cspSource`. */
  cspSource: string;
  /** Random, new for each page. */
  nonce: string;
  /** What the host needs to revive the view with the window; the screen keeps it in its state under 'host'. */
  hostState?: string;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** `img-src` leaves out the network: a picture's address in a trace must never be asked for. */
export const contentSecurityPolicy = (cspSource: string, nonce: string): string =>
  [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    'img-src data: blob:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');

export function webviewHtml(page: WebviewPage): string {
  const policy = contentSecurityPolicy(page.cspSource, page.nonce);
  const styles = page.styleUris.map((uri) => `<link rel="stylesheet" href="${escapeHtml(uri)}">`);
  const hostState = page.hostState === undefined ? '' : ` data-host-state="${escapeHtml(page.hostState)}"`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<title>${escapeHtml(page.title)}</title>
${styles.join('\n')}
</head>
<body${hostState}>
<div id="root"></div>
<script type="module" nonce="${escapeHtml(page.nonce)}" src="${escapeHtml(page.scriptUri)}"></script>
</body>
</html>
`;
}
