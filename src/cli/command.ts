/** What a command is: its options as a table, what it does not do yet, and the function that runs it. */
import type { CliIo } from './io';

/** 0 good · 1 a finding · 2 usage or unreadable input · 3 could not run to its end. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface OptionSpec {
  /** Without the dashes. */
  name: string;
  /** What stands for the value in the help, as `N`; absent for a switch. */
  value?: string;
  isRepeatable?: boolean;
  text: string;
}

export interface Command {
  name: string;
  /** What stands after the options, e.g. `PATH…`. */
  operands: string;
  summary: string;
  options: OptionSpec[];
  /** Options that the design names and this version does not have. */
  notBuilt: string[];
  /** Name, and what it prints. */
  examples: [command: string, meaning: string][];
  run(input: CommandInput, io: CliIo): Promise<ExitCode>;
}

export class CommandInput {
  constructor(
    readonly operands: string[],
    private readonly values: ReadonlyMap<string, string[]>,
  ) {}

  has(name: string): boolean {
    return this.values.has(name);
  }
  one(name: string): string | undefined {
    return this.values.get(name)?.at(-1);
  }
  all(name: string): string[] {
    return this.values.get(name) ?? [];
  }
}

/** The user's mistake, as a sentence that says what to write instead. Ends with exit code 2. */
export class UsageError extends Error {}

/** Input that cannot be read, or a thing that cannot be done with it. Ends with the code that it carries. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = 2,
  ) {
    super(message);
  }
}
