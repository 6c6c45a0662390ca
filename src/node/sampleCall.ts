/** Finds the call that a document binds while it is edited. What was read is kept until its trace changes. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Call } from '../core/trace/model';
import { openTraceSet } from './traceSet';

export type SampleResult = { call: Call } | { error: string };
export type SampleReader = (trace: string, callId: string | undefined) => Promise<SampleResult>;

/** More traces than one edits documents for at a time. */
const MAX_KEPT = 8;

/** `trace` is an absolute path. */
export function createSampleReader(): SampleReader {
  const kept = new Map<string, { stamp: string; result: Promise<SampleResult> }>();
  return async (trace, callId) => {
    const stamp = await stampOf(trace);
    if (stamp === undefined) {
      return { error: `The trace ${trace} is missing. Correct 'sample.trace': it starts at this document's folder.` };
    }
    const key = JSON.stringify([trace, callId ?? null]);
    const known = kept.get(key);
    if (known?.stamp === stamp) return known.result;
    const result = readSample(trace, callId);
    kept.delete(key);
    kept.set(key, { stamp, result });
    for (const oldest of kept.keys()) if (kept.size > MAX_KEPT) kept.delete(oldest);
    return result;
  };
}

/** Changes when the file does; a folder's files are not looked at. */
async function stampOf(trace: string): Promise<string | undefined> {
  try {
    const stat = await fs.stat(trace);
    return `${stat.mtimeMs} ${stat.size}`;
  } catch {
    return undefined;
  }
}

async function readSample(trace: string, callId: string | undefined): Promise<SampleResult> {
  const set = openTraceSet([trace]);
  try {
    const state = await set.whenIndexed();
    if (state.failure !== undefined) return { error: `The trace ${path.basename(trace)}: ${state.failure}` };
    const ids = await set.callIds('');
    const id = callId === undefined ? ids[0] : matching(ids, callId);
    if (id !== undefined) return { call: (await set.call(id)).call };
    const wanted = callId === undefined ? 'no call' : `no call '${callId}'`;
    const example = ids[0] === undefined ? '' : ` Its first is '${ids[0]}'.`;
    return { error: `The trace ${path.basename(trace)} holds ${wanted}.${example} Correct 'sample.call'.` };
  } catch (error) {
    return {
      error: `The trace ${path.basename(trace)} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  } finally {
    set.close();
  }
}

/** The id, or the only one that starts so. */
function matching(ids: readonly string[], wanted: string): string | undefined {
  if (ids.includes(wanted)) return wanted;
  const prefix = wanted.replace(/…$/, '');
  const starting = ids.filter((id) => id.startsWith(prefix));
  return starting.length === 1 ? starting[0] : undefined;
}
