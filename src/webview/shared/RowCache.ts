/** Rows of a long list, asked of the host by pages as they come on screen. Old rows stay until newer ones are here. */

export interface RowPage<Row> {
  total: number;
  rows: readonly Row[];
}
export type LoadRows<Row> = (start: number, count: number) => Promise<RowPage<Row>>;

interface Page<Row> {
  version: number;
  rows: readonly Row[];
}

const PAGE_ROWS = 100;
const MOST_REQUESTS = 3;

export class RowCache<Row> {
  /** Undefined until the first page is here. */
  total: number | undefined;
  /** Why the last request failed. */
  failure: string | undefined;
  private pages = new Map<number, Page<Row>>();
  private loading = new Set<number>();
  private version = 0;
  private generation = 0;
  private wanted = { start: 0, end: 1 };

  constructor(
    private load: LoadRows<Row>,
    private readonly onChange: () => void,
  ) {}

  at(index: number): Row | undefined {
    return this.pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS];
  }

  /** The rows at hand, in no particular order. */
  *known(): Generator<Row> {
    for (const page of this.pages.values()) yield* page.rows;
  }

  /** Other rows altogether, such as after a new filter. What is on screen stays until the new first page is here. */
  restart(load: LoadRows<Row>): void {
    this.load = load;
    this.generation++;
    this.loading.clear();
    this.outdate();
  }

  /** The same list has grown or changed: what is on screen is asked for again. */
  outdate(): void {
    this.version++;
    this.ask();
  }

  want(start: number, end: number): void {
    this.wanted = { start, end: Math.max(start + 1, end) };
    this.ask();
  }

  private ask(): void {
    const last = Math.floor((this.wanted.end - 1) / PAGE_ROWS);
    for (let page = Math.floor(this.wanted.start / PAGE_ROWS); page <= last; page++) {
      if (this.loading.size >= MOST_REQUESTS) return;
      if (this.pages.get(page)?.version === this.version || this.loading.has(page)) continue;
      this.fetch(page);
    }
  }

  private fetch(page: number): void {
    const { generation, version } = this;
    this.loading.add(page);
    this.load(page * PAGE_ROWS, PAGE_ROWS).then(
      (result) => this.settle(generation, page, () => this.keep(page, version, result)),
      (error: unknown) => this.settle(generation, page, () => this.fail(page, version, error)),
    );
  }

  private settle(generation: number, page: number, apply: () => void): void {
    if (generation !== this.generation) return;
    this.loading.delete(page);
    apply();
    this.onChange();
    this.ask();
  }

  private keep(page: number, version: number, result: RowPage<Row>): void {
    this.failure = undefined;
    this.total = result.total;
    this.pages.set(page, { version, rows: result.rows });
    const pageCount = Math.ceil(result.total / PAGE_ROWS);
    // Emptied and not removed: a removed page that is still wanted would be asked for again and again.
    for (const other of this.pages.keys()) {
      if (other >= pageCount && other > 0) this.pages.set(other, { version: this.version, rows: [] });
    }
  }

  /** A failed page is not asked for again before something changes. */
  private fail(page: number, version: number, error: unknown): void {
    this.failure = error instanceof Error ? error.message : String(error);
    this.pages.set(page, { version, rows: this.pages.get(page)?.rows ?? [] });
  }
}
