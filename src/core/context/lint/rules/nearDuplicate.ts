/**
 * Items, or results of tools, that say almost the same. Alike ones meet by the bands of their sketches and are then
 * compared shingle by shingle, each with a few others at most: linear in the length of all texts.
 */
import { bandsOf, bare, flatBare, likeness, sketchOf, type Sketch } from '../words';
import { excerptOf, placeOf } from '../texts';
import type { LintContext, LintFinding, LintRule, LintText } from '../model';

/** Shared shingles of five words. One changed word in fifty costs about a tenth. */
const LEAST_LIKENESS = 0.7;
/** Fewer shingles say little: records with the same keys and other values would look alike. */
const LEAST_SHINGLES = 40;
const MOST_COMPARED = 4;

export const nearDuplicate: LintRule = {
  id: 'near-duplicate',
  title: 'Two items or tool results say almost the same.',
  level: 'warning',
  isDefault: true,
  check: (context) => pairsIn(context.texts).map((pair) => findingOf(pair, context)),
};

interface Pair {
  text: LintText;
  first: LintText;
  share: number;
}

function pairsIn(texts: readonly LintText[]): Pair[] {
  const byBand = new Map<string, { text: LintText; sketch: Sketch }[]>();
  const seen = new Set<string>();
  return texts.flatMap((text): Pair[] => {
    const content = text.form === 'item' || text.form === 'toolResult' ? flatBare(text.text) : '';
    // Word for word is duplicate-content's to say.
    if (content === '' || seen.has(content)) return [];
    seen.add(content);
    const sketch = sketchOf(bare(text.text));
    if (sketch.shingles.length < LEAST_SHINGLES) return [];
    const bands = bandsOf(sketch);
    const met = new Set(bands.flatMap((band) => byBand.get(band) ?? []));
    const best = [...met]
      .slice(0, MOST_COMPARED)
      .map((other) => ({ text, first: other.text, share: likeness(sketch, other.sketch) }))
      .sort((a, b) => b.share - a.share)[0];
    for (const band of bands) {
      const known = byBand.get(band) ?? [];
      if (known.length < MOST_COMPARED) byBand.set(band, [...known, { text, sketch }]);
    }
    return best && best.share >= LEAST_LIKENESS ? [best] : [];
  });
}

function findingOf({ text, first, share }: Pair, { counter }: LintContext): LintFinding {
  const count = counter.count(text.text);
  const excerpt = excerptOf(bare(text.text));
  return {
    sectionId: text.section.id,
    ...(text.unitId === undefined ? {} : { unitId: text.unitId }),
    message: `${Math.round(share * 100)} % of ${placeOf(text)} stands in ${placeOf(first)} already: "${excerpt}". Keep the better one.`,
    tokens: { ...count, tokens: Math.round(count.tokens * share) },
    path: text.path,
    excerpt,
  };
}
