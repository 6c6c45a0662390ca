/** `ctxdbg check`: findings of context documents, their conformance to logged calls, and lint over a whole log. */
import * as fs from 'node:fs/promises';
import type { CheckAnswer, CheckedDocument, CheckFinding } from '../../core/context/check';
import type { LintLevels } from '../../core/context/lint/ruleIds';
import { isLintRuleId, LINT_LEVELS, LINT_RULE_IDS, type LintLevel } from '../../core/context/lint/ruleIds';
import type { Diagnostic } from '../../core/context/model';
import { checkConformance, checkDocument, checkLog, documentsBelow, isContextDocument } from '../../node/checkService';
import { isForeignFile } from '../../node/foreignDocuments';
import type { CheckOptions } from '../../node/checkService';
import { CommandError, UsageError, type Command, type CommandInput, type ExitCode } from '../command';
import { TOKENIZER_OPTION } from '../counting';
import type { CliIo } from '../io';
import { pairs, splitPair, timeOf } from '../parseArguments';
import { checkedText, logText } from '../text/checkText';
import { printJson } from '../text/json';
import { toJunit } from '../text/junit';
import { toSarif } from '../text/sarif';
import { checkReadable, withTraces, type OpenTrace } from './traceInput';

export const checkCommand: Command = {
  name: 'check',
  operands: 'FILE|DIR…',
  summary: 'Check context documents against lint rules and against what was sent; or a whole log.',
  options: [
    { name: 'trace', value: 'PATH', text: 'Conformance: does each document give what the calls of this trace sent?' },
    { name: 'rule', value: 'ID=LEVEL', isRepeatable: true, text: 'Level of a lint rule: off, info, warning or error.' },
    { name: 'set', value: 'NAME=VALUE', isRepeatable: true, text: 'Set a variable of the documents.' },
    {
      name: 'now',
      value: 'TIME',
      text: "The time that ages are counted to. Default: the bound call's start, else the clock.",
    },
    { name: 'sarif', value: 'F', text: 'Also write the findings as SARIF 2.1.0 to this file.' },
    { name: 'junit', value: 'F', text: 'Also write them as JUnit XML to this file.' },
    TOKENIZER_OPTION,
  ],
  notBuilt: ['run'],
  examples: [
    ['ctxdbg check support.context.yaml', 'what is wrong with the document'],
    ['ctxdbg check contexts/ --trace logs/ --sarif check.sarif', 'and whether the code keeps to it, for code scanning'],
    ['ctxdbg check logs/support.trace.jsonl', 'what lint finds over a whole log, by rule'],
  ],
  run: runCheck,
};

async function runCheck(input: CommandInput, io: CliIo): Promise<ExitCode> {
  if (input.operands.length === 0) {
    throw new UsageError(
      'ctxdbg check needs a context document, a folder with some, or a trace: ctxdbg check FILE|DIR.',
    );
  }
  const fixedNow = timeOf(input, 'now');
  const options: CheckOptions = {
    lint: { asked: levelsOf(input) },
    set: pairs(input, 'set'),
    now: fixedNow ?? io.now(),
    isNowFixed: fixedNow !== undefined,
  };
  const { documents, traces } = await sorted(input.operands);
  const trace = input.one('trace');
  if (documents.length === 0 && trace !== undefined) {
    throw new UsageError(
      `--trace compares documents with calls, and ${input.operands.join(' ')} holds no context document.`,
    );
  }
  const checked = await documentsChecked(documents, trace, options, io);
  const log = traces.length === 0 ? undefined : await logChecked(traces, options, io);
  const answer: CheckAnswer = { documents: checked, ...(log ? { log } : {}) };
  await writeReports(answer, input, io);
  if (input.has('json')) printJson(io, answer);
  else for (const line of [...checkedText(checked, io.style), ...(log ? logText(log, io) : [])]) io.out(line);
  return isClean(answer) ? 0 : 1;
}

function levelsOf(input: CommandInput): LintLevels {
  return Object.fromEntries(
    input.all('rule').map((text): [string, LintLevel] => {
      const [id, written] = splitPair(text, '--rule');
      const level = LINT_LEVELS.find((each) => each === written);
      if (!isLintRuleId(id))
        throw new UsageError(`There is no lint rule '${id}'. There are: ${LINT_RULE_IDS.join(', ')}.`);
      if (!level) throw new UsageError(`--rule ${id} is one of ${LINT_LEVELS.join(', ')}, not '${written}'.`);
      return [id, level];
    }),
  );
}

/** Documents and folders with documents; all else is read as a trace. */
async function sorted(operands: readonly string[]): Promise<{ documents: string[]; traces: string[] }> {
  const documents: string[] = [];
  const traces: string[] = [];
  for (const operand of operands) {
    const below = await foldersDocuments(operand);
    if (below && below.length > 0) documents.push(...below);
    else if (!below && (isContextDocument(operand) || (await isForeignFile(operand)))) documents.push(operand);
    else traces.push(operand);
  }
  return { documents: [...new Set(documents)], traces };
}

async function foldersDocuments(operand: string): Promise<string[] | undefined> {
  const isFolder = await fs.stat(operand).then(
    (stat) => stat.isDirectory(),
    () => false,
  );
  return isFolder ? documentsBelow(operand) : undefined;
}

async function documentsChecked(
  files: readonly string[],
  trace: string | undefined,
  options: CheckOptions,
  io: CliIo,
): Promise<CheckedDocument[]> {
  const checked: CheckedDocument[] = [];
  for (const file of files) {
    await checkReadable(file);
    checked.push({ file, diagnostics: (await checkDocument(file, options)).map(findingOf) });
  }
  if (trace === undefined || checked.length === 0) return checked;
  return withTraces([trace], io, (open) => conformant(checked, open, options, io));
}

async function conformant(
  checked: readonly CheckedDocument[],
  { handle, state }: OpenTrace,
  options: CheckOptions,
  io: CliIo,
): Promise<CheckedDocument[]> {
  if (state.failure !== undefined) throw new CommandError(state.failure);
  const all: CheckedDocument[] = [];
  for (const document of checked) {
    const onProgress = (done: number, of: number): void => io.progress(`${document.file}: call ${done + 1} of ${of}`);
    all.push({ ...document, conformance: await checkConformance(document.file, handle, { ...options, onProgress }) });
  }
  io.clearProgress();
  return all;
}

async function logChecked(traces: string[], { lint }: CheckOptions, io: CliIo) {
  return withTraces(traces, io, async ({ handle, state }) => {
    if (state.failure !== undefined) throw new CommandError(state.failure);
    const sources = { folder: process.cwd(), mayRunGit: true };
    const log = await checkLog(handle, {
      lint,
      sources,
      onProgress: (done, all) => io.progress(`call ${done + 1} of ${all}`),
    });
    io.clearProgress();
    return log;
  });
}

function findingOf({ rule, code, severity, sectionId, range, message, tokens }: Diagnostic): CheckFinding {
  return {
    rule: rule ?? code,
    severity,
    section: sectionId ?? null,
    range: range ?? null,
    message,
    ...(tokens ? { tokens } : {}),
  };
}

async function writeReports(answer: CheckAnswer, input: CommandInput, io: CliIo): Promise<void> {
  const sarif = input.one('sarif');
  const junit = input.one('junit');
  const report = (): string =>
    JSON.stringify(toSarif(answer, { version: io.version, folder: process.cwd() }), undefined, 2);
  if (sarif !== undefined) await write(sarif, `${report()}\n`);
  if (junit !== undefined) await write(junit, toJunit(answer));
}

async function write(file: string, text: string): Promise<void> {
  try {
    await fs.writeFile(file, text);
  } catch (error) {
    throw new CommandError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function isClean({ documents, log }: CheckAnswer): boolean {
  const hasError = documents.some(
    ({ diagnostics, conformance = [] }) =>
      diagnostics.some(({ severity }) => severity === 'error') || conformance.some(({ equal }) => !equal),
  );
  return !hasError && !log?.rules.some(({ severity }) => severity === 'error');
}
