/** `ctxdbg context`: what a context document puts into the window, what gives way, and why. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { toContextAnswer } from '../../core/context/answer';
import type { ContextAnswer } from '../../core/context/assembly';
import type { Diagnostic } from '../../core/context/model';
import type { Call } from '../../core/trace/model';
import { assembleLoaded, assembleOnly, ladderLoaded, loadDocument } from '../../node/contextService';
import { convertText } from '../../node/foreignDocuments';
import { createSampleReader } from '../../node/sampleCall';
import { CommandError, UsageError, type Command, type CommandInput, type ExitCode } from '../command';
import { TOKENIZER_OPTION } from '../counting';
import type { CliIo } from '../io';
import { oneOf, pairs, timeOf, wholeNumber } from '../parseArguments';
import { budgetOverlay, budgetsOf } from './budgetOption';
import { contextText, diagnosticLines } from '../text/contextText';
import { printJson } from '../text/json';
import { ladderText } from '../text/ladderText';
import { messagesText, partsText } from '../text/messagesText';
import { visible } from '../text/visible';
import { compareContext, COMPARE_OPTION, otherOf } from './compareContext';
import { formatFor, giveDocument, OUT_OPTION } from './newDocument';
import { printReveal, REVEAL_OPTIONS, revealOf } from './reveal';
import { printRequest, shapeOf, SHAPES } from './requestShape';
import { checkReadable, findCallId, withTraces } from './traceInput';

export const contextCommand: Command = {
  name: 'context',
  operands: 'FILE',
  summary: 'Assemble a context document and say what fits, what gave way and why.',
  options: [
    { name: 'trace', value: 'PATH', text: 'Bind a call of this trace (file, folder or glob) to the document.' },
    { name: 'call', value: 'ID', text: "The call to bind; the trace's first call where it is not given." },
    { name: 'window', value: 'N', text: 'What if the window held N tokens.' },
    { name: 'model', value: 'M', text: 'What if it were this model: its window, tokenizer and prices.' },
    {
      name: 'budget',
      value: 'SECTION=MAX',
      isRepeatable: true,
      text: "What if the section's budget were MAX tokens, or MIN..MAX, or none.",
    },
    { name: 'set', value: 'NAME=VALUE', isRepeatable: true, text: 'Set a variable of the document.' },
    {
      name: 'now',
      value: 'TIME',
      text: "The time that ages are counted to. Default: the bound call's start, else the clock.",
    },
    { name: 'messages', text: 'Print the messages as they would be sent.' },
    { name: 'ladder', text: 'Print at which window sizes each section is cut, falls back and goes.' },
    {
      name: 'as',
      value: 'openai|anthropic|gemini|document',
      text: "Print it as the body of a provider's request; or a .prompty, .prompt.yml or messages JSON file as a document.",
    },
    COMPARE_OPTION,
    OUT_OPTION,
    ...REVEAL_OPTIONS,
    TOKENIZER_OPTION,
  ],
  notBuilt: [],
  examples: [
    ['ctxdbg context support.context.yaml', 'what the document holds by itself'],
    ['ctxdbg context support.context.yaml --trace logs/ --call 9f2c --messages', 'with the content of a logged call'],
    ['ctxdbg context support.context.yaml --window 4000', 'what would give way in a smaller window'],
    ['ctxdbg context support.context.yaml --budget documents=500..4000', 'what another budget would keep'],
    ['ctxdbg context support.context.yaml --ladder', 'what gives way in which window'],
    ['ctxdbg context answer.prompty --as document --out answer.context.yaml', "another program's prompt as a document"],
    ['ctxdbg context support.context.yaml --compare-with git:HEAD', 'what changed since the last commit'],
    ['ctxdbg context support.context.yaml --as anthropic', 'the body of a request, to be sent elsewhere'],
    ['ctxdbg context support.context.yaml --reveal documents', 'where its text is written in the code'],
  ],
  run: runContext,
};

async function runContext(input: CommandInput, io: CliIo): Promise<ExitCode> {
  const file = documentOf(input);
  const sizes = budgetsOf(input);
  const set = pairs(input, 'set');
  const reveal = revealOf(input);
  const fixedNow = timeOf(input, 'now');
  await checkReadable(file);
  const as = oneOf(input, 'as', ['document', ...SHAPES]);
  const other = otherOf(input);
  if (input.one('out') !== undefined && as !== 'document') throw new UsageError('--out needs --as document.');
  if (as === 'document') return printConverted(file, input, io);
  // What is compared with a call takes that call's values, unless another one is named.
  const call = await boundCall(input, io, input.one('call') ?? (other?.type === 'call' ? other.id : undefined));
  const given = { now: fixedNow ?? io.now(), isNowFixed: fixedNow !== undefined };
  const bound = call ? { call } : { readSample: createSampleReader() };
  const loaded = await loadDocument(path.resolve(file), { set, ...given, ...bound });
  const { resolved, now } = loaded;
  if (!resolved) return reportInvalid(file, loaded.diagnostics, input, io);
  if (reveal) {
    const from = { resolved, document: resolved.document, ...(loaded.call ? { call: loaded.call } : {}) };
    return printReveal({ ...from, documentPath: path.resolve(file) }, reveal, input, io);
  }
  const overlay = { ...overlayOf(input), ...budgetOverlay(sizes, resolved.document) };
  if (other) {
    const own = { file, overlay, set, ...given, ...(call ? { call } : {}) };
    return compareContext(own, other, { input, io, readCall: (id) => boundCall(input, io, id) });
  }
  const shape = shapeOf(as);
  if (shape) {
    printRequest(assembleOnly({ ...loaded, resolved }, { overlay, now }).request, shape, { input, io });
    return 0;
  }
  const assembled = assembleLoaded({ ...loaded, resolved }, { overlay, now });
  const ladder = input.has('ladder') ? ladderLoaded({ ...loaded, resolved }, { overlay, now }) : undefined;
  const wanted = { messages: input.has('messages'), why: true, ...(ladder ? { ladder } : {}) };
  const ledger = toContextAnswer(assembled.assembly, wanted);
  const answer = { ...ledger, diagnostics: assembled.diagnostics };
  if (input.has('json')) printJson(io, answer);
  else {
    printContext(answer, io);
    const { system } = assembled.assembly.request;
    if (answer.messages) printMessages(answer.messages, system, io);
    for (const line of notCarriedLines(resolved.notCarried)) io.out(line);
    for (const line of diagnosticLines(answer.diagnostics, file, io.style)) io.out(line);
  }
  return answer.fits && !hasError(answer.diagnostics) ? 0 : 1;
}

async function printConverted(file: string, input: CommandInput, io: CliIo): Promise<ExitCode> {
  const { text, kept, lost } = convertText(file, await fs.readFile(file, 'utf8'), formatFor(input));
  await giveDocument({ text, kept, lost }, input, io);
  return 0;
}

function documentOf(input: CommandInput): string {
  const [file, ...others] = input.operands;
  if (file === undefined) throw new UsageError('ctxdbg context needs a context document: ctxdbg context FILE.');
  if (others.length > 0) throw new UsageError(`ctxdbg context reads one document; '${others.join(' ')}' is too much.`);
  if (/\.(md|txt)$/i.test(file)) {
    throw new UsageError(
      `${file} is a plain prompt, which has no sections. Replay calls against it: ctxdbg replay PATH --with ${file}.`,
    );
  }
  if (/\.jsonl$/i.test(file))
    throw new UsageError(`${file} is no context document. For a trace: ctxdbg trace ${file}.`);
  return file;
}

function overlayOf(input: CommandInput): { window?: number; model?: string } {
  const window = wholeNumber(input, 'window');
  const model = input.one('model');
  return { ...(window === undefined ? {} : { window }), ...(model === undefined ? {} : { model }) };
}

async function boundCall(input: CommandInput, io: CliIo, wanted = input.one('call')): Promise<Call | undefined> {
  const trace = input.one('trace');
  if (trace === undefined) {
    if (wanted !== undefined) throw new UsageError('--call needs the trace that holds the call: add --trace PATH.');
    return undefined;
  }
  return withTraces([trace], io, async ({ handle, state }) => {
    if (state.failure !== undefined) throw new CommandError(state.failure);
    const id = await findCallId(handle, wanted);
    return (await handle.call(id)).call;
  });
}

const hasError = (diagnostics: Diagnostic[]): boolean => diagnostics.some(({ severity }) => severity === 'error');

/** The text is no context document: there is nothing to assemble, so its findings are the answer. */
function reportInvalid(file: string, diagnostics: Diagnostic[], input: CommandInput, io: CliIo): ExitCode {
  if (input.has('json')) printJson(io, { diagnostics });
  else for (const line of diagnosticLines(diagnostics, file, io.style)) io.out(line);
  io.err(
    `ctxdbg: ${visible(file)} is no valid context document, so there is nothing to count. Correct what was found.`,
  );
  return 1;
}

function printContext(answer: ContextAnswer, io: CliIo): void {
  for (const line of contextText(answer, io)) io.out(line);
  for (const line of ladderText(answer, io)) io.out(line);
  io.out('');
}

function printMessages(messages: NonNullable<ContextAnswer['messages']>, system: Call['system'], io: CliIo): void {
  const head = system ? partsText('system', system, io.style) : [];
  for (const line of [...head, ...messagesText(messages, io.style)]) io.out(line);
}

function notCarriedLines(notCarried: string[]): string[] {
  return notCarried.length === 0 ? [] : [`not carried from the call: ${notCarried.join(', ')}`];
}
