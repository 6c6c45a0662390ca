/** Which chunks of a long list are near the screen, which keep their rows, and which row is to be brought into view. */

/** The part of a chunk that the list deals with. */
export interface ListChunk {
  readonly index: number;
  readonly element: HTMLElement;
  near(isNear: boolean): void;
  /** Asks again for its rows, where they are of an earlier version. */
  refresh(): void;
  /** Keeps its height only. */
  empty(): void;
  hasRows(): boolean;
}

/** Rows of a chunk: few, so that little more than what is on screen is asked for. Long lists have longer chunks. */
const LEAST_ROWS = 16;
const MOST_CHUNKS = 2_000;
/** Chunks that keep their rows though they are off the screen: the editor's find looks through them. */
const MOST_KEPT = 40;
/** Asked for before they come on screen, in CSS pixels. */
const MARGIN = '600px';
const FIRST_ROW_HEIGHT = 60;
/** So long a row that was brought into view is held there, in milliseconds: rows above it come and move it. */
const HOLD_MS = 800;
/** What a person does who wants to be elsewhere. */
const MOVES = ['wheel', 'keydown', 'pointerdown'] as const;

interface Wanted {
  /** 'last': the list's end, wherever that goes while rows above it come. */
  row: number | 'last';
  /** Rows of a chunk. */
  size: number;
  /** By the page's own clock. */
  until: number;
}

/** Steps are coarse, so that a list that grows seldom changes its chunks. */
export function chunkRows(total: number): number {
  let rows = LEAST_ROWS;
  while (total / rows > MOST_CHUNKS) rows *= 4;
  return rows;
}

export class PagedList {
  /** Grows when the rows may have changed. */
  version = 0;
  private readonly chunks = new Map<Element, ListChunk>();
  private readonly nearby = new Set<ListChunk>();
  /** Least recently seen first. */
  private readonly kept = new Set<ListChunk>();
  private wanted: Wanted | undefined;
  private measured = { rows: 0, height: 0 };
  private readonly observer: IntersectionObserver;

  constructor() {
    const see = (entries: IntersectionObserverEntry[]): void => {
      for (const { target, isIntersecting } of entries) this.see(this.chunks.get(target), isIntersecting);
    };
    this.observer = new IntersectionObserver(see, { rootMargin: MARGIN, scrollMargin: MARGIN });
    for (const move of MOVES) window.addEventListener(move, this.letGo, { capture: true, passive: true });
  }

  add(chunk: ListChunk): () => void {
    this.chunks.set(chunk.element, chunk);
    this.observer.observe(chunk.element);
    return () => {
      this.chunks.delete(chunk.element);
      this.nearby.delete(chunk);
      this.kept.delete(chunk);
      this.observer.unobserve(chunk.element);
    };
  }

  outdate(): void {
    this.version++;
    for (const chunk of this.nearby) chunk.refresh();
  }

  /** Of a row that is not here yet, in CSS pixels. */
  get rowHeight(): number {
    return this.measured.rows === 0 ? FIRST_ROW_HEIGHT : this.measured.height / this.measured.rows;
  }

  /** The chunk has drawn its rows. */
  drawn(chunk: ListChunk, rows: number): void {
    this.measured.rows += rows;
    this.measured.height += chunk.element.offsetHeight;
    this.showWanted();
  }

  /** Scrolls as little as shows the row; a row that is not here yet is scrolled to again once it is. */
  reveal(row: number, size: number): void {
    this.wanted = { row, size, until: performance.now() + HOLD_MS };
    this.showWanted();
  }

  close(): void {
    this.observer.disconnect();
    for (const move of MOVES) window.removeEventListener(move, this.letGo, { capture: true });
  }

  private readonly letGo = (event: Event): void => {
    this.wanted = this.isToEnd(event) ? { row: 'last', size: 1, until: Infinity } : undefined;
  };

  /** The End key where the list scrolls: rows that come above the end must not push it out of reach. */
  private isToEnd(event: Event): boolean {
    if (!(event instanceof KeyboardEvent) || event.key !== 'End' || !(event.target instanceof Node)) return false;
    const [first] = this.chunks.keys();
    return first !== undefined && event.target.contains(first);
  }

  private showWanted(): void {
    if (!this.wanted || performance.now() > this.wanted.until) return;
    const { row, size } = this.wanted;
    if (row === 'last') {
      this.showEnd();
      return;
    }
    const index = Math.floor(row / size);
    const chunk = [...this.chunks.values()].find((each) => each.index === index);
    const element = chunk?.hasRows() ? chunk.element.children[row % size] : chunk?.element;
    element?.scrollIntoView({ block: 'nearest' });
  }

  private showEnd(): void {
    const chunks = [...this.chunks.values()];
    const last = chunks.reduce<ListChunk | undefined>((a, b) => (a && a.index > b.index ? a : b), undefined);
    last?.element.scrollIntoView({ block: 'end' });
  }

  private see(chunk: ListChunk | undefined, isNear: boolean): void {
    if (!chunk) return;
    if (isNear) this.nearby.add(chunk);
    else this.nearby.delete(chunk);
    this.kept.delete(chunk);
    this.kept.add(chunk);
    chunk.near(isNear);
    for (const old of this.kept) {
      if (this.kept.size <= MOST_KEPT) return;
      if (this.nearby.has(old)) continue;
      this.kept.delete(old);
      old.empty();
    }
  }
}
