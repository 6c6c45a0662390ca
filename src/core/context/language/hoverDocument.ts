/** Hover on what holds for the whole document: model, window, reserve, variables. */
import { formatTokens } from '../ledgerText';
import { lookupModel } from '../../tokens/catalogue';
import { heading, note, text, type HoverContext } from './hoverParts';
import type { HoverPart } from './model';
import { valuesOfVariables, declaredIn } from './variablesAt';
import { basisWords, modelWords, percentOf, plural, tokensWords } from './words';

export function documentHover(context: HoverContext): HoverPart[] {
  const { path, known } = context;
  const [first, second] = path;
  if (first === 'model') return modelHover(context);
  if (first === 'window' || first === 'reserve' || first === 'sections')
    return path.length === 1 ? windowHover(context) : [];
  if (first === 'variables' && typeof second === 'string') {
    const own = valuesOfVariables(declaredIn(context.text, context.root), known.variables);
    const winning = own.find(({ name }) => name === second);
    if (!winning || winning.from.startsWith('of ')) return [];
    return [text(`Here it is "${winning.value}", ${winning.from}: that wins over the value in this document.`)];
  }
  return [];
}

function modelHover({ value, answer, known }: HoverContext): HoverPart[] {
  const name = value ?? answer?.model;
  if (!name) return [];
  const own = answer?.window;
  const { window } = lookupModel(name).entry;
  const lines = modelWords(name, known.now).map(text);
  const differs = own !== undefined && own !== null && window !== undefined && own !== window;
  return [
    heading(name),
    ...lines,
    ...(differs ? [note(`This document sets its own window: ${plural(own, 'token')}.`)] : []),
  ];
}

function windowHover({ answer }: HoverContext): HoverPart[] {
  if (!answer) return [];
  const { window, reserve, total, overflow, framing, model } = answer;
  if (window === null)
    return [
      text(`${tokensWords(total)} are sent. The window is not known: set "window:", or a model of the catalogue.`),
    ];
  const limit = window - reserve;
  const over = overflow > 0 ? ` All sections together need ${plural(overflow, 'token')} more than that.` : '';
  return [
    heading(`${tokensWords(total)} of ${formatTokens(limit)}`),
    text(
      `The window holds ${formatTokens(window)}; ${formatTokens(reserve)} are kept free for the answer, which leaves ${formatTokens(limit)}.${over}`,
    ),
    text(
      `What is sent takes ${percentOf(total.tokens, window)} of the window: the sections, and ${tokensWords(framing)} of framing (roles, separators, the start of the reply).`,
    ),
    note(basisWords(total, model)),
  ];
}
