/**
 * Sentences and words of a text, for the baseline. Owns where a sentence ends and which words are compared; linear in
 * the text's length.
 */

const HEADING = /^\s*#{1,6}\s/;
const TAG = /<\/?[A-Za-z][^<>]{0,200}>/g;
/** Words that say nothing about what a sentence is about. */
const STOP_WORDS = new Set(
  (
    'a an and are as at be but by can could did do does for from had has have how i if in into is it its me my no not of on or our ' +
    'shall she he should so still such than that the their them then there these they this to us was we were what when where ' +
    'which who why will with would you your please tell get'
  ).split(' '),
);

/** Markup that frames documents is no part of a sentence, a heading is none. Lists are cut by line. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  for (const line of text.replace(TAG, ' ').split(/\r?\n/)) {
    if (HEADING.test(line)) continue;
    const pieces = line.split(/(?<=[.!?])\s+(?=\S)/);
    for (const piece of pieces) {
      const sentence = piece.trim().replace(/^(?:[-*#>]+|\d{1,3}[.)])\s+/, '');
      if (sentence !== '') sentences.push(sentence);
    }
  }
  return sentences;
}

/** Lower-case words without stop words, endings cut so that "returns" meets "return". */
export function contentWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word)).map(stem);
}

function stem(word: string): string {
  if (word.length <= 3) return word;
  return word.replace(/(?:ations?|ings?|ed|es|s|ly)$/, (ending) => (word.length - ending.length >= 3 ? '' : ending));
}
