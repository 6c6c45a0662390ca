/** The window as one line of text: a letter a section, '.' free, '=' the reserve, '|' the limit, '/' what does not fit. */
import type { ContextAnswer, SectionLedger } from '../../core/context/assembly';
import type { SectionKind } from '../../core/context/model';
import { formatBasis, formatNumber, plural } from './numbers';
import type { Paint, Style } from './style';

const KIND_PAINT: Record<SectionKind, Paint | undefined> = {
  instructions: 'blue',
  examples: 'cyan',
  documents: 'green',
  history: 'yellow',
  toolResults: 'magenta',
  userState: 'cyan',
  tools: 'magenta',
  query: 'bold',
  other: undefined,
};
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export const paintOf = (section: SectionLedger): Paint | undefined => KIND_PAINT[section.kind];
export const letterOf = (index: number): string => LETTERS[index] ?? '+';

interface Stretch {
  tokens: number;
  sign: string;
  paint?: Paint | undefined;
}

export function windowBar(answer: ContextAnswer, width: number, style: Style): string {
  const limit = answer.window ?? answer.total.tokens;
  const whole = Math.max(limit + answer.overflow, answer.total.tokens + answer.reserve, 1);
  const inside = stretchesInside(answer);
  const room = Math.max(20, width - 3);
  let done = 0;
  let bar = '';
  const draw = (stretch: Stretch): void => {
    // Each end is rounded from the sum, so that the bar is never longer or shorter than its room.
    const from = Math.round((done / whole) * room);
    done += Math.max(0, stretch.tokens);
    bar += style(stretch.paint, stretch.sign.repeat(Math.round((done / whole) * room) - from));
  };
  for (const stretch of inside) draw(stretch);
  // What does not fit is always seen, however little it is.
  const cut = answer.overflow === 0 ? 0 : Math.max(1, Math.round((answer.overflow / whole) * room));
  bar += `|${style('red', '/'.repeat(cut))}`;
  return `[${bar}]`;
}

function stretchesInside(answer: ContextAnswer): Stretch[] {
  const sections = answer.sections.map((section, index) => ({
    tokens: section.kept.tokens,
    sign: letterOf(index),
    paint: paintOf(section),
  }));
  const free = answer.window === null ? 0 : answer.window - answer.reserve - answer.total.tokens;
  return [
    ...sections,
    { tokens: answer.framing.tokens, sign: '-', paint: 'dim' },
    { tokens: free, sign: '.', paint: 'dim' },
    { tokens: answer.reserve, sign: '=', paint: 'dim' },
  ];
}

/** What the bar says, in words. */
export function windowSentence(answer: ContextAnswer): string {
  const sent = plural(answer.total.tokens, 'token');
  const estimate = answer.total.basis === 'exact' ? '' : ` (${formatBasis(answer.total)})`;
  if (answer.window === null)
    return `${sent}${estimate} sent; the window of ${answer.model} is not known, so nothing gives way.`;
  const room = answer.window - answer.reserve;
  const of = `${formatNumber(room)} (window ${formatNumber(answer.window)} − reserve ${formatNumber(answer.reserve)})`;
  if (answer.overflow > 0) return `${sent}${estimate} sent of ${of}; ${plural(answer.overflow, 'token')} did not fit.`;
  if (!answer.fits) return `${sent}${estimate} do not fit ${of}.`;
  return `${sent}${estimate} sent of ${of}; ${formatNumber(room - answer.total.tokens)} free.`;
}
