/** What a long user message asks, for lists. Never used for what is sent, counted or compared. */

const LONG_TEXT = 1_000;
const SHORT_PARAGRAPH = 400;

/** Documents often stand before the question in one message: a short last paragraph of a long text is the question. */
export function questionOf(text: string): string {
  const trimmed = text.trimEnd();
  if (trimmed.length < LONG_TEXT) return text;
  const last = trimmed.slice(trimmed.lastIndexOf('\n\n') + 2);
  return last.length <= SHORT_PARAGRAPH ? last : text;
}
