/**
 * A long list whose rows are asked for by chunks as they come near the screen. Old rows stay until newer ones are here;
 * what is far off keeps its height only.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Button } from './Button';
import { sentenceOf } from './host';
import { memo } from './memo';
import { chunkRows, PagedList, type ListChunk } from './pagedList';
import { SafeText } from './SafeText';

export type LoadPage<Row> = (from: number, count: number) => Promise<readonly Row[]>;

export interface PagedRowsProps<Row> {
  total: number;
  /** Another value asks again for what is on screen. */
  version: unknown;
  load: LoadPage<Row>;
  /** One element a row. */
  render: (row: Row, index: number) => ComponentChildren;
  /** The row that is brought into view whenever `reveal` changes, unless that is ''. */
  target: number | undefined;
  reveal: string;
  texts: { retry: string; failed: (why: string) => string };
}

export function PagedRows<Row>(props: PagedRowsProps<Row>) {
  const { total, version, target, reveal } = props;
  const list = useMemo(() => new PagedList(), []);
  const latest = useRef(props);
  latest.current = props;
  const size = chunkRows(total);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) list.outdate();
    isFirst.current = false;
  }, [list, version]);
  useEffect(() => {
    if (reveal !== '' && target !== undefined) list.reveal(target, size);
  }, [reveal]);
  useEffect(() => () => list.close(), [list]);
  const chunks = Array.from({ length: Math.ceil(total / size) }, (_, index) => (
    <Chunk
      key={`${String(size)} ${String(index)}`}
      {...{ list, latest, index, size }}
      count={Math.min(size, total - index * size)}
      render={props.render as Render}
    />
  ));
  return <>{chunks}</>;
}

// A memo cannot be generic: rows are only passed on to the `render` that they came with.
type Render = (row: unknown, index: number) => ComponentChildren;
interface ChunkProps {
  list: PagedList;
  latest: { readonly current: Pick<PagedRowsProps<unknown>, 'load' | 'texts'> };
  index: number;
  size: number;
  count: number;
  render: Render;
}

interface ChunkState {
  rows: readonly unknown[] | undefined;
  failure: string | undefined;
}

/** A row that says the same as the old one in its place is the old one: it is not drawn anew. */
function keepSame(old: readonly unknown[] | undefined, next: readonly unknown[]): readonly unknown[] {
  if (!old) return next;
  return next.map((row, index) => (JSON.stringify(old[index]) === JSON.stringify(row) ? old[index] : row));
}

function useChunk({ list, latest, index, size }: ChunkProps) {
  const box = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<ChunkState>({ rows: undefined, failure: undefined });
  const [height, setHeight] = useState<number | undefined>();
  const now = useRef({ state, isNear: false, isLoading: false, loaded: -1 });
  now.current.state = state;
  const chunk = useRef<ListChunk | undefined>(undefined);
  const load = (): void => {
    const { current } = now;
    if (!current.isNear || current.isLoading || current.loaded === list.version) return;
    current.isLoading = true;
    const asked = list.version;
    const settle = (next: ChunkState): void => {
      Object.assign(current, { isLoading: false, loaded: asked });
      setState(next);
      load();
    };
    latest.current.load(index * size, size).then(
      (rows) => settle({ rows: keepSame(current.state.rows, rows), failure: undefined }),
      (error: unknown) => settle({ rows: current.state.rows, failure: sentenceOf(error) }),
    );
  };
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    chunk.current = {
      index,
      element,
      near: (isNear) => {
        now.current.isNear = isNear;
        load();
      },
      refresh: load,
      empty: () => {
        setHeight(element.offsetHeight);
        now.current.loaded = -1;
        setState({ rows: undefined, failure: undefined });
      },
      hasRows: () => now.current.state.rows !== undefined,
    };
    return list.add(chunk.current);
  }, [list]);
  useLayoutEffect(() => {
    if (state.rows && chunk.current) list.drawn(chunk.current, state.rows.length);
  }, [state.rows]);
  const retry = (): void => {
    now.current.loaded = -1;
    load();
  };
  return { box, state, height, retry };
}

const Chunk = memo((props: ChunkProps) => {
  const { list, latest, index, size, count, render } = props;
  const { box, state, height, retry } = useChunk(props);
  const { rows, failure } = state;
  const { texts } = latest.current;
  const placeholder = rows || failure ? undefined : { height: `${String(height ?? count * list.rowHeight)}px` };
  return (
    <div class="row-chunk" ref={box} style={placeholder} aria-busy={placeholder !== undefined}>
      {rows?.slice(0, count).map((row, place) => render(row, index * size + place))}
      {failure !== undefined && (
        <p class="row-chunk-failure" role="alert">
          <SafeText text={texts.failed(failure)} />{' '}
          <Button kind="link" onClick={retry}>
            {texts.retry}
          </Button>
        </p>
      )}
    </div>
  );
});
