/** Applies the text filter to a trace set's rows: by the row, by the raw bytes, and last by the call itself. */
import { open, type FileHandle } from 'node:fs/promises';
import { callText, parseFilter, rawNeedles, rowText, unicodeNeedles } from '../core/trace/filter';
import type { JoinedCall, Origin } from '../core/trace/join';
import type { Call } from '../core/trace/model';
import { retrievalsBefore } from '../core/trace/retrievals';
import type { Row } from '../core/trace/rows';
import type { CancelSignal } from '../protocol/rpc';
import { RpcError } from '../protocol/rpcPeer';
import { nextTurn } from './traceIndex';

/** How often requests get their turn while a filter runs. */
const TURN_MS = 15;
const BLOCK_BYTES = 256 * 1024;

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

interface Needles {
  raw: string[];
  unicode: string[];
}

/** Looks for the words' plain runs in the bytes of a call's records. */
class RawSearch {
  private readonly needles: Map<string, Needles>;
  private readonly files = new Map<string, FileHandle>();
  /** The part of the file read last: calls are asked for in file order. */
  private block = new Block('', 0, Buffer.alloc(0));
  /** Records that stand elsewhere than their call; many calls may share one. */
  private readonly shared = new Map<string, Set<string>>();

  constructor(words: string[]) {
    this.needles = new Map(words.map((word) => [word, { raw: rawNeedles(word), unicode: unicodeNeedles(word) }]));
  }

  async mayHold(joined: JoinedCall, words: string[]): Promise<boolean> {
    // A session log's call is spread over the file.
    if (joined.origin.at === 'end') return true;
    const needles = words.flatMap((word) => this.needles.get(word) ?? []);
    const wanted = new Set(needles.flatMap(({ raw }) => raw));
    const wantedText = new Set(needles.flatMap(({ unicode }) => unicode));
    const { path, offsetBytes, lengthBytes } = joined.origin;
    if (!this.block.has(joined.origin)) {
      const bytes = await this.readBytes(path, offsetBytes, Math.max(lengthBytes, BLOCK_BYTES));
      this.block = new Block(path, offsetBytes, bytes);
    }
    this.block.strike(joined.origin, wanted, wantedText);
    for (const origin of othersOf(joined)) {
      if (wanted.size + wantedText.size === 0) return true;
      for (const needle of await this.needlesIn(origin)) {
        wanted.delete(needle);
        wantedText.delete(needle);
      }
    }
    return wanted.size + wantedText.size === 0;
  }

  private async needlesIn(origin: Origin): Promise<Set<string>> {
    const { path, offsetBytes, lengthBytes } = origin;
    const key = `${path}\n${offsetBytes}`;
    const known = this.shared.get(key);
    if (known) return known;
    const all = [...this.needles.values()];
    const absent = new Set(all.flatMap(({ raw }) => raw));
    const absentText = new Set(all.flatMap(({ unicode }) => unicode));
    const found = new Set([...absent, ...absentText]);
    const record = this.block.has(origin)
      ? this.block
      : new Block(path, offsetBytes, await this.readBytes(path, offsetBytes, lengthBytes));
    record.strike(origin, absent, absentText);
    for (const needle of [...absent, ...absentText]) found.delete(needle);
    this.shared.set(key, found);
    return found;
  }

  private async readBytes(path: string, offsetBytes: number, lengthBytes: number): Promise<Buffer> {
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

type Place = Pick<Origin, 'path' | 'offsetBytes' | 'lengthBytes'>;

/** Some bytes of a file that hold whole records. */
class Block {
  /** A character a byte, so that places in it are places in the bytes. */
  private text: string | undefined;
  /** By needle: where it stands first from a place on; -1 = nowhere. */
  private readonly next = new Map<string, { from: number; at: number }>();

  constructor(
    private readonly path: string,
    private readonly offsetBytes: number,
    private readonly bytes: Buffer,
  ) {}

  has({ path, offsetBytes, lengthBytes }: Place): boolean {
    const start = offsetBytes - this.offsetBytes;
    return path === this.path && start >= 0 && start + lengthBytes <= this.bytes.length;
  }

  /** Takes out of the needles what the record holds, or may hold in a way that is not searched for. */
  strike({ offsetBytes, lengthBytes }: Place, raw: Set<string>, unicode: Set<string>): void {
    const from = offsetBytes - this.offsetBytes;
    const to = from + lengthBytes;
    for (const needle of raw) if (this.holds(needle, from, to)) raw.delete(needle);
    if (unicode.size === 0) return;
    const text = this.bytes.toString('utf8', from, to).toLowerCase();
    const hasEscapes = text.includes('\\u');
    for (const needle of unicode) if (hasEscapes || text.includes(needle)) unicode.delete(needle);
  }

  /** Records are mostly asked for in order: each needle is then searched for once in all the bytes. */
  private holds(needle: string, from: number, to: number): boolean {
    this.text ??= this.bytes.toString('latin1');
    const last = this.next.get(needle);
    const isKnown = last && last.from <= from && (last.at < 0 || last.at >= from);
    const at = isKnown ? last.at : indexOfAnyCase(this.text, needle, from);
    this.next.set(needle, { from: isKnown ? last.from : from, at });
    return at >= 0 && at + needle.length <= to;
  }
}

/** About twice as fast as lower-casing the text first. Needles are letters and digits of ASCII. */
function indexOfAnyCase(text: string, needle: string, from: number): number {
  const pattern = new RegExp(needle, 'gi');
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
}

/** Where else a call's parts stand. */
const othersOf = (joined: JoinedCall): Origin[] => [
  ...joined.shares.map(({ origin }) => origin),
  ...retrievalsBefore(joined).map(({ origin }) => origin),
];
