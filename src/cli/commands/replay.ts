/** `ctxdbg replay`: runs logged calls again with something changed, after showing what that would send. */
import * as path from 'node:path';
import type { PlanSummary, ReplayAnswer } from '../../core/replay/model';
import type { PlanRequest, RunProgress } from '../../protocol/runApi';
import { RpcError } from '../../protocol/rpcPeer';
import { createReplayService, type ReplayService } from '../../node/replayService';
import { CommandError, UsageError, type Command, type CommandInput, type ExitCode } from '../command';
import { TOKENIZER_OPTION } from '../counting';
import type { CliIo } from '../io';
import { printJson } from '../text/json';
import { plural } from '../text/numbers';
import { planText, replayText } from '../text/planText';
import { oneLine } from '../text/visible';
import { apiKeyFor, planRequest } from './replayOptions';

export const replayCommand: Command = {
  name: 'replay',
  operands: 'PATH…',
  summary: 'Run logged calls again, unchanged or with another prompt, model or parameter, and write a run file.',
  options: [
    {
      name: 'with',
      value: 'FILE',
      isRepeatable: true,
      text: 'A variant: a context document, or a .md or .txt prompt in place of the system instructions. None: unchanged.',
    },
    {
      name: 'variant',
      value: 'SPEC',
      isRepeatable: true,
      text: "A named variant: 'NAME: context=FILE; model=M; param=K=V'; only 'NAME' is unchanged.",
    },
    { name: 'model', value: 'M', text: 'The model of every variant that names none. Default: as logged.' },
    { name: 'calls', value: 'ID,…', text: 'Only these calls.' },
    { name: 'where', value: 'TEXT', text: 'Only calls that hold every word; "quoted words" count as one.' },
    { name: 'samples', value: 'N', text: 'Answers for each call and variant. Default 1.' },
    {
      name: 'provider',
      value: 'NAME',
      text: 'baseline (offline retrieval check), openai (any OpenAI-compatible endpoint; default) or recorded.',
    },
    { name: 'base-url', value: 'URL', text: 'The endpoint of --provider openai. Default https://api.openai.com/v1.' },
    {
      name: 'api-key-env',
      value: 'NAME',
      text: 'The environment variable that holds the key for the endpoint. Default: OPENAI_API_KEY, for https://api.openai.com only.',
    },
    {
      name: 'recorded-from',
      value: 'PATH',
      text: 'The run file or trace that --provider recorded answers from. Default: the replayed trace.',
    },
    { name: 'concurrency', value: 'N', text: 'Requests at a time. Default 4.' },
    { name: 'max-cost', value: 'USD', text: 'Stop before the run can cost more.' },
    { name: 'max-calls', value: 'N', text: 'Stop after N requests.' },
    { name: 'out', value: 'RUN', text: 'The run file. Default: a new one in .context-debugger/runs.' },
    { name: 'resume', text: 'Go on with the run file of --out: everything but what is ok already.' },
    { name: 'dry-run', text: 'Print the plan and send nothing.' },
    { name: 'yes', text: 'Send without asking.' },
    TOKENIZER_OPTION,
  ],
  notBuilt: [],
  examples: [
    [
      'ctxdbg replay support.trace.jsonl --with v2.context.yaml --provider baseline',
      'offline: is the answer in the context?',
    ],
    [
      'ctxdbg replay logs/ --with prompt.md --base-url http://127.0.0.1:8080/v1 --yes',
      'a new prompt at an endpoint of your own',
    ],
    [
      `ctxdbg replay logs/ --variant unchanged --variant 'v2: context=v2.context.yaml; param=temperature=0' --dry-run`,
      'the plan of two variants',
    ],
  ],
  run: runReplay,
};

async function runReplay(input: CommandInput, io: CliIo): Promise<ExitCode> {
  const request = planRequest(input, io.now());
  const isDryRun = input.has('dry-run');
  const apiKey = isDryRun ? undefined : apiKeyFor(input, request, io.env);
  const service = createReplayService({
    onProgress: (progress) => showProgress(progress, io),
    toolVersion: io.version,
  });
  const { planId, summary } = await service.plan(request);
  if (isDryRun) {
    if (input.has('json')) printJson(io, summary);
    else for (const line of planText(summary, io)) io.out(line);
    return 0;
  }
  for (const line of planText(summary, io)) io.err(line);
  if (!(await isConfirmed(summary, input, io))) return 3;
  const answer = await start(service, { planId, apiKey }, request, io);
  const shown = { ...answer, run: shownPath(answer.run) };
  if (input.has('json')) printJson(io, shown);
  else for (const line of replayText(shown, io.style)) io.out(line);
  return answer.ok === answer.planned ? 0 : 3;
}

/** Only what sends something is asked about. */
async function isConfirmed(summary: PlanSummary, input: CommandInput, io: CliIo): Promise<boolean> {
  if (summary.provider !== 'openai' || input.has('yes') || summary.requests === 0) return true;
  if (!io.canAsk) {
    throw new UsageError(
      'This would send requests, and there is no terminal to ask. Add --yes to send them, or --dry-run to only see the plan.',
    );
  }
  const isYes = await io.ask(
    `Send ${plural(summary.requests, 'request')} to ${oneLine(summary.endpoint ?? 'the endpoint')}?`,
  );
  if (!isYes) io.err('Nothing was sent.');
  return isYes;
}

interface Start {
  planId: string;
  apiKey: string | undefined;
}

async function start(
  service: ReplayService,
  { planId, apiKey }: Start,
  request: PlanRequest,
  io: CliIo,
): Promise<ReplayAnswer> {
  const interrupt = { wasSeen: false };
  const stopListening = io.onInterrupt(() => {
    interrupt.wasSeen = true;
    io.err('Stopping: waiting for what is in flight to be called off. Press Ctrl+C again to end at once.');
    service.cancel({ planId });
  });
  try {
    const answer = await service.start({ planId, ...(apiKey === undefined ? {} : { apiKey }) });
    io.clearProgress();
    const isOpen = answer.ok < answer.planned;
    if (isOpen || interrupt.wasSeen) {
      io.err(`Not everything was answered. Go on with the same command and --out ${shownPath(request.out)} --resume`);
    }
    return answer;
  } catch (error) {
    // A refusal by a rule (a cap is needed, the run is busy, the folder is read-only) came before anything was sent.
    const code = error instanceof RpcError ? 2 : 3;
    throw new CommandError(error instanceof Error ? error.message : String(error), code);
  } finally {
    stopListening();
    io.clearProgress();
  }
}

function showProgress({ done, total, failed, running }: RunProgress, io: CliIo): void {
  io.progress(`${done} of ${total} answered · ${failed} failed · ${running} running`);
}

/** Relative where the run lies below the working folder. */
function shownPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
