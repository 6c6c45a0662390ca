/** `ctxdbg formats`: the trace formats that are read, and what each can give. */
import type { FormatTraits, TraceFormat } from '../../core/trace/format';
import { TRACE_FORMATS } from '../../core/trace/formats';
import { UsageError, type Command, type CommandInput, type ExitCode } from '../command';
import type { CliIo } from '../io';
import { printJson } from '../text/json';
import { formatTable } from '../text/table';

export const formatsCommand: Command = {
  name: 'formats',
  operands: '',
  summary: 'List the trace formats that are read and what each can give. The format of a file is detected.',
  options: [],
  notBuilt: [],
  examples: [['ctxdbg formats', 'one line a format']],
  run: runFormats,
};

/** The answer of `formats --json`. */
export interface FormatsAnswer {
  formats: ({ name: string; title: string } & FormatTraits)[];
}

export function formatsAnswer(formats: readonly TraceFormat[]): FormatsAnswer {
  return { formats: formats.map(({ name, title, traits }) => ({ name, title, ...traits })) };
}

async function runFormats(input: CommandInput, io: CliIo): Promise<ExitCode> {
  if (input.operands.length > 0) throw new UsageError('ctxdbg formats takes no operand.');
  const answer = formatsAnswer(TRACE_FORMATS);
  if (input.has('json')) printJson(io, answer);
  else for (const line of formatsText(answer, io)) io.out(line);
  return Promise.resolve(0);
}

function formatsText({ formats }: FormatsAnswer, io: CliIo): string[] {
  const yes = (value: boolean): string => (value ? 'yes' : '–');
  const rows = formats.map((each) => [
    each.name,
    each.title,
    yes(each.messages),
    each.system,
    each.tools,
    yes(each.usage),
    yes(each.timing),
    yes(each.documents),
  ]);
  const titles = ['name', 'format', 'messages', 'system prompt', 'tools', 'usage', 'timing', 'documents'];
  return formatTable(
    titles.map((title) => ({ title })),
    rows,
    io,
  );
}
