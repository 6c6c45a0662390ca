/** `--budget SECTION=MAX`: what-if sizes of sections, checked against the document that they are for. */
import type { ContextDocument } from '../../core/context/model';
import type { ContextOverlay } from '../../core/context/snapshotModel';
import { UsageError, type CommandInput } from '../command';

type Sizes = NonNullable<ContextOverlay['budgets']>[string];
export interface BudgetOption {
  /** As it was typed. */
  text: string;
  section: string;
  sizes: Sizes;
}

const FORM = 'It takes SECTION=MAX, SECTION=MIN..MAX or SECTION=none, in tokens.';

export const budgetsOf = (input: CommandInput): BudgetOption[] => input.all('budget').map(parse);

/** Section ids are any text: the last '=' ends it. */
function parse(text: string): BudgetOption {
  const at = text.lastIndexOf('=');
  const [, min, max] = /^(?:(\d{1,9})\.\.)?(\d{1,9}|none)$/.exec(text.slice(at + 1)) ?? [];
  if (at < 1 || max === undefined) throw new UsageError(`--budget ${text} cannot be read. ${FORM}`);
  const most = max === 'none' ? null : Number(max);
  const least = min === undefined ? undefined : Number(min);
  if (least !== undefined && most !== null && least > most)
    throw new UsageError(`--budget ${text}: its MIN is larger than its MAX. ${FORM}`);
  return { text, section: text.slice(0, at), sizes: { max: most, ...(least === undefined ? {} : { min: least }) } };
}

export function budgetOverlay(options: readonly BudgetOption[], { sections }: ContextDocument): ContextOverlay {
  if (options.length === 0) return {};
  for (const { text, section, sizes } of options) {
    const own = sections.find(({ id }) => id === section);
    if (!own) {
      const known = sections.map(({ id }) => id).join(', ');
      throw new UsageError(`--budget ${text}: the document has no section '${section}'. It has ${known}.`);
    }
    const { min } = own.budget;
    if (sizes.min === undefined && typeof sizes.max === 'number' && min && 'tokens' in min && min.tokens > sizes.max)
      throw new UsageError(
        `--budget ${text}: the section keeps at least ${min.tokens} tokens (its min). Give both: ${section}=0..${sizes.max}.`,
      );
  }
  // An object made from entries has no prototype's keys in the way of a section's id.
  return { budgets: Object.fromEntries(options.map(({ section, sizes }) => [section, sizes])) };
}
