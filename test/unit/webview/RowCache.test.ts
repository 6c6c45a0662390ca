import assert from 'node:assert/strict';
import { RowCache, type RowPage } from '../../../src/webview/shared/RowCache';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
const numbers = (total: number) => {
  const asked: number[] = [];
  const load = (start: number, count: number): Promise<RowPage<number>> => {
    asked.push(start);
    return Promise.resolve({
      total,
      rows: Array.from({ length: Math.min(count, total - start) }, (_, index) => start + index),
    });
  };
  return { asked, load };
};

describe('RowCache', () => {
  it('asks for the pages on screen, each once', async () => {
    const { asked, load } = numbers(1000);
    const cache = new RowCache(load, () => undefined);
    cache.want(95, 130);
    cache.want(95, 131);
    await settled();
    assert.deepEqual(asked, [0, 100]);
    assert.equal(cache.at(120), 120);
    assert.equal(cache.total, 1000);
    assert.equal(cache.at(300), undefined);
  });

  it('outdated rows stay until newer ones are here', async () => {
    const { asked, load } = numbers(1000);
    const cache = new RowCache(load, () => undefined);
    cache.want(0, 10);
    await settled();
    cache.outdate();
    assert.equal(cache.at(5), 5);
    await settled();
    assert.deepEqual(asked, [0, 0]);
  });

  it('an answer to an earlier list is not taken', async () => {
    let answerFirst: (page: RowPage<string>) => void = () => undefined;
    const cache = new RowCache<string>(
      () => new Promise((resolve) => (answerFirst = resolve)),
      () => undefined,
    );
    cache.want(0, 1);
    cache.restart(() => Promise.resolve({ total: 1, rows: ['new'] }));
    await settled();
    answerFirst({ total: 1, rows: ['old'] });
    await settled();
    assert.equal(cache.at(0), 'new');
  });

  it('a failure is told and not asked for in a loop', async () => {
    let count = 0;
    const cache = new RowCache<string>(
      () => {
        count++;
        return Promise.reject(new Error('gone'));
      },
      () => undefined,
    );
    cache.want(0, 1);
    await settled();
    cache.want(0, 1);
    await settled();
    assert.equal(cache.failure, 'gone');
    assert.equal(count, 1);
  });

  it('a shorter list forgets what is past its end', async () => {
    const cache = new RowCache(numbers(250).load, () => undefined);
    cache.want(0, 250);
    await settled();
    cache.restart(numbers(20).load);
    await settled();
    assert.equal(cache.at(10), 10);
    assert.equal(cache.at(120), undefined);
  });
});
