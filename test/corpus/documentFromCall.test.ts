/**
 * Every logged call of corpus and examples as a context document: its text is a valid document, and assembled with the
 * same call it gives the logged request. Replayed over its own trace, it gives the logged bodies.
 */
import assert from 'node:assert/strict';
import { assemble } from '../../src/core/context/assemble';
import { conformanceOf } from '../../src/core/context/conformance';
import { differencesFrom } from '../../src/core/context/convert/requestProof';
import { documentFromCall, valueFromCall } from '../../src/core/context/convert/documentFromCall';
import { parseContextDocument } from '../../src/core/context/parse';
import { resolveDocument } from '../../src/core/context/resolve';
import { renderOpenAiChat } from '../../src/core/replay/renderOpenAiChat';
import { lookupModel } from '../../src/core/tokens/catalogue';
import type { ContextDocument } from '../../src/core/context/model';
import type { Call } from '../../src/core/trace/model';
import { counterFor } from '../../src/node/tokenizer';
import { openTraceSet } from '../../src/node/traceSet';
import { inRoot } from '../../scripts/paths.mjs';
import { corpusFiles, corpusPath, skipWithoutCorpus } from './corpus';

const EXAMPLES = inRoot('examples', 'traces', 'support.trace.jsonl');

async function callsOf(file: string): Promise<Call[]> {
  const set = openTraceSet([file]);
  try {
    const calls: Call[] = [];
    for (const id of await set.callIds('')) calls.push((await set.call(id)).call);
    return calls;
  } finally {
    set.close();
  }
}

function documentOf(call: Call): { document: ContextDocument; lost: string[] } {
  const { text, lost } = documentFromCall(call, { trace: 'a.jsonl' });
  const { document, diagnostics } = parseContextDocument(text, 'yaml');
  assert.ok(document, `${call.id}: ${JSON.stringify(diagnostics[0])}`);
  return { document, lost };
}

/** In a window that holds everything: the log sent more than some models' windows are said to hold. */
function assembled(document: ContextDocument, call: Call) {
  const resolved = resolveDocument({ ...document, window: 100_000_000 }, { files: new Map(), set: {}, call });
  const lookup = lookupModel(resolved.document.model);
  return assemble(resolved, { lookup, counter: counterFor(lookup.entry), now: call.startTime ?? 0, mode: 'assemble' });
}

function check(file: string, call: Call): void {
  const { document, lost } = documentOf(call);
  const assembly = assembled(document, call);
  const differences = differencesFrom(assembly.request, call);
  // What the model cannot express is said in the file; of the corpus there is nothing.
  assert.deepEqual(differences, [], `${file} ${call.id}`);
  assert.ok(!lost.some((line) => line.startsWith('The document does not give')), `${file} ${call.id}`);
  assert.equal(conformanceOf(assembly, call, document.sections).equal, true, `${file} ${call.id}`);
}

describe('document from a call: the examples', function () {
  this.timeout(60_000);

  it('each gives its logged request', async () => {
    for (const call of await callsOf(EXAMPLES)) check('examples', call);
  });

  // The examples' program puts documents into a message of their own or into the question's: two forms of one site.
  it('one, replayed over the log, gives the body of every call with its instructions and form', async () => {
    const calls = await callsOf(EXAMPLES);
    const complete = calls.filter(({ replayability }) => replayability.level === 'complete');
    const [first] = complete;
    assert.ok(first);
    const { document } = documentOf(first);
    const formOf = (call: Call): string => JSON.stringify(valueFromCall(call).value['sections']);
    const same = calls.filter((call) => formOf(call) === formOf(first));
    const differing = same.filter((call) => {
      const { request } = assembled(document, call);
      return differencesFrom(request, call).length > 0 || bodyOf(request) !== loggedBody(call);
    });
    assert.deepEqual(differing.map(({ id }) => id), []);
    assert.ok(same.length > 10, `${same.length} calls`);
  });
});

const bodyOf = (request: Parameters<typeof renderOpenAiChat>[0]): string => JSON.stringify(renderOpenAiChat(request).body);

function loggedBody(call: Call): string {
  const { requestedModel, messages, tools, toolChoice, responseFormat, params, extra } = call;
  return bodyOf({
    ...(requestedModel === undefined ? {} : { model: requestedModel }),
    messages,
    tools,
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(responseFormat === undefined ? {} : { responseFormat }),
    params,
    ...(extra === undefined ? {} : { extra }),
  });
}

describe('document from a call: the corpus', function () {
  this.timeout(180_000);
  before(skipWithoutCorpus);

  it('each call gives its logged request', async () => {
    let count = 0;
    for (const name of corpusFiles()) {
      for (const call of await callsOf(corpusPath(name))) {
        check(name, call);
        count++;
      }
    }
    assert.ok(count > 100, `${count} calls`);
  });
});
