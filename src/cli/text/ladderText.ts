/** The degradation ladder as a picture: a row a section, a column a window, the smallest to the left. */
import type { ContextAnswer, LadderRung, SectionAction } from '../../core/context/assembly';
import { ladderChanges } from '../../core/context/ladderChanges';
import { formatNumber } from './numbers';
import type { Paint, Style } from './style';
import { oneLine, shorten } from './visible';

const SIGNS: Record<SectionAction, { sign: string; paint?: Paint }> = {
  whole: { sign: '#', paint: 'green' },
  cut: { sign: '+', paint: 'yellow' },
  fallback: { sign: '~', paint: 'yellow' },
  dropped: { sign: '.', paint: 'dim' },
  stale: { sign: 's', paint: 'red' },
  unbound: { sign: ' ' },
};
const NAME_WIDTH = 24;

export function ladderText({ ladder, window }: ContextAnswer, { style }: { style: Style }): string[] {
  const rungs = [...(ladder ?? [])].reverse();
  const [least] = rungs;
  const most = rungs.at(-1);
  if (!least || !most) return [];
  const names = most.sections.map(({ id }) => oneLine(id));
  const width = Math.min(NAME_WIDTH, Math.max(...names.map((name) => Array.from(name).length)));
  const pad = (text: string): string => text + ' '.repeat(Math.max(0, width - Array.from(text).length));
  const rows = names.map((name, index) => {
    const signs = rungs.map(({ sections }) => SIGNS[sections[index]?.action ?? 'unbound']);
    return `  ${pad(shorten(name, width))}  ${signs.map(({ sign, paint }) => style(paint, sign)).join('')}`;
  });
  const current = rungs.findIndex((rung) => rung.window === window);
  const pointer = current < 0 ? [] : [`  ${pad('')}  ${' '.repeat(current)}^ ${formatNumber(window ?? 0)}`];
  return [
    '',
    `ladder: windows of ${formatNumber(least.window)} to ${formatNumber(most.window)} tokens (# whole, + cut, ~ fallback, . gone)`,
    ...rows,
    ...pointer,
    ...changeLines(ladder ?? []),
  ];
}

/** 'in 11,952 and less: documents is cut'. */
function changeLines(descending: readonly LadderRung[]): string[] {
  const byWindow = new Map<number, string[]>();
  for (const { window, sectionId, words } of ladderChanges(descending)) {
    const text = sectionId === undefined ? words : `${oneLine(sectionId)} ${words}`;
    byWindow.set(window, [...(byWindow.get(window) ?? []), text]);
  }
  return [...byWindow].map(([window, all]) => `  in ${formatNumber(window)} and less: ${all.join(', ')}`);
}
