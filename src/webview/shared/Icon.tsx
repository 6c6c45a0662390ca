/** A codicon. Decoration: the word beside it, or the label of what it stands in, says the same. */
export const Icon = ({ name, spin }: { name: string; spin?: boolean }) => (
  <span class={`codicon codicon-${name}${spin ? ' codicon-modifier-spin' : ''}`} aria-hidden="true" />
);
