/**
 * Remembers what was found in a text, so that typing in one section does not look through all others again. Pure: the
 * same text gives the same answer. It never holds more than a fixed number of characters.
 */

/** In UTF-16 units, over all texts of one memo: a few windows of a million tokens. */
const MAX_CHARACTERS = 16_000_000;
/** Looking up a shorter text costs as much as looking through it. */
const LEAST_LENGTH = 200;

export function memoText<T>(look: (text: string) => T): (text: string) => T {
  let newer = new Map<string, T>();
  let older = new Map<string, T>();
  let characters = 0;
  return (text) => {
    if (text.length < LEAST_LENGTH) return look(text);
    const known = newer.get(text);
    if (known !== undefined) return known;
    const found = older.get(text) ?? look(text);
    if (characters + text.length > MAX_CHARACTERS / 2) {
      older = newer;
      newer = new Map();
      characters = 0;
    }
    newer.set(text, found);
    characters += text.length;
    return found;
  };
}
