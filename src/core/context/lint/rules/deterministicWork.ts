/** Work with one right answer that code does exactly and for nothing: arithmetic, sorting, counting, dates. */
import { excerptOf } from '../texts';
import { memoText } from '../textMemo';
import type { LintFinding, LintRule, LintText } from '../model';

const WORK: readonly { what: string; shape: RegExp }[] = [
  {
    what: 'arithmetic',
    shape:
      /\b(?:calculate|compute|add up|sum up|multiply|divide|subtract|work out)\b[^.?!\n]{0,60}\b(?:sum|total|average|mean|median|difference|percentage|percent|product|numbers?|amounts?|prices?|tax)\b|\bwhat(?:'s| is) (?:the )?(?:sum|total|average|product) of\b|\b\d[\d,.]{0,12} ?[+*×÷] ?\d[\d,.]{0,12}\b/i,
  },
  {
    what: 'sorting',
    shape:
      /\b(?:sort|order|rank|arrange)\b[^.?!\n]{0,60}\b(?:alphabetically|numerically|ascending|descending|by (?:date|name|price|size|amount|number|score|length|time))\b/i,
  },
  {
    what: 'counting',
    shape:
      /\bcount (?:the|how many|all)\b|\bhow many (?:words|characters|letters|lines|items|rows|times|entries|records|occurrences)\b/i,
  },
  {
    what: 'date computation',
    shape:
      /\bhow many (?:days|weeks|months|hours)\b[^.?!\n]{0,40}\b(?:between|until|since|from|left)\b|\b(?:what|which) (?:day|date)\b[^.?!\n]{0,40}\b(?:days|weeks|months) (?:from|after|before|ago|later)\b|\b(?:calculate|compute|work out) (?:the )?(?:age|date|days|duration|deadline)\b/i,
  },
];

const workIn = memoText((text): { what?: string; found?: string } => {
  for (const { what, shape } of WORK) {
    const match = shape.exec(text);
    if (match) return { what, found: match[0] };
  }
  return {};
});

export const deterministicWork: LintRule = {
  id: 'deterministic-work',
  title: 'The model is asked for work that code does exactly.',
  level: 'info',
  isDefault: false,
  check: ({ texts }) => texts.flatMap(findingOf),
};

/** Only what is asked: instructions and the query, not what stands in documents and history. */
function findingOf({ section, form, text, path }: LintText): LintFinding[] {
  const isAsked = section.kind === 'instructions' || section.kind === 'query';
  const { what, found } = isAsked && form !== 'toolCall' ? workIn(text) : {};
  if (what === undefined || found === undefined) return [];
  const message = `Section '${section.id}' asks the model for ${what}: "${excerptOf(found)}". Use code, and give the model the result.`;
  return [{ sectionId: section.id, message, path, near: found, excerpt: excerptOf(found) }];
}
