/** `ctxdbg context`: what a context document puts into the window, what gives way, and why. */
import * as path from 'node:path';
import { assemble } from '../../core/context/assemble';
import { toContextAnswer } from '../../core/context/answer';
import type { ContextAnswer, ResolvedDocument } from '../../core/context/assembly';
import type { Diagnostic } from '../../core/context/model';
import { lookupModel } from '../../core/tokens/catalogue';
import type { Call } from '../../core/trace/model';
import { loadDocument } from '../../node/contextService';
import { counterFor } from '../../node/tokenizer';
import { openTraceSet } from '../../node/traceSet';
import { CommandError, UsageError, type Command, type CommandInput, type ExitCode } from '../command';
import type { CliIo } from '../io';
import { pairs, timeOf, wholeNumber } from '../parseArguments';
import { contextText, diagnosticLines } from '../text/contextText';
import { messagesText } from '../text/messagesText';
import { printJson } from '../text/json';
import { findCall, readable } from './traceInput';

export const contextCommand: Command = {
  name: 'context',
  operands: 'FILE',
  summary: 'Assemble a context document and say what fits, what gave way and why.',
  options: [
    { name: 'trace', value: 'PATH', text: 'Bind a call of this trace (file, folder or glob) to the document.' },
    { name: 'call', value: 'ID', text: "The call to bind; the trace's first call where it is not given." },
    { name: 'window', value: 'N', text: 'What if the window held N tokens.' },
    { name: 'model', value: 'M', text: 'What if it were this model: its window, tokenizer and prices.' },
    { name: 'set', value: 'NAME=VALUE', isRepeatable: true, text: 'Set a variable of the document.' },
    {
      name: 'now',
      value: 'TIME',
      text: "The time that ages are counted to. Default: the bound call's start, else the clock.",
    },
    { name: 'messages', text: 'Print the messages as they would be sent.' },
  ],
  notBuilt: ['ladder'],
  examples: [
    ['ctxdbg context support.context.yaml', 'what the document holds by itself'],
    ['ctxdbg context support.context.yaml --trace logs/ --call 9f2c --messages', 'with the content of a logged call'],
    ['ctxdbg context support.context.yaml --window 4000', 'what would give way in a smaller window'],
  ],
  run: runContext,
};

async function runContext(input: CommandInput, io: CliIo): Promise<ExitCode> {
  const [file, ...others] = input.operands;
  if (file === undefined) throw new UsageError('ctxdbg context needs a context document: ctxdbg context FILE.');
  if (others.length > 0) throw new UsageError(`ctxdbg context reads one document; '${others.join(' ')}' is too much.`);
  const options = {
    window: wholeNumber(input, 'window'),
    model: input.one('model'),
    set: pairs(input, 'set'),
    now: timeOf(input, 'now'),
  };
  const call = await boundCall(input);
  await readable(file);
  const now = options.now ?? call?.startTime ?? io.now();
  const loaded = await loadDocument(path.resolve(file), { set: options.set, now, ...(call ? { call } : {}) });
  if (!loaded.resolved) return printInvalid(file, loaded.diagnostics, input, io);
  const answer = answerOf(loaded.resolved, { ...options, now, messages: input.has('messages') });
  const all = { ...answer, diagnostics: mergeDiagnostics(loaded.diagnostics, answer.diagnostics) };
  if (input.has('json')) printJson(io, all);
  else printContext(file, all, io);
  const hasError = all.diagnostics.some(({ severity }) => severity === 'error');
  return all.fits && !hasError ? 0 : 1;
}
