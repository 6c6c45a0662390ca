/** `ctxdbg trace`: the calls of a trace set, or one call with the context that it had. */
import { CommandError, UsageError, type Command, type CommandInput, type ExitCode } from '../command';
import type { CliIo } from '../io';
import { oneOf } from '../parseArguments';
import { contextText } from '../text/contextText';
import { printJson } from '../text/json';
import { messagesText, partsText } from '../text/messagesText';
import { callFacts, callTable, traceSummary } from '../text/traceText';
import { oneLine, visible } from '../text/visible';
import { findCallId, textFilter, withTraces, type OpenTrace } from './traceInput';

export const traceCommand: Command = {
  name: 'trace',
  operands: 'PATH…',
  summary: 'List the calls of trace files, folders or globs; or show one call with the context that it had.',
  options: [
    { name: 'where', value: 'TEXT', text: 'Only calls that hold every word; "quoted words" count as one.' },
    { name: 'call', value: 'ID', text: 'Show one call. The first characters of its id are enough.' },
    {
      name: 'as',
      value: 'context|messages|raw',
      text: 'With --call: the window (default), the messages, or the raw record.',
    },
  ],
  notBuilt: ['sites', 'latency', 'map', 'filled', 'sample', 'stratify', 'seed', 'redact', 'out'],
  examples: [
    ['ctxdbg trace logs/', 'every call in a folder'],
    [`ctxdbg trace 'logs/**/*.jsonl' --where 'refund "gift card"'`, 'calls that hold both'],
    ['ctxdbg trace logs/ --call 9f2c --as messages', 'what one call was sent and what it answered'],
  ],
  run: runTrace,
};

async function runTrace(input: CommandInput, io: CliIo): Promise<ExitCode> {
  if (input.operands.length === 0)
    throw new UsageError('ctxdbg trace needs a file, folder or glob: ctxdbg trace PATH….');
  const as = oneOf(input, 'as', ['context', 'messages', 'raw']);
  const callId = input.one('call');
  if (as !== undefined && callId === undefined) throw new UsageError('--as needs a call: add --call ID.');
  const filter = textFilter(input.one('where'));
  if (callId !== undefined && filter !== '') throw new UsageError('--call and --where exclude each other.');
  return withTraces(input.operands, io, async (trace) => {
    if (callId === undefined) return printTrace(trace, filter, input, io);
    if (trace.state.failure !== undefined) throw new CommandError(trace.state.failure);
    await printCall(trace, { callId, as: as ?? 'context' }, input, io);
    return 0;
  });
}

const PAGE = 1000;

async function printTrace(
  { handle, state }: OpenTrace,
  filter: string,
  input: CommandInput,
  io: CliIo,
): Promise<ExitCode> {
  const isJson = input.has('json');
  if (isJson) printJson(io, await handle.answer(filter));
  if (state.failure !== undefined) {
    io.err(oneLine(state.failure));
    return 2;
  }
  if (isJson) return 0;
  for (const line of traceSummary(state, io.style)) io.out(line);
  const rows = [];
  for (let start = 0, total = 1; start < total; start += PAGE) {
    const page = await handle.rows(filter, start, PAGE);
    total = page.total;
    rows.push(...page.rows);
  }
  if (rows.length === 0 && filter !== '') io.out(`No call holds ${oneLine(filter)}.`);
  if (rows.length > 0) for (const line of callTable(rows, io)) io.out(line);
  return 0;
}

interface CallChoice {
  callId: string;
  as: 'context' | 'messages' | 'raw';
}

async function printCall({ handle }: OpenTrace, choice: CallChoice, input: CommandInput, io: CliIo): Promise<void> {
  const id = await findCallId(handle, choice.callId);
  const detail = await handle.call(id);
  const { call } = detail;
  const isJson = input.has('json');
  switch (choice.as) {
    case 'context': {
      const answer = await handle.callAnswer(id);
      if (isJson) return printJson(io, answer);
      const lines = [...callFacts(detail, io.style), '', ...contextText(answer.ledger, io), ''];
      return print([...lines, ...messagesText(call.output, io.style)], io);
    }
    case 'messages': {
      const { system, messages, tools, output } = call;
      if (isJson) return printJson(io, { ...(system ? { system } : {}), messages, tools, output });
      const head = system ? partsText('system', system, io.style) : [];
      const names = tools.length === 0 ? [] : [`tools: ${tools.map(({ name }) => oneLine(name)).join(', ')}`, ''];
      const answered =
        output.length === 0 ? [] : [io.style('dim', '── answered ──'), '', ...messagesText(output, io.style)];
      return print([...names, ...head, ...messagesText(messages, io.style), ...answered], io);
    }
    case 'raw': {
      const sources = await Promise.all(call.sources.map((_, index) => handle.raw(id, index)));
      if (isJson) return printJson(io, { sources });
      for (const { source, text, isCut } of sources) {
        const place = `${oneLine(source.path)}${source.line === undefined ? '' : `:${source.line}`} (${source.role})`;
        print([io.style('bold', place), visible(text), ...(isCut ? ['… cut after the first megabyte'] : [])], io);
      }
    }
  }
}

function print(lines: string[], io: CliIo): void {
  for (const line of lines) io.out(line);
}
