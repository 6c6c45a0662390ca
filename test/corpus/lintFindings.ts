/** What lint finds over the corpus and the examples, with what identifies a finding in test/corpus/lint-labels.tsv. */
import * as path from 'node:path';
import { reconstruct } from '../../src/core/context/reconstruct';
import type { Diagnostic } from '../../src/core/context/model';
import { assemble } from '../../src/core/context/assemble';
import { excerptOf } from '../../src/core/context/lint/texts';
import { lookupModel } from '../../src/core/tokens/catalogue';
import type { Call } from '../../src/core/trace/model';
import { assembleLoaded, loadDocument } from '../../src/node/contextService';
import { lintCall } from '../../src/node/lintContext';
import { counterFor } from '../../src/node/tokenizer';
import { openTraceSet } from '../../src/node/traceSet';
import { inRoot } from '../../scripts/paths.mjs';
import { corpusFiles, corpusPath } from './corpus';

export interface LabelledFinding {
  rule: string;
  file: string;
  call: string;
  section: string;
  excerpt: string;
}

export interface FoundFinding extends LabelledFinding {
  message: string;
}

const EXAMPLE_TRACE = 'examples/traces/support.trace.jsonl';
const EXAMPLE_DOCUMENTS = ['examples/support.v1.context.yaml', 'examples/support.v2.context.yaml'];

export const keyOf = ({ rule, file, call, section, excerpt }: LabelledFinding): string =>
  [rule, file, call, section, excerpt].join('\t');

/** `files`: only these, where given. */
export async function lintFindings(files?: ReadonlySet<string>): Promise<FoundFinding[]> {
  const isWanted = (name: string): boolean => files?.has(name) ?? true;
  const found: FoundFinding[] = [];
  for (const name of corpusFiles().filter(isWanted)) {
    await eachCall(corpusPath(name), (call) => void found.push(...findingsOf(name, call, lintOfCall(call))));
  }
  await eachCall(inRoot(EXAMPLE_TRACE), async (call) => {
    if (isWanted(EXAMPLE_TRACE)) found.push(...findingsOf(EXAMPLE_TRACE, call, lintOfCall(call)));
    for (const name of EXAMPLE_DOCUMENTS.filter(isWanted)) {
      found.push(...findingsOf(name, call, await lintOfDocument(inRoot(...name.split('/')), call)));
    }
  });
  return found;
}

async function eachCall(file: string, use: (call: Call) => void | Promise<void>): Promise<void> {
  const set = openTraceSet([path.normalize(file)]);
  try {
    for (const id of await set.callIds('')) await use((await set.call(id)).call);
  } finally {
    set.close();
  }
}

function lintOfCall(call: Call): Diagnostic[] {
  const resolved = reconstruct(call);
  const lookup = lookupModel(call.requestedModel ?? call.servedModel);
  const options = { lookup, counter: counterFor(lookup.entry), now: call.startTime ?? 0, mode: 'as-sent' as const };
  return lintCall({ assembly: assemble(resolved, options), resolved, call });
}

async function lintOfDocument(file: string, call: Call): Promise<Diagnostic[]> {
  const now = call.startTime ?? 0;
  const { parsed, resolved, diagnostics } = await loadDocument(file, { set: {}, call, now });
  return resolved ? assembleLoaded({ parsed, resolved, call }, { overlay: {}, now }).diagnostics : diagnostics;
}

const findingsOf = (file: string, { id }: Call, diagnostics: readonly Diagnostic[]): FoundFinding[] =>
  diagnostics.flatMap(({ rule, code, sectionId = '', excerpt, message }) =>
    rule === undefined ? [] : [{ rule, file, call: id, section: sectionId, excerpt: clean(excerpt ?? code), message }],
  );

/** One cell of a table. */
const clean = (text: string): string => excerptOf(text, 60).replaceAll('\t', ' ').replaceAll('"', "'");
