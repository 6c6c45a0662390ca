/**
 * Templates of other programs as text of a document: {{name}} stays a variable, everything else that has braces becomes
 * literal text, and what that is gets listed. It never evaluates a template.
 */
import type { Span } from '../yaml';

export type TemplateSyntax = 'jinja2' | 'mustache' | 'plain';

export interface ConvertedTemplate {
  text: string;
  /** The names of its variables, each once. */
  names: string[];
  /** What is kept as it stands, with its place in the text that was given. */
  literal: (Span & { written: string })[];
}

const SIMPLE = /^\s*([A-Za-z_][\w.-]*)\s*$/;
const TOKEN = /\{\{\{([^{}\r\n]*)\}\}\}|\{\{([^{}\r\n]*)\}\}|\{%[^\r\n]*?%\}|\{#[\s\S]*?#\}|\{\{/g;

/** Names that a template gives itself: a loop's, and those that are set. */
const OWN_NAMES = /\{%-?\s*(?:for\s+([\w.]+)(?:\s*,\s*([\w.]+))?\s+in\b|set\s+(\w+))/g;

function ownNames(text: string, syntax: TemplateSyntax): Set<string> {
  if (syntax !== 'jinja2') return new Set();
  // A group that took no part in the match is undefined, whatever the types say.
  const found = [...text.matchAll(OWN_NAMES)].flatMap(([, ...names]) => names.filter(Boolean));
  return new Set(found.length > 0 ? [...found, 'loop'] : []);
}

export function convertTemplate(text: string, syntax: TemplateSyntax): ConvertedTemplate {
  const own = ownNames(text, syntax);
  const names = new Set<string>();
  const literal: ConvertedTemplate['literal'] = [];
  const converted = text.replace(TOKEN, (token: string, ...groups: (string | number | undefined)[]) => {
    const [raw, inner, at] = groups;
    const isBlock = token.startsWith('{%') || token.startsWith('{#');
    if (isBlock && syntax !== 'jinja2') return token;
    const name = SIMPLE.exec(String((syntax === 'mustache' ? raw : undefined) ?? inner ?? ''))?.[1];
    if (name !== undefined && !isBlock && !own.has(name.split('.')[0] ?? '')) {
      names.add(name);
      return `{{${name}}}`;
    }
    if (isBlock || inner !== undefined || raw !== undefined) {
      literal.push({ start: Number(at), end: Number(at) + token.length, written: token });
    }
    return token.replaceAll('{{', '{{{{');
  });
  return { text: converted, names: [...names], literal };
}

const TITLES: Record<TemplateSyntax, string> = { jinja2: 'Jinja', mustache: 'Mustache', plain: 'Template text' };

/** One sentence about all of it. */
export function literalSentence(literal: readonly { written: string }[], syntax: TemplateSyntax): string | undefined {
  const [first] = literal;
  if (!first) return undefined;
  const shown = first.written.length > 60 ? `${first.written.slice(0, 59)}…` : first.written;
  const more = literal.length > 1 ? ` and ${literal.length - 1} more` : '';
  return `${TITLES[syntax]} that is more than {{name}} is kept as literal text: ${shown.replace(/\s+/g, ' ')}${more}. A document has no loops, conditions or filters.`;
}
