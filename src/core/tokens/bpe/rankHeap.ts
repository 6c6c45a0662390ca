/** A heap of pairs by rank, then position: the order in which byte-pair encoding merges. Knows neither bytes nor tokens. */

/** A key is rank × 2^32 + position, which a double holds exactly. */
const POSITIONS = 2 ** 32;

export class RankHeap {
  size = 0;
  private keys: Float64Array;

  constructor(capacity: number) {
    this.keys = new Float64Array(Math.max(16, capacity));
  }

  get rank(): number {
    return Math.floor((this.keys[0] ?? 0) / POSITIONS);
  }

  get position(): number {
    return (this.keys[0] ?? 0) % POSITIONS;
  }

  /** Without order, which `order` makes when all are there. */
  append(rank: number, position: number): void {
    this.keys[this.size++] = rank * POSITIONS + position;
  }

  order(): void {
    for (let at = (this.size >> 2) + 1; at >= 0; at--) if (at < this.size) this.sink(at, this.keys[at] ?? 0);
  }

  push(rank: number, position: number): void {
    if (this.size === this.keys.length) this.grow();
    const { keys } = this;
    const key = rank * POSITIONS + position;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const above = keys[parent] ?? 0;
      if (above <= key) break;
      keys[at] = above;
      at = parent;
    }
    keys[at] = key;
  }

  pop(): void {
    const last = this.keys[--this.size] ?? 0;
    if (this.size > 0) this.sink(0, last);
  }

  /** Puts `key` at `start` or below; four children a node, because they lie in one line of the processor's cache. */
  private sink(start: number, key: number): void {
    const { keys, size } = this;
    let at = start;
    for (;;) {
      const first = at * 4 + 1;
      if (first >= size) break;
      let child = first;
      let least = keys[first] ?? 0;
      for (let other = first + 1; other < first + 4 && other < size; other++) {
        const otherKey = keys[other] ?? 0;
        if (otherKey >= least) continue;
        least = otherKey;
        child = other;
      }
      if (least >= key) break;
      keys[at] = least;
      at = child;
    }
    keys[at] = key;
  }

  private grow(): void {
    const keys = new Float64Array(this.keys.length * 2);
    keys.set(this.keys);
    this.keys = keys;
  }
}
