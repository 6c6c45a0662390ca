/** One item or tool result that takes most of what is sent, or much of the window: it pushes everything else out. */
import type { Count } from '../../../tokens/count';
import { excerptOf, placeOf } from '../texts';
import type { LintContext, LintFinding, LintRule, LintText } from '../model';

/** Of the window without the reserve. */
const MOST_OF_WINDOW = 0.25;
/** Of all that is sent, where it is large anyway. */
const MOST_OF_TOTAL = 0.5;
const LARGE_TOKENS = 2000;
/** A token has at least one character and rarely more than eight: smaller texts need no counting. */
const LEAST_CHARACTERS = 500;

export const oversizedItem: LintRule = {
  id: 'oversized-item',
  title: 'One item or tool result takes most of the context.',
  level: 'warning',
  isDefault: true,
  check: (context) => context.texts.flatMap((text) => findingOf(text, context)),
};

function findingOf(text: LintText, context: LintContext): LintFinding[] {
  if ((text.form !== 'item' && text.form !== 'toolResult') || text.text.length < LEAST_CHARACTERS) return [];
  const count = context.counter.count(text.text);
  const why = reasonOf(count, context);
  if (why === undefined) return [];
  const { section, unitId, path } = text;
  const place = placeOf(text);
  return [
    {
      sectionId: section.id,
      ...(unitId === undefined ? {} : { unitId }),
      message: `${place.charAt(0).toUpperCase()}${place.slice(1)} takes ${formatTokens(count)} tokens, ${why}. Cut it into pieces, or take only what the question needs.`,
      path,
      excerpt: excerptOf(text.text),
    },
  ];
}

function reasonOf({ tokens }: Count, { assembly }: LintContext): string | undefined {
  const { window, reserve, total } = assembly;
  const room = window === undefined ? Infinity : window - reserve;
  const least = Math.min(LARGE_TOKENS, room / 10);
  if (tokens >= room * MOST_OF_WINDOW && tokens >= least) return `${share(tokens / room)} of the window`;
  if (tokens >= LARGE_TOKENS && tokens >= total.tokens * MOST_OF_TOTAL) {
    return `${share(tokens / total.tokens)} of all that is sent`;
  }
  return undefined;
}

const share = (part: number): string => `${Math.round(part * 100)} %`;
const formatTokens = ({ tokens, basis }: Count): string =>
  `${basis === 'exact' ? '' : 'about '}${tokens.toLocaleString('en-US')}`;
