/**
 * What a view must show for what `ctxdbg --json` answered, figure by figure, in the view's own short words. Pure: the
 * expected side is written here anew, so that a view that shows another number, or none, differs.
 */
import type { ContextAnswer, SectionLedger } from '../../src/core/context/assembly';
import type { ComparedPair } from '../../src/core/compare/model';
import type { Count } from '../../src/core/tokens/count';
import type { TraceAnswer, TraceAnswerCall } from '../../src/core/trace/answers';

/** By a name such as `documents.tokens`. */
export type Figures = Record<string, string>;

/** Every figure that is not the same on both sides, or is on one side only. */
export function differences(answered: Figures, shown: Figures): string[] {
  const names = new Set([...Object.keys(answered), ...Object.keys(shown)]);
  return [...names]
    .filter((name) => answered[name] !== shown[name])
    .map((name) => `${name}: ctxdbg says ${answered[name] ?? 'nothing'}, the view ${shown[name] ?? 'nothing'}`);
}

export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

function basisMark({ basis, error }: Count): string {
  if (basis === 'exact') return '';
  const margin = error === undefined ? '' : ` ±${String(Math.round(error * 100))} %`;
  return ` ${{ estimate: 'est.', calibrated: 'cal.', reported: 'reported' }[basis]}${margin}`;
}

function tokensOf({ raw, kept }: SectionLedger): string {
  const of = raw.tokens === kept.tokens ? '' : ` of ${grouped(raw.tokens)}`;
  return `${grouped(kept.tokens)}${of}${basisMark(kept.tokens === 0 ? raw : kept)}`;
}

function actionOf({ action, units, unitsKept }: SectionLedger): string {
  const gone = units - unitsKept;
  if (action === 'cut' && units > 1 && gone > 0) return `${grouped(gone)} of ${grouped(units)} dropped`;
  return action === 'fallback' ? 'stand-in' : action;
}

/** The section table with its sums, and the pill that says by how much the window is exceeded. */
export function contextFigures(answer: ContextAnswer): Figures {
  const { sections, total, framing, residual, overflow, window, reserve } = answer;
  const figures: Figures = {};
  for (const section of sections) {
    figures[`${section.id}.tokens`] = tokensOf(section);
    figures[`${section.id}.action`] = actionOf(section);
  }
  figures['framing'] = `${grouped(framing.tokens)}${basisMark(framing)}`;
  const of = window === null ? '' : ` of ${grouped(window - reserve)}`;
  figures['total'] = `${grouped(total.tokens)}${of}${basisMark(total)}`;
  if (residual) {
    figures['residual'] = `${residual.tokens > 0 ? '+' : ''}${signed(residual.tokens)}`;
    figures['reported'] = grouped(total.tokens + residual.tokens);
  }
  figures['overflow'] = overflow > 0 ? `over by ${grouped(overflow)}` : '';
  return figures;
}

const signed = (value: number): string => (value < 0 ? `-${grouped(-value)}` : grouped(value));

/** CodeLens above the document and its sections, the status bar. */
export function editorTexts(answer: ContextAnswer): { lenses: string[]; status: string } {
  const { total, window, reserve, overflow } = answer;
  const about = ({ tokens, basis }: Count): string => `${basis === 'exact' ? '' : '≈ '}${grouped(tokens)}`;
  const lensOf = (section: SectionLedger): string => {
    if (section.action === 'unbound') return 'unbound: nothing to count yet';
    const { raw, kept, units, unitsKept, action } = section;
    const of = raw.tokens === kept.tokens ? '' : ` of ${about(raw)}`;
    const isPart = action === 'cut' && units > unitsKept;
    return `${about(kept)}${of} tokens · ${isPart ? `${units - unitsKept} of ${units} dropped` : action}`;
  };
  const limit = grouped((window ?? 0) - reserve);
  const over = overflow > 0 ? `over by ${grouped(overflow)}` : '';
  return {
    lenses: [`${about(total)} of ${limit} tokens${over && ` · ${over}`}`, ...answer.sections.map(lensOf)],
    status: `${about(total)} / ${grouped(window ?? 0)} tokens${over && `, ${over}`}`,
  };
}

const maybe = (value: number | null): string => (value === null ? '–' : grouped(value));

function msOf({ durationMs }: TraceAnswerCall): string {
  if (durationMs === null) return '–';
  return durationMs > 0 && durationMs < 10 ? durationMs.toFixed(1) : grouped(Math.round(durationMs));
}

/** The list of calls and the counts above it. */
export function traceFigures({ calls, errors, ignored, format }: TraceAnswer): Figures {
  const figures: Figures = {};
  calls.forEach((call, index) => {
    const { model, inputTokens, outputTokens, error } = call;
    figures[`${index}`] = [model ?? '–', maybe(inputTokens), maybe(outputTokens), msOf(call), error ?? 'ok'].join(
      ' | ',
    );
  });
  figures['formats and calls'] = `${format} · ${grouped(calls.length)} calls`;
  const ignoredCount = ignored.reduce((sum, { count }) => sum + count, 0);
  figures['errors'] = errors.length === 0 ? '' : `${grouped(errors.length)} unreadable`;
  figures['ignored'] = ignoredCount === 0 ? '' : `${grouped(ignoredCount)} ignored`;
  return figures;
}

/** A cell of the grid, from the pairs of one call whose left side is the log: '2/5 ok', '5/5 ok = logged'. */
export function cellText(pairs: readonly ComparedPair[]): string {
  const isOk = ({ statuses }: ComparedPair): boolean => (statuses?.right ?? 'ok') === 'ok';
  const ok = pairs.filter(isOk);
  const same = ok[0]?.equal ? ' = logged' : '';
  return `${ok.length}/${pairs.length} ok${same}`;
}

/** The rows of a pair that differ, changed words in [brackets]. */
export function pairFigures({ equal, hunks }: ComparedPair): Figures {
  const words = (side: { text: string; changed: boolean }[] | undefined): string =>
    side ? side.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('') : '(none)';
  const changed = hunks.flatMap(({ rows }) => rows).filter(({ state }) => state !== 'equal');
  const figures: Figures = { verdict: equal ? 'equal' : 'changed' };
  changed.forEach(({ left, right }, index) => (figures[`row ${index}`] = `${words(left)} ↔ ${words(right)}`));
  return figures;
}
