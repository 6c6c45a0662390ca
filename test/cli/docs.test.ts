/** docs/cli.md and docs/formats.md say what the program does: each option, each JSON key, each format. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { commands, notBuiltCommands } from '../../src/cli/commands';
import { COMMON_OPTIONS } from '../../src/cli/parseArguments';
import { formatsAnswer } from '../../src/cli/commands/formats';
import { TRACE_FORMATS } from '../../src/core/trace/formats';
import { inRoot } from '../../scripts/paths.mjs';
import { keysOf } from './typeKeys';

const page = fs.readFileSync(inRoot('docs/cli.md'), 'utf8');

/** The page from a command's heading to the next command's. */
function partOf(command: string): string {
  const parts = page.split(/^## /m);
  const part = parts.find((text) => text.startsWith(`\`ctxdbg ${command}`));
  assert.ok(part, `docs/cli.md has a heading for ${command}`);
  return part;
}

const holdsCode = (text: string, word: string): boolean =>
  [...text.matchAll(/`([^`]+)`/g)].some(([, code]) => code!.split(/[\s,|]+/).includes(word));

describe('docs/cli.md', () => {
  for (const command of commands) {
    it(`has a line for each option of ${command.name}`, () => {
      const rows = partOf(command.name)
        .split('\n')
        .flatMap((line) => /^\| `--([a-z-]+)/.exec(line)?.[1] ?? []);
      assert.deepEqual(
        rows,
        command.options.map(({ name }) => name),
      );
    });

    it(`names what ${command.name} does not do yet`, () => {
      const part = partOf(command.name);
      assert.deepEqual(
        command.notBuilt.filter((name) => !holdsCode(part, `--${name}`)),
        [],
      );
    });
  }

  it('has the common options and the commands that are not built yet', () => {
    assert.deepEqual(
      COMMON_OPTIONS.filter(({ name }) => !page.includes(`\`--${name}\``)),
      [],
    );
    assert.deepEqual(
      notBuiltCommands.filter((name) => !page.includes(`\`ctxdbg ${name}\``)),
      [],
    );
  });

  const ANSWERS: [command: string, file: string, type: string][] = [
    ['context', 'src/core/context/assembly.ts', 'ContextAnswer'],
    ['context', 'src/core/context/assembly.ts', 'SectionLedger'],
    ['context', 'src/core/context/assembly.ts', 'ItemLedger'],
    ['context', 'src/core/context/assembly.ts', 'Decision'],
    ['context', 'src/core/context/model.ts', 'Diagnostic'],
    ['context', 'src/core/context/comparison.ts', 'ContextComparison'],
    ['context', 'src/core/context/comparison.ts', 'ComparedContext'],
    ['context', 'src/core/context/comparison.ts', 'ComparedSection'],
    ['context', 'src/core/context/comparison.ts', 'ComparedSectionSide'],
    ['context', 'src/core/context/comparison.ts', 'ComparedCount'],
    ['context', 'src/core/context/comparison.ts', 'ComparedMessageSide'],
    ['context', 'src/core/replay/requestParts.ts', 'RenderedRequest'],
    ['context', 'src/core/reveal/model.ts', 'RevealAnswer'],
    ['context', 'src/core/reveal/model.ts', 'CodeCandidate'],
    ['context', 'src/core/reveal/model.ts', 'CodeCommit'],
    ['context', 'src/core/reveal/model.ts', 'SearchedFiles'],
    ['trace', 'src/core/trace/answers.ts', 'TraceAnswer'],
    ['trace', 'src/core/trace/answers.ts', 'TraceAnswerCall'],
    ['trace', 'src/core/trace/answers.ts', 'CallAnswer'],
    ['trace', 'src/core/trace/model.ts', 'Call'],
    ['trace', 'src/core/trace/model.ts', 'Usage'],
    ['trace', 'src/core/trace/model.ts', 'Replayability'],
    ['trace', 'src/core/trace/model.ts', 'FieldGap'],
    ['trace', 'src/core/trace/model.ts', 'SourceRange'],
    ['trace', 'src/protocol/traceApi.ts', 'RawResult'],
    ['replay', 'src/core/replay/model.ts', 'ReplayAnswer'],
    ['replay', 'src/core/replay/model.ts', 'SkippedCall'],
    ['replay', 'src/core/replay/model.ts', 'PlanSummary'],
    ['compare', 'src/core/compare/model.ts', 'CompareAnswer'],
    ['compare', 'src/core/compare/model.ts', 'ComparedPair'],
    ['compare', 'src/core/compare/model.ts', 'Hunk'],
    ['compare', 'src/core/compare/model.ts', 'DiffRow'],
    ['compare', 'src/core/compare/model.ts', 'WordSpan'],
    ['check', 'src/core/context/check.ts', 'CheckAnswer'],
    ['check', 'src/core/context/check.ts', 'CheckedDocument'],
    ['check', 'src/core/context/check.ts', 'CheckFinding'],
    ['check', 'src/core/context/check.ts', 'LintAnswer'],
    ['check', 'src/core/context/check.ts', 'LoggedRule'],
    ['check', 'src/core/context/conformance.ts', 'Conformance'],
    ['calibrate', 'src/core/tokens/calibrationAnswer.ts', 'CalibrationAnswer'],
    ['calibrate', 'src/core/tokens/calibrationAnswer.ts', 'CalibratedModel'],
    ['formats', 'src/core/trace/format.ts', 'FormatTraits'],
  ];
  for (const [command, file, type] of ANSWERS) {
    it(`has each key of ${type} under ${command}`, () => {
      const part = partOf(command);
      assert.deepEqual(
        keysOf(file, type).all.filter((key) => !holdsCode(part, key)),
        [],
      );
    });
  }

  it('has no option that the program lacks', () => {
    const known = new Set([
      ...commands.flatMap((command) => [...command.options.map(({ name }) => name), ...command.notBuilt]),
      ...COMMON_OPTIONS.map(({ name }) => name),
      'version',
    ]);
    const written = [...page.matchAll(/--([a-z][a-z-]+)/g)].map(([, name]) => name!);
    assert.deepEqual(
      [...new Set(written)].filter((name) => !known.has(name)),
      [],
    );
  });
});

describe('docs/formats.md', () => {
  it('has the table that ctxdbg formats gives', () => {
    const text = fs.readFileSync(inRoot('docs/formats.md'), 'utf8');
    const rows = text
      .split('\n')
      .filter((line) => /^\| `/.test(line))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim().replaceAll('`', '')),
      );
    const yes = (value: boolean): string => (value ? 'yes' : 'no');
    const expected = formatsAnswer(TRACE_FORMATS).formats.map((each) => [
      each.name,
      each.title,
      yes(each.messages),
      each.system,
      each.tools,
      yes(each.usage),
      yes(each.timing),
      yes(each.documents),
    ]);
    assert.deepEqual(rows, expected);
  });
});
