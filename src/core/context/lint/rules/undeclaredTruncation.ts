/** A text that somebody cut on its way into the context: it ends in a mark, in the middle of JSON, or at a round length. */
import { endOfJson } from '../cutJson';
import { excerptOf, placeOf } from '../texts';
import { memoText } from '../textMemo';
import type { LintContext, LintFinding, LintRule, LintText } from '../model';

/** Marks that programs write where they cut; looked for in the last characters only. */
const MARK =
  /(?:\[(?:output |content |text |response |result |file |message )?(?:was |is )?(?:truncated|cut off|clipped|omitted|trimmed)[^\]\n]{0,80}\]|\((?:(?:output|content|text|response|results?|list) (?:(?:was|is|were|are) )?)?(?:truncated|cut off|clipped)[^)\n]{0,80}\)|<(?:truncated|clipped|snip)[^>\n]{0,80}>|(?:\.\.\.|…) ?(?:\(|\[)?(?:truncated|\+? ?[\d,]+ (?:more )?(?:characters|chars|bytes|lines|tokens))[^\n]{0,60})[\s"'`)\]}.]{0,10}$/i;
const MARK_LENGTH = 200;
/** A limit that a program cuts at: a round number of characters. */
const ELLIPSIS = /[\p{L}\p{N},]\s?(\.\.\.|…)$/u;
const LEAST_ROUND = 200;

type Cut = 'mark' | 'json' | 'round';

const cutOf = memoText((text): { cut?: Cut } => {
  if (MARK.test(text.slice(-MARK_LENGTH))) return { cut: 'mark' };
  if (endOfJson(text) === 'inside') return { cut: 'json' };
  const dots = ELLIPSIS.exec(text.slice(-8))?.[1];
  if (dots === undefined || text.length < LEAST_ROUND) return {};
  return isRound(text.length) || isRound(text.length - dots.length) ? { cut: 'round' } : {};
});

/** 500, 1000, 12 000; 1024, 2048, 4096. */
const isRound = (length: number): boolean => length % 100 === 0 || (length & (length - 1)) === 0;

const WHY: Record<Cut, string> = {
  mark: 'ends in a mark that says that it was cut',
  json: 'is JSON that breaks off in the middle',
  round: 'breaks off with an ellipsis at a round number of characters',
};

export const undeclaredTruncation: LintRule = {
  id: 'undeclared-truncation',
  title: 'A text was cut before it came into the context, and no policy says so.',
  level: 'warning',
  isDefault: true,
  check: (context) => context.texts.flatMap((text) => findingOf(text, context)),
};

function findingOf(text: LintText, { call }: LintContext): LintFinding[] {
  const { cut } = text.form === 'frame' || text.form === 'reasoning' ? {} : cutOf(text.text.trimEnd());
  // What the log says to be cut was sent whole.
  const isOfLog = call?.replayability.fields.some(({ state }) => state === 'truncated') ?? false;
  if (!cut || isOfLog) return [];
  const { section, unitId, path } = text;
  const place = placeOf(text);
  return [
    {
      sectionId: section.id,
      ...(unitId === undefined ? {} : { unitId }),
      message: `${place.charAt(0).toUpperCase()}${place.slice(1)} ${WHY[cut]}: "…${excerptOf(text.text.trimEnd().slice(-50))}". Cut by a budget and a policy, so that it is seen what is lost.`,
      path,
      excerpt: excerptOf(text.text.trimEnd().slice(-60)),
    },
  ];
}
