/**
 * The same paragraphs, word for word, in two places of the context. Each block of text is looked up once: linear in the
 * length of all texts. What a model wrote itself (calls, reasoning) is left out: nobody can leave it away.
 */
import { sumCounts } from '../../../tokens/count';
import { excerptOf, placeOf } from '../texts';
import { memoText } from '../textMemo';
import { bare, flat } from '../words';
import type { LintContext, LintFinding, LintRule, LintText, TextForm } from '../model';

/** Of all that is repeated in one place: less is not worth a line. */
const LEAST_TOKENS = 100;
/** In characters; shorter ones repeat by nature: greetings, headings, empty results. */
const LEAST_LENGTH = 200;
const LOOKED_THROUGH: readonly TextForm[] = ['text', 'item', 'message', 'toolResult'];

const blocksOf = memoText((text): string[] => {
  const whole = bare(text);
  const blocks = whole.split(/\n[ \t]*\n/).map(flat);
  return blocks.filter((block) => block.length >= LEAST_LENGTH);
});

interface Repeated {
  text: LintText;
  first: LintText;
  blocks: string[];
}

export const duplicateContent: LintRule = {
  id: 'duplicate-content',
  title: 'The same text stands in the context twice.',
  level: 'warning',
  isDefault: true,
  check: (context) => repeatedIn(context.texts).flatMap((each) => findingOf(each, context)),
};

/** One for each section, and for each item of a section with items. */
function repeatedIn(texts: readonly LintText[]): Repeated[] {
  const seen = new Map<string, LintText>();
  const repeated = new Map<string, Repeated>();
  for (const text of texts) {
    if (!LOOKED_THROUGH.includes(text.form) || text.role === 'assistant') continue;
    for (const block of blocksOf(text.text)) {
      const first = seen.get(block);
      if (!first) seen.set(block, text);
      // A text that repeats itself (a table, a log) was made so.
      if (!first || first === text) continue;
      const key = JSON.stringify([text.section.id, text.form === 'item' ? text.unitId : '']);
      const known = repeated.get(key) ?? { text, first, blocks: [] };
      known.blocks.push(block);
      repeated.set(key, known);
    }
  }
  return [...repeated.values()];
}

function findingOf({ text, first, blocks }: Repeated, { counter }: LintContext): LintFinding[] {
  const tokens = sumCounts(blocks.map((block) => counter.count(block)));
  if (tokens.tokens < LEAST_TOKENS) return [];
  const what = blocks.length === 1 ? 'A paragraph' : `${blocks.length} paragraphs`;
  const where = placeOf(text);
  const earlier = placeOf(first) === where ? 'earlier in it' : `in ${placeOf(first)}`;
  const excerpt = excerptOf(blocks[0] ?? '');
  const finding = {
    sectionId: text.section.id,
    ...(text.form === 'item' && text.unitId !== undefined ? { unitId: text.unitId } : {}),
    message: `${what} of ${where} ${blocks.length === 1 ? 'stands' : 'stand'} ${earlier} already, word for word: "${excerpt}". Send it once.`,
    tokens,
    path: text.path,
    excerpt,
    ...fixOf(text, first),
  };
  return [finding];
}

/** Items of a list in the document go one by one; of what a call brings the document can say that each is sent once. */
function fixOf(text: LintText, first: LintText): Pick<LintFinding, 'fix'> {
  if (text.form !== 'item' || bare(first.text) !== bare(text.text)) return {};
  const { content } = text.section;
  if (content.type === 'items') {
    return { fix: { title: 'Remove the repeated item', edits: [{ path: text.path.slice(0, -1) }] } };
  }
  if (first.section !== text.section) return {};
  return { fix: { title: 'Set "dedupe: true"', edits: [{ path: [...text.path.slice(0, 2), 'dedupe'], value: true }] } };
}
