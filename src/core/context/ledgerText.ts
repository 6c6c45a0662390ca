/** The sentences of the ledger: what gave way, by how much and why. Words only; every number is given. */
import type { ResolvedSection } from './assembly';
import type { Section } from './model';

export const formatTokens = (tokens: number): string => String(tokens).replace(/\B(?=(\d{3})+$)/g, ',');

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

export function gaveWayWords(resolved: ResolvedSection, gone: number, units: number): string {
  const noun = unitNoun(resolved);
  return `${formatTokens(gone)} of ${formatTokens(units)} ${noun}s dropped`;
}

/** 'at the end', 'in the middle', 'at the start'. */
export const placeWords = (place: 'start' | 'middle' | 'end'): string =>
  `${place === 'middle' ? 'in' : 'at'} the ${place}`;
