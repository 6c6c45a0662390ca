/** Linting small documents and calls in tests: which rules find something, and what. */
import { assemble } from '../../../../../src/core/context/assemble';
import type { ResolvedDocument } from '../../../../../src/core/context/assembly';
import { lint } from '../../../../../src/core/context/lint/lint';
import type { LintOptions } from '../../../../../src/core/context/lint/levels';
import type { LintInput } from '../../../../../src/core/context/lint/model';
import type { LintRuleId } from '../../../../../src/core/context/lint/ruleIds';
import type { Diagnostic } from '../../../../../src/core/context/model';
import { parseContextDocument, placeDiagnostics } from '../../../../../src/core/context/parse';
import { reconstruct } from '../../../../../src/core/context/reconstruct';
import { resolveDocument } from '../../../../../src/core/context/resolve';
import { lookupModel } from '../../../../../src/core/tokens/catalogue';
import type { Call, Message, Part, Role } from '../../../../../src/core/trace/model';
import { counterFor } from '../../../../../src/node/tokenizer';

export const NOW = Date.parse('2026-11-23T12:00:00Z');

export interface Linted {
  /** Every finding, placed. */
  all: Diagnostic[];
  of: (rule: LintRuleId) => Diagnostic[];
  /** The text with the first fix of a rule applied. */
  fixed: (rule: LintRuleId) => string;
}

/** A document without its first lines. */
export function lintYaml(sections: string, options: LintOptions = {}, head = 'model: gpt-4o'): Linted {
  const text = `version: 1\n${head}\nsections:\n${sections}`;
  const parsed = parseContextDocument(text, 'yaml');
  if (!parsed.document) throw new Error(JSON.stringify(parsed.diagnostics));
  const resolved = resolveDocument(parsed.document, { files: new Map(), set: {} });
  const all = placeDiagnostics(run(resolved, { of: 'document', parsed }, options), parsed);
  return linted(all, text);
}

export function lintLogged(call: Call, options: LintOptions & Pick<LintInput, 'toolUse'> = {}): Linted {
  const { toolUse, ...levels } = options;
  return linted(run(reconstruct(call), { of: 'call', call, ...(toolUse ? { toolUse } : {}) }, levels), '');
}

function run(
  resolved: ResolvedDocument,
  input: Pick<LintInput, 'of' | 'parsed' | 'call' | 'toolUse'>,
  options: LintOptions,
): Diagnostic[] {
  const lookup = lookupModel(resolved.document.model);
  const counter = counterFor(lookup.entry);
  const mode = input.of === 'call' ? 'as-sent' : 'assemble';
  const assembly = assemble(resolved, { lookup, counter, now: input.call?.startTime ?? NOW, mode });
  return lint({ ...input, assembly, resolved, counter }, assembly.diagnostics, options);
}

function linted(all: Diagnostic[], text: string): Linted {
  const of = (rule: LintRuleId): Diagnostic[] => all.filter((each) => each.rule === rule);
  return { all, of, fixed: (rule) => applied(text, of(rule)[0]) };
}

function applied(text: string, diagnostic: Diagnostic | undefined): string {
  const place = diagnostic?.fix?.edits[0]?.place;
  if (!place) throw new Error('no fix');
  const lines = text.split('\n');
  const offset = ({ line, column }: { line: number; column: number }): number =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + column;
  return text.slice(0, offset(place.range.start)) + place.text + text.slice(offset(place.range.end));
}

export const says = (role: Role, text: string): Message => ({ role, parts: [{ type: 'text', text }] });
export const callsTool = (id: string, name = 'lookup'): Message => ({
  role: 'assistant',
  parts: [{ type: 'toolCall', id, name, arguments: '{}' }],
});
export const returns = (id: string, text: string): Message => ({
  role: 'tool',
  parts: [{ type: 'toolResult', id, parts: [{ type: 'text', text }] satisfies Part[] }],
});

export function logged(messages: Message[], fields: Partial<Call> = {}): Call {
  return {
    id: 'c1',
    sources: [],
    format: 'test',
    requestedModel: 'gpt-4o',
    startTime: NOW,
    params: {},
    messages,
    tools: [],
    output: [],
    finishReasons: [],
    usage: {},
    documents: [],
    feedback: [],
    tags: [],
    metadata: {},
    replayability: { level: 'complete', fields: [] },
    ...fields,
  };
}

const WORDS =
  'river stone lamp copper window garden paper silver morning bridge candle forest letter winter harbour'.split(' ');
/** Different words for each seed, in sentences. */
export function prose(words: number, seed = 1): string {
  let state = seed * 7919;
  const list = Array.from({ length: words }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return `${WORDS[state % WORDS.length] ?? ''}${state % 89}`;
  });
  return list.map((word, index) => (index % 12 === 11 ? `${word}.` : word)).join(' ');
}
