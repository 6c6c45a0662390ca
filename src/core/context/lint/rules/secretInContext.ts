/** A key, a token or a password in what is sent. The finding never shows the secret itself. */
import { countSecrets } from '../../../secrets/patterns';
import { memoText } from '../textMemo';
import { placeOf } from '../texts';
import type { LintFinding, LintRule, LintText } from '../model';

const secretsIn = memoText((text) => countSecrets([text]));

export const secretInContext: LintRule = {
  id: 'secret-in-context',
  title: 'A key, a token or a password is sent to the model.',
  level: 'warning',
  isDefault: true,
  check: ({ texts }) => oncePerPlace(texts.flatMap(findingsIn)),
};

function findingsIn(text: LintText): LintFinding[] {
  const found = secretsIn(text.text);
  if (found.length === 0) return [];
  const kinds = found.map(({ kind, count }) => (count === 1 ? kind : `${kind} (${count} times)`)).join(', ');
  const message = `${placeOf(text).replace(/^./, (first) => first.toUpperCase())} holds what looks like a secret: ${kinds}. Take it out, or put a placeholder in its place; if it is real, revoke it.`;
  const { section, unitId, path } = text;
  return [{ sectionId: section.id, ...(unitId === undefined ? {} : { unitId }), message, path, excerpt: kinds }];
}

/** A conversation repeats a text many times; one finding says it. */
function oncePerPlace(findings: LintFinding[]): LintFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ sectionId, excerpt }) => {
    const key = JSON.stringify([sectionId ?? '', excerpt ?? '']);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
