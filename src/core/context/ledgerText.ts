/** The sentences of the ledger: what gave way, by how much and why. Words only; every number is given. */
import type { ResolvedSection } from './assembly';
import type { Section } from './model';

export const formatTokens = (tokens: number): string => String(tokens).replace(/\B(?=(\d{3})+$)/g, ',');

export const plural = (count: number, noun: string): string =>
  `${formatTokens(count)} ${noun}${count === 1 ? '' : 's'}`;

/** 'items', 'messages' or 'tools': what a section's units are called. */
export function unitNoun({ section, body }: ResolvedSection): string {
  if (body.type === 'tools') return 'tool';
  if (body.type === 'messages') return body.units.every((unit) => unit.messages.length === 1) ? 'message' : 'turn';
  return section.content.type === 'text' || section.content.type === 'file' ? 'text' : 'item';
}

/** Where a section stands among those that can give way. */
export function priorityWords(section: Section, rank: 'lowest' | 'next'): string {
  return rank === 'lowest'
    ? `priority ${section.priority} is the lowest`
    : `priority ${section.priority} is the next lowest`;
}

export function unitWords(resolved: ResolvedSection, unit: number, isFirst: boolean): string {
  const { section, body } = resolved;
  if (section.overflow.policy === 'drop-lowest-score') {
    const score = body.type === 'text' ? body.pieces[unit]?.score : undefined;
    if (score === undefined) return 'it has no score';
    return `score ${score} the ${isFirst ? 'lowest' : 'next lowest'} in it`;
  }
  if (section.overflow.policy === 'truncate-end') return 'the last in it';
  return `the ${isFirst ? 'oldest' : 'next oldest'} in it`;
}

export function gaveWayWords(resolved: ResolvedSection, gone: number, units: number): string {
  const noun = unitNoun(resolved);
  return `${formatTokens(gone)} of ${formatTokens(units)} ${noun}s dropped`;
}
