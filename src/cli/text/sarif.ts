/** Findings as SARIF 2.1.0 (OASIS), for code scanning: one run, its rules with their pages, one result a finding. */
import * as path from 'node:path';
import type { CheckAnswer, CheckedDocument, CheckFinding } from '../../core/context/check';
import { LINT_RULES } from '../../core/context/lint/rules';
import type { Severity } from '../../core/context/model';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const LEVEL: Record<Severity, 'error' | 'warning' | 'note'> = { error: 'error', warning: 'warning', info: 'note' };
const DIVERGES = 'conformance';

export interface SarifOptions {
  version: string;
  /** Places are written from here, so that they are found in a checkout. */
  folder: string;
}

export function toSarif(answer: CheckAnswer, { version, folder }: SarifOptions): object {
  const results = answer.documents.flatMap((document) => resultsOf(document, folder));
  const rules = rulesOf(results.map(({ ruleId }) => ruleId));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ctxdbg', version, rules } },
        columnKind: 'utf16CodeUnits',
        results: results.map((result) => ({
          ...result,
          ruleIndex: rules.findIndex(({ id }) => id === result.ruleId),
        })),
      },
    ],
  };
}

/** The rules of lint, and what else was found. */
function rulesOf(found: readonly string[]) {
  const known = LINT_RULES.map(({ id, title, level }) => ({
    id,
    shortDescription: { text: title },
    defaultConfiguration: { level: LEVEL[level] },
    help: { text: `See docs/lint/${id}.md.` },
  }));
  const others = [...new Set(found)].filter((id) => !known.some((rule) => rule.id === id));
  return [
    ...known,
    ...others.map((id) => ({
      id,
      shortDescription: { text: id === DIVERGES ? 'The document does not give what was sent.' : id },
      defaultConfiguration: { level: LEVEL.error },
      help: { text: 'See docs/cli.md.' },
    })),
  ];
}

function resultsOf({ file, diagnostics, conformance = [] }: CheckedDocument, folder: string) {
  const uri = uriOf(file, folder);
  const place = (range: CheckFinding['range']) => [
    { physicalLocation: { artifactLocation: { uri }, ...(range ? { region: regionOf(range) } : {}) } },
  ];
  return [
    ...diagnostics.map(({ rule, severity, message, range }) => ({
      ruleId: rule,
      level: LEVEL[severity],
      message: { text: message },
      locations: place(range),
    })),
    ...conformance
      .filter(({ equal }) => !equal)
      .map(({ callId, section, expected, actual }) => ({
        ruleId: DIVERGES,
        level: LEVEL.error,
        message: {
          text: `Call ${callId} was sent otherwise${section === undefined ? '' : ` in section '${section}'`}: the document gives "${expected ?? ''}", sent was "${actual ?? ''}".`,
        },
        locations: place(null),
      })),
  ];
}

/** Lines and columns count from 1; the end is the column behind the last. */
const regionOf = ({ start, end }: NonNullable<CheckFinding['range']>) => ({
  startLine: start.line + 1,
  startColumn: start.column + 1,
  endLine: end.line + 1,
  endColumn: end.column + 1,
});

/** A relative reference where the file lies in the folder, else an absolute one. */
function uriOf(file: string, folder: string): string {
  const relative = path.relative(folder, path.resolve(file)).split(path.sep);
  const encoded = relative.map(encodeURIComponent).join('/');
  if (relative[0] !== '..' && !path.isAbsolute(relative.join(path.sep))) return encoded;
  const absolute = path.resolve(file).split(path.sep).map(encodeURIComponent).join('/');
  return `file://${absolute.startsWith('/') ? '' : '/'}${absolute}`;
}
