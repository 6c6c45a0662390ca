/**
 * What is kept of an open document between its updates, so that a keystroke does again only what it changed. One for
 * each document; it holds what was read and decides nothing.
 */
import type { Diagnostic } from '../core/context/model';
import type { ContextOverlay } from '../core/context/snapshotModel';
import { DocumentParser } from '../core/context/parse';
import { Resolver } from '../core/context/resolve';
import { FileMemory } from './contextFiles';
import type { SampleReader, SampleResult } from './sampleCall';
import type { FoundChanges } from './sourceChanges';

/** The document's own and a what-if or two. */
const MOST_OVERLAYS = 3;

export class DocumentMemory {
  readonly parser: DocumentParser;
  readonly resolver = new Resolver();
  readonly files = new FileMemory();
  /** Of the last whole update. */
  changes: FoundChanges | undefined;
  /** What the rules of lint found in the last whole updates, by what-if; the newest last. */
  private readonly found = new Map<string, readonly Diagnostic[]>();
  private sample: { key: string; result: SampleResult } | undefined;

  constructor(readonly format: 'yaml' | 'json') {
    this.parser = new DocumentParser(format);
  }

  /** Under this what-if, or else under the last one that was looked at. */
  foundUnder(overlay: ContextOverlay): readonly Diagnostic[] | undefined {
    return this.found.get(JSON.stringify(overlay)) ?? [...this.found.values()].at(-1);
  }

  keepFound(overlay: ContextOverlay, found: readonly Diagnostic[]): void {
    const key = JSON.stringify(overlay);
    this.found.delete(key);
    this.found.set(key, found);
    for (const oldest of this.found.keys()) if (this.found.size > MOST_OVERLAYS) this.found.delete(oldest);
  }

  /** Fast: the same call of the same trace is taken as it was read. */
  readSample(read: SampleReader, isFast: boolean): SampleReader {
    return async (trace, callId) => {
      const key = JSON.stringify([trace, callId ?? null]);
      if (isFast && this.sample?.key === key) return this.sample.result;
      const result = await read(trace, callId);
      this.sample = { key, result };
      return result;
    };
  }
}
