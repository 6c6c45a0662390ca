// Assembly of 2,000 retrieved items in a window of a million tokens, once their tokens have been counted.
import { assemble } from '../src/core/context/assemble.ts';
import { ladderOf } from '../src/core/context/ladder.ts';
import { lookupModel } from '../src/core/tokens/catalogue.ts';
import { counterFor } from '../src/node/tokenizer.ts';
import { resolved, text } from '../test/support/documents.ts';
import { median, milliseconds, percentile, print, prose, round, samples } from './measure.mjs';

const pieces = Array.from({ length: 2_000 }, (_, index) => ({
  id: `doc-${index}`,
  text: prose(2_200, index + 1),
  score: ((index * 7919) % 1000) / 1000,
}));
const items = (policy) =>
  text('documents', pieces, { kind: 'documents', priority: 40, overflow: { policy, declared: true } });
const lookup = lookupModel('example-model');
const counter = counterFor(lookup.entry);

const POLICIES = ['drop-lowest-score', 'drop-oldest', 'truncate-start', 'truncate-middle', 'truncate-end'];
for (const policy of POLICIES) {
  const document = resolved([
    text('instructions', prose(4_000), { required: true, role: 'system' }),
    items(policy),
    text('question', 'Why?', { required: true }),
  ]);
  for (const window of [1_000_000, 500_000]) {
    const run = () => assemble(document, { lookup, counter, window, now: 0, mode: 'assemble' });
    const first = milliseconds(run);
    const times = samples(9, run);
    const { total, decisions } = run();
    const note = `${total.tokens} tokens, ${decisions.length} decisions; first time ${round(first)} ms, p90 ${round(percentile(times, 0.9))} ms`;
    print({
      figure: `2,000 items, ${policy}, window ${window}`,
      ours: round(median(times)),
      unit: 'ms',
      goal: '≤ 50 ms',
      note,
    });
  }
}

const document = resolved([
  text('instructions', prose(4_000), { required: true, role: 'system' }),
  items('drop-oldest'),
  text('question', 'Why?', { required: true }),
]);
const ladder = () => ladderOf(document, { lookup, counter, window: 1_000_000, now: 0 });
ladder();
print({
  figure: 'ladder over 2,000 items',
  ours: round(median(samples(5, ladder))),
  unit: 'ms',
  note: `${ladder().length} windows`,
});
