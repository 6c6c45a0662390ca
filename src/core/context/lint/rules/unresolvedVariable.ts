/**
 * A variable without a value. In a document resolving finds it; in a logged call it is a template's placeholder that was
 * sent as it stands. Only instructions are looked through: users and documents may write braces and mean them.
 */
import { excerptOf } from '../texts';
import { memoText } from '../textMemo';
import type { LintContext, LintFinding, LintRule } from '../model';

/** `{{name}}` and `{{ user.name }}`: one name and nothing else. */
const PLACEHOLDER = /(?<![{\\`$])\{\{ ?[A-Za-z_][A-Za-z0-9_.]{0,60} ?\}\}(?![}`])/g;
/** A text that explains placeholders is no template that was not filled. */
const EXPLAINS = /\b(?:template|placeholder|jinja|handlebars|mustache|variable|interpolat|liquid|syntax)/i;

const placeholdersIn = memoText((text): string[] => {
  if (!text.includes('{{') || EXPLAINS.test(text)) return [];
  return [...new Set([...withoutCode(text).matchAll(PLACEHOLDER)].map(([token]) => token))];
});

/** What stands between fences is shown and not meant. */
function withoutCode(text: string): string {
  return text.includes('```')
    ? text
        .split('```')
        .filter((_, index) => index % 2 === 0)
        .join('\n')
    : text;
}

export const unresolvedVariable: LintRule = {
  id: 'unresolved-variable',
  title: 'A variable without a value, or a placeholder of a template that was sent as it stands.',
  level: 'error',
  isDefault: true,
  codes: ['unresolved-variable'],
  check: ({ of, texts }: LintContext) => (of === 'document' ? [] : texts.flatMap(findingsIn)),
};

function findingsIn({ section, role, form, text }: LintContext['texts'][number]): LintFinding[] {
  const isInstruction = form === 'message' && (role === 'system' || role === 'developer');
  const found = isInstruction ? placeholdersIn(text) : [];
  if (found.length === 0) return [];
  const message = `${found.slice(0, 3).join(', ')} in section '${section.id}' was sent as it stands: the template was not filled. Give it a value where the prompt is made.`;
  return [{ sectionId: section.id, message, excerpt: excerptOf(found.join(' ')) }];
}
