/** Addresses and numbers of people in what is sent. On request only: many programs exist to handle them. */
import { memoText } from '../textMemo';
import type { LintFinding, LintRule, LintText } from '../model';

interface Kind {
  name: string;
  shape: RegExp;
  accepts?: (found: string) => boolean;
}

const KINDS: readonly Kind[] = [
  {
    name: 'e-mail address',
    shape: /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}\b/g,
    accepts: (found) => !/@(?:example\.(?:com|org|net)|[\w.-]*\.(?:example|invalid|test))$/i.test(found),
  },
  {
    name: 'phone number',
    shape: /(?<![\d.+-])\+\d{1,3}[ -]?(?:\(\d{1,4}\)[ -]?)?\d{2,4}(?:[ -]?\d{2,4}){2,3}(?![\d.-])/g,
  },
  { name: 'payment card', shape: /(?<![\d.-])(?:\d[ -]?){12,18}\d(?![\d.-])/g, accepts: isCard },
  { name: 'IBAN', shape: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g, accepts: isIban },
  { name: 'US social security number', shape: /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g },
];

const personalIn = memoText((text): { name: string; count: number }[] =>
  KINDS.flatMap(({ name, shape, accepts = () => true }) => {
    const count = [...text.matchAll(shape)].filter(([found]) => accepts(found)).length;
    return count === 0 ? [] : [{ name, count }];
  }),
);

export const personalData: LintRule = {
  id: 'personal-data',
  title: 'Addresses or numbers of people are sent to the model.',
  level: 'warning',
  isDefault: false,
  check: ({ texts }) => texts.flatMap(findingOf),
};

function findingOf({ section, form, unitId, text, path }: LintText): LintFinding[] {
  const found = form === 'toolDefinition' ? [] : personalIn(text);
  if (found.length === 0) return [];
  const kinds = found.map(({ name, count }) => (count === 1 ? name : `${name} (${count} times)`)).join(', ');
  const message = `Section '${section.id}' holds personal data: ${kinds}. Leave it out, or put a stand-in in its place.`;
  return [{ sectionId: section.id, ...(unitId === undefined ? {} : { unitId }), message, path, excerpt: kinds }];
}

/** Luhn's check digit; digits that are all the same pass it and are no card. */
function isCard(found: string): boolean {
  const digits = Array.from(found.replace(/\D/g, ''), Number);
  if (new Set(digits).size < 2 || !/^[3-6]/.test(found)) return false;
  const sum = digits.reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: the rest by 97 is 1. */
function isIban(found: string): boolean {
  const compact = found.replaceAll(' ', '');
  const turned = compact.slice(4) + compact.slice(0, 4);
  let rest = 0;
  for (const character of turned) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return compact.length >= 15 && compact.length <= 34 && rest === 1;
}
