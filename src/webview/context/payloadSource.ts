/** Where the payload's rows and texts come from: the newest version that the panel shows. */
import type { PayloadRow } from '../../core/context/payloadRows';
import { MORE_CHARACTERS } from '../../core/context/payloadRows';
import type { ContextSource } from './contextSource';

export class PayloadSource {
  private readonly listeners = new Set<() => void>();

  constructor(
    public source: ContextSource,
    public version: number,
  ) {}

  rows = async (from: number, count: number): Promise<readonly PayloadRow[]> =>
    (await this.source.payload({ version: this.version, from, count })).rows;

  /** So much of the beginning of one segment's text, in UTF-16 units, in pieces that are each a message. */
  async text(place: { row: number; segment: number }, length: number): Promise<string> {
    const { version } = this;
    let text = '';
    while (text.length < length) {
      const count = Math.min(MORE_CHARACTERS, length - text.length);
      const piece = await this.source.payloadText({ ...place, version, from: text.length, count });
      if (piece.text === '') break;
      text += piece.text;
    }
    return text;
  }

  /** What is read in full is read again. */
  moved(): void {
    for (const listener of this.listeners) listener();
  }

  onMove(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
