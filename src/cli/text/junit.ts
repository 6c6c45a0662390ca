/** Findings as JUnit XML, which every CI server reads: a suite a document, a case a rule, and a case a call. */
import type { CheckAnswer, CheckedDocument } from '../../core/context/check';
import { LINT_RULES } from '../../core/context/lint/rules';

interface Case {
  name: string;
  /** Errors fail; warnings and hints are told and pass. */
  failures: string[];
  notes: string[];
}

export function toJunit({ documents }: CheckAnswer): string {
  const suites = documents.map((document) => suiteOf(document.file, casesOf(document)));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="ctxdbg check">',
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function casesOf({ diagnostics, conformance = [] }: CheckedDocument): Case[] {
  const found = [...new Set(diagnostics.map(({ rule }) => rule))];
  const silent = LINT_RULES.filter(({ id, isDefault }) => isDefault && !found.includes(id)).map(({ id }) => id);
  const cases = [...found, ...silent].map((rule): Case => {
    const lines = diagnostics
      .filter((each) => each.rule === rule)
      .map(({ severity, message, range }) => ({
        severity,
        text: `${range ? `${range.start.line + 1}:${range.start.column + 1}: ` : ''}${severity}: ${message}`,
      }));
    return {
      name: rule,
      failures: lines.filter(({ severity }) => severity === 'error').map(({ text }) => text),
      notes: lines.filter(({ severity }) => severity !== 'error').map(({ text }) => text),
    };
  });
  const calls = conformance.map(({ callId, equal, section, expected, actual }): Case => {
    const where = section === undefined ? '' : `section '${section}': `;
    return {
      name: `conformance ${callId}`,
      failures: equal ? [] : [`${where}the document gives "${expected ?? ''}", sent was "${actual ?? ''}"`],
      notes: [],
    };
  });
  return [...cases, ...calls];
}

function suiteOf(file: string, cases: Case[]): string {
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  const lines = cases.map(({ name, failures, notes }) => {
    const failure =
      failures.length === 0
        ? ''
        : `<failure message="${escape(failures[0] ?? '')}">${escape(failures.join('\n'))}</failure>`;
    const out = notes.length === 0 ? '' : `<system-out>${escape(notes.join('\n'))}</system-out>`;
    return `    <testcase classname="${escape(file)}" name="${escape(name)}">${failure}${out}</testcase>`;
  });
  const head = `  <testsuite name="${escape(file)}" tests="${cases.length}" failures="${failed}" errors="0" skipped="0">`;
  return [head, ...lines, '  </testsuite>'].join('\n');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};
// What XML 1.0 cannot hold even as an entity: control characters, lone surrogates, U+FFFE and U+FFFF.
// eslint-disable-next-line no-control-regex -- they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000d-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const escape = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"\n\t]/g, (character) => ENTITIES[character] ?? character);
