/**
 * Replaces {{name}} in the document's own texts: one pass, so a value is never looked into again. Values under
 * `variables:` may name each other and are expanded once, here; values from --set and from calls are literal.
 */
import type { Diagnostic, DocumentPath } from './model';

export type Values = ReadonlyMap<string, string>;

export interface Variables {
  values: Values;
  diagnostics: Diagnostic[];
}

/** Longer than any text that fits a window; stops variables that double each other. */
const MAX_VALUE_LENGTH = 4_000_000;
const MAX_DEPTH = 100;
/** `{{{{` is a literal `{{`. A variable stands on one line; what is between the braces is judged by `expand`. */
const TOKEN = /\{\{\{\{|\{\{([^{}\r\n]{0,200})\}\}/g;

export interface Expansion {
  text: string;
  /** The tokens that no value was found for, as written. */
  unresolved: string[];
}

/** Earlier maps win. A name without a value stays as written. */
export function expand(text: string, ...values: readonly Values[]): Expansion {
  const unresolved: string[] = [];
  if (!text.includes('{{')) return { text, unresolved };
  const expanded = text.replace(TOKEN, (token: string, inner: string | undefined) => {
    if (inner === undefined) return '{{';
    const name = inner.trim();
    const value = values.find((map) => map.has(name))?.get(name);
    if (value === undefined) unresolved.push(token);
    return value ?? token;
  });
  return { text: expanded, unresolved };
}

export interface VariableSources {
  set: { readonly [name: string]: string };
  /** What the call recorded for its template. */
  recorded: { readonly [name: string]: string };
  own: { readonly [name: string]: string };
  /** Given by the binding itself; anything else wins over it. */
  implied: { readonly [name: string]: string };
}

/** The value of every variable: --set first, then the call's, then the document's own. */
export function resolveVariables({ set, recorded, own, implied }: VariableSources): Variables {
  const values = new Map(Object.entries({ ...implied }));
  const literal = new Map([...Object.entries(recorded), ...Object.entries(set)]);
  const resolver = new OwnVariables(own, literal, values);
  const resolved = resolver.resolveAll();
  for (const [name, value] of [...resolved, ...literal]) values.set(name, value);
  return { values, diagnostics: resolver.diagnostics };
}

/** The document's `variables:`, each expanded once with those that it names. */
class OwnVariables {
  readonly diagnostics: Diagnostic[] = [];
  private readonly own: Values;
  private readonly done = new Map<string, string>();
  private readonly open: string[] = [];

  constructor(
    own: { readonly [name: string]: string },
    private readonly literal: Values,
    private readonly implied: Values,
  ) {
    this.own = new Map(Object.entries(own));
  }

  resolveAll(): Values {
    for (const name of this.own.keys()) if (!this.literal.has(name)) this.resolve(name);
    return this.done;
  }

  private resolve(name: string): string | undefined {
    const known = this.literal.get(name) ?? this.done.get(name);
    if (known !== undefined) return known;
    const text = this.own.get(name);
    if (text === undefined) return this.implied.get(name);
    if (this.open.includes(name)) return this.refuse(name, text, [...this.open.slice(this.open.indexOf(name)), name]);
    if (this.open.length >= MAX_DEPTH) return this.refuse(name, text, [...this.open.slice(0, 3), '…', name]);
    this.open.push(name);
    const value = this.expandOwn(name, text);
    this.open.pop();
    this.done.set(name, value);
    return value;
  }

  private expandOwn(name: string, text: string): string {
    const needed = new Map<string, string>();
    for (const [, inner] of text.matchAll(TOKEN)) {
      const used = inner?.trim();
      const value = used === undefined ? undefined : this.resolve(used);
      if (used !== undefined && value !== undefined) needed.set(used, value);
    }
    const length = [...text.matchAll(TOKEN)].reduce(
      (sum, [, inner]) => sum + (needed.get(inner?.trim() ?? '')?.length ?? 0),
      text.length,
    );
    if (length > MAX_VALUE_LENGTH) {
      const message = `The variable '${name}' grows above ${MAX_VALUE_LENGTH.toLocaleString('en')} characters. Shorten it.`;
      this.diagnostics.push({ code: 'cyclic-variable', severity: 'error', message, path: ['variables', name] });
      return text;
    }
    const { text: value, unresolved } = expand(text, needed);
    this.diagnostics.push(...unresolvedIn(unresolved, ['variables', name], `the variable '${name}'`));
    return value;
  }

  /** The text as written stands in for a value that cannot be known. */
  private refuse(name: string, text: string, chain: string[]): string {
    const isKnown = this.diagnostics.some(({ path }) => path?.[1] === name);
    const message = `Variables name each other in a circle: ${chain.join(' → ')}. Give one of them a value of its own.`;
    if (!isKnown)
      this.diagnostics.push({ code: 'cyclic-variable', severity: 'error', message, path: ['variables', name] });
    return text;
  }
}

/** One finding for each name; `where` is said in the sentence. */
export function unresolvedIn(tokens: readonly string[], path: DocumentPath, where: string): Diagnostic[] {
  return [...new Set(tokens)].map((token) => ({
    code: 'unresolved-variable',
    severity: 'error',
    message: `${token} in ${where} has no value. Add it under variables:, or give it with --set; {{{{ writes a literal {{.`,
    path,
    near: token,
  }));
}
