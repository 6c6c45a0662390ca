/** Where the line of an offset starts. */

// `lastIndexOf` takes a negative start for 0.
export const lineStartOf = (text: string, offset: number): number =>
  offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
