/** Arguments to a command's input. Every mistake names the argument and the way out. */
import { parseArgs } from 'node:util';
import { CommandInput, UsageError, type Command, type OptionSpec } from './command';

export const COMMON_OPTIONS: OptionSpec[] = [
  { name: 'json', text: 'Print the answer as JSON with stable keys.' },
  { name: 'help', text: 'Print this help.' },
];

export function parseArguments(command: Command, args: string[]): CommandInput {
  const specs = [...command.options, ...COMMON_OPTIONS];
  const parsed = parseArgs({
    args,
    options: Object.fromEntries(specs.map((spec) => [spec.name, { type: spec.value ? 'string' : 'boolean' }] as const)),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of parsed.tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = findSpec(command, specs, token.rawName, token.name);
    const value = checkValue(spec, token.value, token.inlineValue ?? false);
    const before = values.get(spec.name) ?? [];
    if (before.length > 0 && !spec.isRepeatable && spec.value) {
      throw new UsageError(`--${spec.name} was given twice; it takes one value.`);
    }
    values.set(spec.name, [...before, value]);
  }
  return new CommandInput(operands, values);
}

function findSpec(command: Command, specs: OptionSpec[], rawName: string, name: string): OptionSpec {
  const spec = specs.find((each) => each.name === name);
  if (spec && rawName.startsWith('--')) return spec;
  if (command.notBuilt.includes(name)) {
    throw new UsageError(`--${name} is not built yet in this version of ctxdbg ${command.name}.`);
  }
  const nearest = specs.find((each) => each.name.startsWith(name) || name.startsWith(each.name));
  const hint = nearest ? ` Did you mean --${nearest.name}?` : '';
  throw new UsageError(`ctxdbg ${command.name} has no option ${rawName}.${hint}`);
}

function checkValue(spec: OptionSpec, value: string | undefined, isInline: boolean): string {
  if (!spec.value) {
    if (value !== undefined) throw new UsageError(`--${spec.name} takes no value.`);
    return '';
  }
  // A dash begins the next option, except when it is written as --option=-value.
  const looksLikeOption = !isInline && value !== undefined && value.length > 1 && value.startsWith('-');
  if (value === undefined || value === '' || looksLikeOption) {
    throw new UsageError(`--${spec.name} needs a value: --${spec.name} ${spec.value}.`);
  }
  return value;
}

export function wholeNumber(input: CommandInput, name: string, least = 1): number | undefined {
  const text = input.one(name);
  if (text === undefined) return undefined;
  const value = Number(text.replaceAll('_', ''));
  if (!Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`--${name} needs a whole number of at least ${least}, not '${text}'.`);
  }
  return value;
}

export function amount(input: CommandInput, name: string): number | undefined {
  const text = input.one(name);
  if (text === undefined) return undefined;
  const value = Number(text.replace(/^\$/, ''));
  if (!Number.isFinite(value) || value < 0) throw new UsageError(`--${name} needs an amount, not '${text}'.`);
  return value;
}

/** `k=v` of every use of an option; the value may hold further '='. */
export function pairs(input: CommandInput, name: string): Record<string, string> {
  return Object.fromEntries(input.all(name).map((text) => splitPair(text, `--${name}`)));
}

export function splitPair(text: string, what: string): [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw new UsageError(`${what} needs name=value, not '${text}'.`);
  return [text.slice(0, at).trim(), text.slice(at + 1)];
}

/** Milliseconds since the epoch of `--now`: an ISO time, or the number itself. */
export function timeOf(input: CommandInput, name: string): number | undefined {
  const text = input.one(name);
  if (text === undefined) return undefined;
  const value = /^\d{9,}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(value)) {
    throw new UsageError(`--${name} needs an ISO time such as 2026-11-23T10:00:00Z, not '${text}'.`);
  }
  return value;
}

export function oneOf<Name extends string>(
  input: CommandInput,
  name: string,
  choices: readonly Name[],
): Name | undefined {
  const text = input.one(name);
  if (text === undefined) return undefined;
  const choice = choices.find((each) => each === text);
  if (!choice) throw new UsageError(`--${name} is one of ${choices.join(', ')}, not '${text}'.`);
  return choice;
}
