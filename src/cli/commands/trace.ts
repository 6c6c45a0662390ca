/** `ctxdbg trace`: the calls of a trace set, or one call with the context that it had. */
import * as path from 'node:path';
import { reconstruct } from '../../core/context/reconstruct';
import { createDocument } from '../../node/foreignDocuments';
import type { ProviderShape } from '../../core/replay/renderAs';
import { assembleCall } from '../../node/callViews';
import type { TraceSetHandle } from '../../node/traceSet';
import type { RawResult } from '../../protocol/traceApi';
import { CommandError, UsageError, type Command, type CommandInput, type ExitCode } from '../command';
import { TOKENIZER_OPTION } from '../counting';
import type { CliIo } from '../io';
import { oneOf } from '../parseArguments';
import { contextText } from '../text/contextText';
import { printJson } from '../text/json';
import { messagesText, partsText } from '../text/messagesText';
import { callFacts, callTable, traceSummary } from '../text/traceText';
import { oneLine, visible } from '../text/visible';
import { formatFor, giveDocument, OUT_OPTION } from './newDocument';
import { printReveal, REVEAL_OPTIONS, revealOf, type Reveal } from './reveal';
import { printRequest, SHAPES } from './requestShape';
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
      value: 'context|messages|raw|openai|anthropic|gemini|document',
      text: "With --call: the window (default), the messages, the raw record, the body of a provider's request, or a new context document made from it.",
    },
    OUT_OPTION,
    ...REVEAL_OPTIONS,
    TOKENIZER_OPTION,
  ],
  notBuilt: ['sites', 'latency', 'map', 'filled', 'sample', 'stratify', 'seed', 'redact'],
  examples: [
    ['ctxdbg trace logs/', 'every call in a folder'],
    [`ctxdbg trace 'logs/**/*.jsonl' --where 'refund "gift card"'`, 'calls that hold both'],
    ['ctxdbg trace logs/ --call 9f2c --as messages', 'what one call was sent and what it answered'],
    ['ctxdbg trace logs/ --call 9f2c --as document --out a.context.yaml', 'a context document that can be edited'],
    ['ctxdbg trace logs/ --call 9f2c --reveal system', 'where its system prompt is written in the code'],
  ],
  run: runTrace,
};

async function runTrace(input: CommandInput, io: CliIo): Promise<ExitCode> {
  if (input.operands.length === 0)
    throw new UsageError('ctxdbg trace needs a file, folder or glob: ctxdbg trace PATH….');
  const as = oneOf(input, 'as', ['context', 'messages', 'raw', 'document', ...SHAPES]);
  const callId = input.one('call');
  if (as !== undefined && callId === undefined) throw new UsageError('--as needs a call: add --call ID.');
  if (input.one('out') !== undefined && as !== 'document') throw new UsageError('--out needs --as document.');
  const reveal = revealOf(input);
  if (reveal && callId === undefined) throw new UsageError('--reveal needs a call: add --call ID.');
  if (reveal && as !== undefined) throw new UsageError('--reveal and --as exclude each other.');
  const filter = textFilter(input.one('where'));
  if (callId !== undefined && filter !== '') throw new UsageError('--call and --where exclude each other.');
  return withTraces(input.operands, io, async (trace) => {
    if (callId === undefined) return printTrace(trace, filter, input, io);
    if (trace.state.failure !== undefined) throw new CommandError(trace.state.failure);
    if (reveal) return revealCall(trace, { callId, reveal }, input, io);
    if (as === 'document') await printDocument(trace, callId, input, io);
    else if (as === 'openai' || as === 'anthropic' || as === 'gemini')
      await printBody(trace, { callId, shape: as }, input, io);
    else await printCall(trace, { callId, as: as ?? 'context' }, input, io);
    return 0;
  });
}

async function revealCall(
  { handle }: OpenTrace,
  { callId, reveal }: { callId: string; reveal: Reveal },
  input: CommandInput,
  io: CliIo,
): Promise<ExitCode> {
  const { call } = await handle.call(await findCallId(handle, callId));
  const resolved = reconstruct(call);
  return printReveal({ resolved, document: resolved.document, call }, reveal, input, io);
}

async function printBody(
  { handle }: OpenTrace,
  { callId, shape }: { callId: string; shape: ProviderShape },
  input: CommandInput,
  io: CliIo,
): Promise<void> {
  const { call } = await handle.call(await findCallId(handle, callId));
  printRequest(assembleCall(call, {}).assembly.request, shape, { input, io });
}

/** The trace is named as it is found from the new document's folder. */
async function printDocument({ handle }: OpenTrace, callId: string, input: CommandInput, io: CliIo): Promise<void> {
  const { call } = await handle.call(await findCallId(handle, callId));
  const file = call.sources[0]?.path;
  const folder = path.dirname(path.resolve(input.one('out') ?? 'here'));
  const trace =
    file === undefined ? {} : { trace: path.relative(folder, path.resolve(file)).split(path.sep).join('/') };
  await giveDocument(createDocument(call, { ...trace, format: formatFor(input) }), input, io);
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

/** What is printed of a call, for people and as JSON; only what is asked for is read. */
interface CallOutput {
  lines(): string[];
  json: object;
}

async function printCall({ handle }: OpenTrace, choice: CallChoice, input: CommandInput, io: CliIo): Promise<void> {
  const id = await findCallId(handle, choice.callId);
  const output = await OUTPUTS[choice.as](handle, id, io);
  if (input.has('json')) printJson(io, output.json);
  else for (const line of output.lines()) io.out(line);
}

const OUTPUTS: Record<CallChoice['as'], (handle: TraceSetHandle, id: string, io: CliIo) => Promise<CallOutput>> = {
  context: async (handle, id, io) => {
    const detail = await handle.call(id);
    const answer = await handle.callAnswer(id);
    const lines = (): string[] => [
      ...callFacts(detail, io.style),
      '',
      ...contextText(answer.ledger, io),
      '',
      ...messagesText(detail.call.output, io.style),
    ];
    return { json: answer, lines };
  },
  messages: async (handle, id, io) => {
    const { system, messages, tools, output } = (await handle.call(id)).call;
    const names = tools.map(({ name }) => oneLine(name)).join(', ');
    const lines = (): string[] => [
      ...(tools.length > 0 ? [`tools: ${names}`, ''] : []),
      ...(system ? partsText('system', system, io.style) : []),
      ...messagesText(messages, io.style),
      ...(output.length > 0 ? [io.style('dim', '── answered ──'), '', ...messagesText(output, io.style)] : []),
    ];
    return { json: { ...(system ? { system } : {}), messages, tools, output }, lines };
  },
  raw: async (handle, id, io) => {
    const { call } = await handle.call(id);
    const sources = await Promise.all(call.sources.map((_, index) => handle.raw(id, index)));
    return { json: { sources }, lines: () => sources.flatMap((source) => rawLines(source, io)) };
  },
};

function rawLines({ source, text, isCut }: RawResult, io: CliIo): string[] {
  const place = `${source.path}${source.line === undefined ? '' : `:${source.line}`} (${source.role})`;
  const cut = isCut ? ['… cut after the first megabyte'] : [];
  return [io.style('bold', oneLine(place)), ...visible(text).split('\n'), ...cut, ''];
}
