/**
 * Something that changes with every call (the time of day, an id of the request) stands before instructions that do not
 * change. Providers cache the beginning of a prompt up to the first difference, so all after it is paid in full again.
 */
import { sumCounts, type Count } from '../../../tokens/count';
import { excerptOf } from '../texts';
import { memoText } from '../textMemo';
import type { SectionKind } from '../../model';
import type { LintContext, LintFinding, LintRule, LintText } from '../model';

/** No provider caches a shorter beginning. */
const LEAST_PROMPT_TOKENS = 1024;
const LEAST_STABLE_TOKENS = 200;
const STABLE_KINDS: readonly SectionKind[] = ['instructions', 'examples', 'tools'];
const DAY_MS = 86_400_000;

/** Names of variables that hold something else in each call. */
const VOLATILE_NAME =
  /\{\{ ?((?:[a-z]+[_.-]?)?(?:now|today|date|time|date_?time|timestamp|uuid|guid|nonce|counter|(?:request|session|trace|run|conversation|thread|message)_?id)) ?\}\}/i;
/** With a time of day: a date alone changes once a day. */
const TIME = /\b(20\d\d-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z| ?[+-]\d\d:?\d\d)?)/g;
const LABELLED_ID =
  /\b(?:request|session|conversation|trace|run|thread|message|correlation)[ _-]?id["'`*]{0,3}[ \t]{0,3}[:=][ \t]{0,3}["'`*]{0,3}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{16,64})\b/i;
const MOST_TIMES = 50;

interface Place {
  start: number;
  text: string;
}

const placesOf = memoText((text): { times: Place[]; id?: Place } => {
  const times: Place[] = [];
  for (const match of text.matchAll(TIME)) {
    if (times.length >= MOST_TIMES) break;
    times.push({ start: match.index, text: match[0] });
  }
  const id = LABELLED_ID.exec(text);
  return { times, ...(id ? { id: { start: id.index, text: id[0] } } : {}) };
});

export const volatileBeforeStable: LintRule = {
  id: 'volatile-before-stable',
  title: 'What changes with every call stands before instructions that do not change: prefix caching breaks.',
  level: 'warning',
  isDefault: true,
  check(context) {
    if (context.assembly.total.tokens < LEAST_PROMPT_TOKENS) return [];
    const stable = context.texts.filter((text) => isStable(text));
    for (const [index, text] of stable.entries()) {
      const place = volatileIn(text, context);
      const after = place && stableAfter(stable, index, place, context);
      if (place && after && after.tokens >= LEAST_STABLE_TOKENS) return [findingOf(text, place, after)];
    }
    return [];
  },
};

/** Definitions of tools go before the instructions, whatever their place here. */
const isStable = ({ section, form, role }: LintText): boolean =>
  STABLE_KINDS.includes(section.kind) && form !== 'toolDefinition' && (role === 'system' || role === 'developer');

function volatileIn(text: LintText, context: LintContext): Place | undefined {
  const { times, id } = placesOf(text.text);
  const now = context.call?.startTime;
  const isOfCall = ({ text: time }: Place): boolean =>
    now !== undefined && Math.abs(Date.parse(time.replace(' ', 'T')) - now) < DAY_MS;
  const time = times.find(isOfCall);
  return [time, id, templated(text, context)]
    .filter((place) => place !== undefined)
    .sort((a, b) => a.start - b.start)[0];
}

/** In a document the variable is seen, not its value: it is found as it is written. */
function templated({ section, text, path }: LintText, { of, parsed }: LintContext): Place | undefined {
  if (of === 'call') return undefined;
  const written = parsed?.document?.sections.find(({ id }) => id === section.id);
  const source = written?.content.type === 'text' && path.at(-1) === 'text' ? written.content.text : '';
  const match = VOLATILE_NAME.exec(source) ?? VOLATILE_NAME.exec(text);
  return match ? { start: match.index, text: match[0] } : undefined;
}

function stableAfter(stable: readonly LintText[], index: number, place: Place, { counter }: LintContext): Count {
  const rest = stable[index]?.text.slice(place.start + place.text.length) ?? '';
  return sumCounts([rest, ...stable.slice(index + 1).map(({ text }) => text)].map((text) => counter.count(text)));
}

function findingOf({ section, path }: LintText, { text }: Place, after: Count): LintFinding {
  return {
    sectionId: section.id,
    message: `"${excerptOf(text)}" in section '${section.id}' changes with every call and stands before ${after.tokens.toLocaleString('en-US')} tokens of instructions that do not: prefix caching ends there. Put it last, or into the user's message.`,
    tokens: after,
    path,
    near: text,
    excerpt: excerptOf(text),
  };
}
