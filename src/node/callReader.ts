/**
 * Reads calls again from their byte ranges: the index keeps no content. Caches the last records. A file that changed
 * since it was indexed is never read by old offsets.
 */
import * as fs from 'node:fs/promises';
import { detectFormat } from '../core/trace/detect';
import type { CallDraft, Fragment, RecordReader, TraceFormat } from '../core/trace/format';
import type { JoinedCall, Origin } from '../core/trace/join';
import type { Call } from '../core/trace/model';
import { rebuildCall } from '../core/trace/rebuild';
import { retrievalsBefore } from '../core/trace/retrievals';
import { RpcError } from '../protocol/rpcPeer';
import { whyUnreadable } from './files';
import { readRecordAt, readRecords } from './records';
import type { FileStamp } from './traceIndex';

/** Source bytes of the records whose fragments are kept; the last one is kept whatever its size. */
const CACHE_BYTES = 32 * 1024 * 1024;

interface Cached {
  fragments: Promise<Fragment[]>;
  sizeBytes: number;
}

export class CallReader {
  private readonly cache = new Map<string, Cached>();
  private cachedBytes = 0;

  constructor(private readonly stamps: ReadonlyMap<string, FileStamp>) {}

  /** Rejects with code 'file-changed' where a file is not the one that was indexed. */
  async call(id: string, joined: JoinedCall): Promise<Call> {
    const documentSpans = retrievalsBefore(joined);
    const origins = [
      joined.origin,
      ...joined.shares.map(({ origin }) => origin),
      ...documentSpans.map(({ origin }) => origin),
    ];
    for (const path of new Set(origins.map((origin) => origin.path))) await this.checkUnchanged(path);
    const draft = joined.entry.origin ? await this.draft(joined.entry.origin) : undefined;
    const shares: Extract<Fragment, { type: 'messages' }>[] = [];
    for (const { origin } of joined.shares) {
      const fragment = await this.fragment(origin);
      if (fragment?.type === 'messages') shares.push(fragment);
    }
    const documents = [];
    for (const { origin } of documentSpans) {
      const fragment = await this.fragment(origin);
      if (fragment?.type === 'span') documents.push(...fragment.span.documents);
    }
    return rebuildCall(id, joined, { ...(draft && { draft }), shares, documents });
  }

  async checkUnchanged(path: string): Promise<void> {
    const stamp = this.stamps.get(path);
    let stat;
    try {
      stat = await fs.stat(path);
    } catch (error) {
      throw new RpcError('unreadable', whyUnreadable(path, error));
    }
    if (stat.size === stamp?.sizeBytes && stat.mtimeMs === stamp.mtimeMs) return;
    const message = `${path} changed since it was read. It is being read anew; choose the call again in a moment.`;
    throw new RpcError('file-changed', message);
  }

  private async draft(origin: Origin): Promise<CallDraft | undefined> {
    const fragment = await this.fragment(origin);
    return fragment?.type === 'call' || fragment?.type === 'span' ? fragment.call : undefined;
  }

  private async fragment(origin: Origin): Promise<Fragment | undefined> {
    return (await this.fragments(origin))[origin.ordinal];
  }

  private fragments(origin: Origin): Promise<Fragment[]> {
    const key = origin.at === 'end' ? `${origin.path}\nend` : `${origin.path}\n${origin.offsetBytes}`;
    const cached = this.cache.get(key);
    if (cached) {
      this.cache.delete(key);
      this.cache.set(key, cached);
      return cached.fragments;
    }
    const fragments = origin.at === 'end' ? readToEnd(origin.path) : readOne(origin);
    const sizeBytes = origin.at === 'end' ? (this.stamps.get(origin.path)?.sizeBytes ?? 0) : origin.lengthBytes;
    this.keep(key, { fragments, sizeBytes });
    fragments.catch(() => this.cache.delete(key));
    return fragments;
  }

  private keep(key: string, item: Cached): void {
    this.cache.set(key, item);
    this.cachedBytes += item.sizeBytes;
    for (const [oldest, { sizeBytes }] of this.cache) {
      if (this.cachedBytes <= CACHE_BYTES || oldest === key) return;
      this.cache.delete(oldest);
      this.cachedBytes -= sizeBytes;
    }
  }
}

async function readOne(origin: Origin): Promise<Fragment[]> {
  const { path, offsetBytes, lengthBytes, line, index } = origin;
  const place = {
    offsetBytes,
    lengthBytes,
    ...(line !== undefined && { line }),
    ...(index !== undefined && { index }),
  };
  const { record } = await readRecordAt(path, place);
  return (record && detectFormat(record.value)?.open(path).read(record)) ?? [];
}

/** Readers that hold a file's records until its end (session logs) read the file once more. */
async function readToEnd(path: string): Promise<Fragment[]> {
  const readers = new Map<TraceFormat, RecordReader>();
  for await (const { items } of readRecords(path)) {
    for (const item of items) {
      if (item.type === 'error') continue;
      const format = detectFormat(item.record.value);
      if (!format) continue;
      const reader = readers.get(format) ?? format.open(path);
      readers.set(format, reader);
      try {
        reader.read(item.record);
      } catch {
        // An error row says so since the file was indexed.
      }
    }
  }
  return [...readers.values()].flatMap((reader) => reader.finish());
}
