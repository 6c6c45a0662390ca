import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadRef } from '../../../src/node/contextRefs';
import { callContext } from '../../../src/node/callViews';
import type { ContextRef } from '../../../src/protocol/contextRef';
import { makeCall, say } from '../../support/anyCall';

describe('contexts that tools work on', () => {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'context-refs-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const DOCUMENT = 'version: 1\nmodel: gpt-4o\nsections:\n  - { id: a, kind: instructions, text: "Be {{how}}." }\n';
  const reference = (more: Partial<Extract<ContextRef, { type: 'document' }>> = {}): ContextRef => ({
    type: 'document',
    path: path.join(folder, 'a.context.yaml'),
    overlay: {},
    now: 0,
    title: 'a.context.yaml',
    ...more,
  });
  const textOf = async (ref: ContextRef): Promise<string> => {
    const { assembly } = await loadRef(ref);
    return assembly.payload.flatMap(({ segments }) => segments.map(({ text }) => text)).join('|');
  };

  it('a document as it is on disk', async () => {
    fs.writeFileSync(path.join(folder, 'a.context.yaml'), DOCUMENT.replace('{{how}}', 'kind'));
    assert.equal(await textOf(reference()), 'Be kind.');
  });

  it('a document as it stands in the editor, with values and another window', async () => {
    const ref = reference({ text: DOCUMENT, set: { how: 'brief' }, overlay: { window: 500 } });
    assert.equal(await textOf(ref), 'Be brief.');
    assert.equal((await loadRef(ref)).assembly.window, 500);
  });

  it('a call has the numbers of the Context view', async () => {
    const call = makeCall({ messages: [say('system', 'Be kind.'), say('user', 'Hello?')] });
    const loaded = await loadRef({ type: 'call', call, overlay: {}, title: 'A call' });
    assert.deepEqual(loaded.assembly.total, callContext(call, { overlay: {}, version: 1 }).answer.total);
    assert.equal(loaded.call, call);
    assert.deepEqual(
      loaded.document.sections.map(({ id }) => id),
      loaded.resolved.sections.map(({ section }) => section.id),
    );
  });

  it('says why a text is no document', async () => {
    await assert.rejects(loadRef(reference({ text: 'version: 1\nsections: 3\n' })), /'a.context.yaml' is no valid/);
  });

  it('rejects where the file is not there', async () => {
    await assert.rejects(loadRef(reference()), /ENOENT/);
  });
});
