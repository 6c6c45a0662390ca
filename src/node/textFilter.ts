/** Applies the text filter to a trace set's rows: by the row, by the raw bytes, and last by the call itself. */
import { open, type FileHandle } from 'node:fs/promises';
import { callText, parseFilter, rawNeedles, rowText } from '../core/trace/filter';
import type { JoinedCall, Origin } from '../core/trace/join';
import type { Call } from '../core/trace/model';
import { retrievalsBefore } from '../core/trace/retrievals';
import type { Row } from '../core/trace/rows';
import type { CancelSignal } from '../protocol/rpc';
import { RpcError } from '../protocol/rpcPeer';
import { nextTurn } from './traceIndex';

/** How often requests get their turn while a filter runs. */
const TURN_MS = 15;
const BLOCK_BYTES = 1024 * 1024;

export class TextFilter {
  private filter = '';
  /** Verdicts of the filter last asked for, by the call's own record: rows may grow while it is on. */
  private readonly verdicts = new Map<object, boolean>();

  constructor(private readonly read: (row: Row) => Promise<Call>) {}

  async matching(rows: readonly Row[], filter: string, signal?: CancelSignal): Promise<Row[]> {
    const words = parseFilter(filter);
    if (words.length === 0) return [...rows];
    if (filter !== this.filter) this.verdicts.clear();
    this.filter = filter;
    const search = new RawSearch(words);
    const matches: Row[] = [];
    let turn = performance.now();
    try {
      for (const row of rows) {
        if (await this.verdict(row, words, search)) matches.push(row);
        if (performance.now() - turn < TURN_MS) continue;
        await nextTurn();
        turn = performance.now();
        if (signal?.aborted) throw new RpcError('cancelled', 'The search was cancelled.');
      }
    } finally {
      await search.close();
    }
    return matches;
  }

  private async verdict(row: Row, words: string[], search: RawSearch): Promise<boolean> {
    const key = row.joined.entry;
    const known = this.verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = await this.decide(row, words, search);
    this.verdicts.set(key, verdict);
    return verdict;
  }

  private async decide(row: Row, words: string[], search: RawSearch): Promise<boolean> {
    const shown = rowText(row.row);
    const open = words.filter((word) => !shown.includes(word));
    if (open.length === 0) return true;
    if (!(await search.mayHold(row.joined, open))) return false;
    const text = callText(await this.read(row));
    return open.every((word) => text.includes(word));
  }
}

/** Looks for the words' plain runs in the bytes of a call's records. */
class RawSearch {
  private readonly needles: Map<string, string[]>;
  private readonly files = new Map<string, FileHandle>();
  /** The part of the file read last: records are asked for in file order. */
  private block: { path: string; offsetBytes: number; bytes: Buffer } = {
    path: '',
    offsetBytes: 0,
    bytes: Buffer.alloc(0),
  };
  /** Of the records looked at: which needles they hold. Many calls may share one. */
  private readonly seen = new Map<string, Set<string>>();

  constructor(words: string[]) {
    this.needles = new Map(words.map((word) => [word, rawNeedles(word)]));
  }

  async mayHold(joined: JoinedCall, words: string[]): Promise<boolean> {
    const wanted = new Set(words.flatMap((word) => this.needles.get(word) ?? []));
    // A session log's call is spread over the file.
    if (joined.origin.at === 'end') return true;
    for (const origin of originsOf(joined)) {
      if (wanted.size === 0) return true;
      for (const needle of await this.needlesIn(origin)) wanted.delete(needle);
    }
    return wanted.size === 0;
  }

  private async needlesIn(origin: Origin): Promise<Set<string>> {
    const key = `${origin.path}\n${origin.offsetBytes}`;
    const known = this.seen.get(key);
    if (known) return known;
    const text = (await this.bytes(origin)).toString('latin1').toLowerCase();
    const found = new Set([...this.needles.values()].flat().filter((needle) => text.includes(needle)));
    this.seen.set(key, found);
    return found;
  }

  private async bytes({ path, offsetBytes, lengthBytes }: Origin): Promise<Buffer> {
    const start = offsetBytes - this.block.offsetBytes;
    const isInBlock = path === this.block.path && start >= 0 && start + lengthBytes <= this.block.bytes.length;
    if (!isInBlock) {
      this.block = {
        path,
        offsetBytes,
        bytes: await this.readBlock(path, offsetBytes, Math.max(lengthBytes, BLOCK_BYTES)),
      };
    }
    const from = offsetBytes - this.block.offsetBytes;
    return this.block.bytes.subarray(from, from + lengthBytes);
  }

  private async readBlock(path: string, offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    const file = this.files.get(path) ?? (await open(path, 'r'));
    this.files.set(path, file);
    const buffer = Buffer.allocUnsafe(lengthBytes);
    const { bytesRead } = await file.read(buffer, 0, lengthBytes, offsetBytes);
    return buffer.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) await file.close();
  }
}

const originsOf = (joined: JoinedCall): Origin[] => [
  joined.origin,
  ...joined.shares.map(({ origin }) => origin),
  ...retrievalsBefore(joined).map(({ origin }) => origin),
];
