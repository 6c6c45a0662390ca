/** Help texts, made of the commands' tables. */
import { COMMON_OPTIONS } from './parseArguments';
import type { Command, OptionSpec } from './command';

export function programHelp(commands: readonly Command[]): string[] {
  return [
    'ctxdbg: what was in the context window, what it cost, what did not fit; replay and compare.',
    '',
    'Usage: ctxdbg COMMAND [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(9)} ${summary}`),
    '',
    'ctxdbg COMMAND --help lists the options. ctxdbg --version prints the version.',
    'Exit codes: 0 good, 1 a finding, 2 usage or unreadable input, 3 could not run to its end.',
  ];
}

export function commandHelp(command: Command): string[] {
  return [
    command.summary,
    '',
    `Usage: ${usageLine(command)}`,
    '',
    ...[...command.options, ...COMMON_OPTIONS].map((option) => `  ${optionName(option).padEnd(30)} ${option.text}`),
    '',
    'Examples:',
    ...command.examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]),
  ];
}

export const usageLine = ({ name, operands }: Command): string =>
  `ctxdbg ${name} ${operands} [options]`.replace('  ', ' ');

const optionName = ({ name, value, isRepeatable }: OptionSpec): string =>
  `--${name}${value === undefined ? '' : ` ${value}`}${isRepeatable ? ' …' : ''}`;
