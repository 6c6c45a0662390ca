/**
 * Shapes of keys and passwords in text, for the confirmation before something is sent, for lint and for redaction.
 * Owns one table; every expression is bounded and has no nested repetition, so that hostile text costs linear time.
 */

export interface FoundSecret {
  kind: string;
  /** UTF-16 units. */
  start: number;
  end: number;
}

interface Pattern {
  kind: string;
  /** Global. The secret is group 1 where there is one, else the whole match. */
  shape: RegExp;
  /** A last look at the secret itself. */
  accepts?: (secret: string) => boolean;
}

/** A more special shape stands before a more general one that would match the same text. */
const PATTERNS: readonly Pattern[] = [
  { kind: 'Anthropic key', shape: /(?<![A-Za-z0-9_-])sk-ant-[A-Za-z0-9_-]{16,300}/g },
  {
    kind: 'OpenAI key',
    shape: /(?<![A-Za-z0-9_-])sk-(?:proj-|svcacct-|admin-|None-)?[A-Za-z0-9_-]{20,300}/g,
    accepts: hasDigit,
  },
  { kind: 'AWS access key', shape: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  {
    kind: 'GitHub token',
    shape: /(?<![A-Za-z0-9_-])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/g,
  },
  { kind: 'Google API key', shape: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}/g },
  { kind: 'Slack token', shape: /(?<![A-Za-z0-9_-])xox[abeprs]-[A-Za-z0-9-]{10,250}/g },
  {
    kind: 'private key',
    shape: /-----BEGIN (?:[A-Z]{2,12} ){0,2}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,30}KEY-----)?/g,
  },
  {
    kind: 'JSON web token',
    shape: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{8,4000}/g,
  },
  {
    kind: 'bearer token',
    shape: /\bbearer[ \t]{1,4}([A-Za-z0-9._~+/=-]{19,4000}[A-Za-z0-9_~+/=-])/gi,
    accepts: hasDigit,
  },
  {
    kind: 'password',
    shape:
      /(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?([^\s"'`,;<>(){}[\]]{8,200})/gi,
    accepts: looksRandom,
  },
];

/** In order of place; overlapping finds are one. */
export function findSecrets(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const { kind, shape, accepts } of PATTERNS) {
    for (const match of text.matchAll(shape)) {
      const secret = match[1] ?? match[0];
      const start = match.index + match[0].length - (match[1] === undefined ? match[0].length : match[1].length);
      const end = start + secret.length;
      if (accepts && !accepts(secret)) continue;
      found.push({ kind, start, end });
    }
  }
  return withoutOverlaps(found);
}

/** The first pattern of the table wins where two match the same text: the sort is stable. */
function withoutOverlaps(found: readonly FoundSecret[]): FoundSecret[] {
  const kept: FoundSecret[] = [];
  for (const secret of [...found].sort((a, b) => a.start - b.start)) {
    if (secret.start >= (kept.at(-1)?.end ?? 0)) kept.push(secret);
  }
  return kept;
}

function hasDigit(text: string): boolean {
  return /\d/.test(text);
}

const LEAST_BITS_PER_CHARACTER = 2.8;

/** Words and placeholders have few different characters or no digit; `${…}` and `{{…}}` never get here. */
function looksRandom(text: string): boolean {
  const isMixed = hasDigit(text) && /[A-Za-z]/.test(text);
  return isMixed && !text.includes('$') && entropy(text) >= LEAST_BITS_PER_CHARACTER;
}

/** Shannon entropy in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Kind → how many. */
export function countSecrets(texts: Iterable<string>): { kind: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const { kind } of findSecrets(text)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => ({ kind, count }));
}
