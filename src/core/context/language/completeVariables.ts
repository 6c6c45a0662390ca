/** Names of variables inside {{…}}, each with its value. */
import { lineStartOf } from './lineStart';
import type { CompletionContext } from './completion';
import type { Completion } from './model';
import { holdsVariables } from './sectionAt';
import { declaredIn, ITEM_FIELDS, valuesOfVariables } from './variablesAt';
import { shortened } from './words';

const OPEN = /(?:^|[^{])(?:\{\{\{\{)*\{\{[ \t]*([\w.-]*)$/;

/** Nothing where the cursor is in no {{…}}. */
export function variableCompletions(context: CompletionContext): Completion[] | undefined {
  const { text, offset, place, root, known } = context;
  if (place.on !== 'value' || !holdsVariables(root, place.path)) return undefined;
  const lineStart = lineStartOf(text, offset);
  const [, typed] = OPEN.exec(text.slice(Math.max(lineStart, offset - 300), offset)) ?? [];
  if (typed === undefined) return undefined;
  const rest = /^[\w.-]*/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  const isClosed = /^[ \t]*\}\}/.test(text.slice(offset + rest.length, offset + rest.length + 20));
  const span = { start: offset - typed.length, end: offset + rest.length };
  const close = isClosed ? '' : '}}';
  const fields = place.path.at(-1) === 'itemTemplate' ? ITEM_FIELDS : [];
  const own = place.path[0] === 'variables' ? place.path[1] : undefined;
  const variables = valuesOfVariables(declaredIn(text, root), known.variables).filter(({ name }) => name !== own);
  return [
    ...fields.map((name) => of(name, 'of each item', span, close)),
    ...variables
      .filter(({ name }) => !fields.includes(name))
      .map(({ name, value, from }) => ({
        ...of(name, shortened(value, 60), span, close),
        documentation: `${from}: ${shortened(value, 400)}`,
      })),
  ];
}

const of = (name: string, detail: string, span: Completion['span'], close: string): Completion => ({
  label: name,
  kind: 'variable',
  detail,
  insert: name + close,
  span,
});
