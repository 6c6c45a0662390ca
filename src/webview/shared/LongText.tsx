/** A text of any length: its beginning at once, more of it when asked for. */
import { useState } from 'preact/hooks';
import { beginningOf, FIRST_CHARACTERS, MORE_CHARACTERS } from '../../core/context/payloadRows';
import { Button } from './Button';
import { formatNumber } from './format';
import { memo } from './memo';
import { SafeText } from './SafeText';

/** Laid out by pieces of whole lines of at least this length, so that what is far off the screen costs nothing. */
const PIECE_CHARACTERS = 8000;

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start + PIECE_CHARACTERS);
    const end = newline === -1 ? text.length : newline + 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

/** What a press shows of a text of which so many UTF-16 units are shown. */
export function moreLabel(shown: number, length: number): string {
  const next = Math.min(length, shown + MORE_CHARACTERS);
  return next === length
    ? `Show all ${formatNumber(length)} characters`
    : `Show ${formatNumber(next - shown)} more of ${formatNumber(length)} characters`;
}

export const LongText = memo(({ text, first = FIRST_CHARACTERS }: { text: string; first?: number }) => {
  const [shown, setShown] = useState(first);
  if (text.length <= shown) return <Pieces text={text} />;
  return (
    <>
      <Pieces text={beginningOf(text, shown)} />
      <span class="long-text-more">
        <Button kind="link" onClick={() => setShown(Math.min(text.length, shown + MORE_CHARACTERS))}>
          {moreLabel(shown, text.length)}
        </Button>
      </span>
    </>
  );
});

const Pieces = memo(({ text }: { text: string }) => {
  const pieces = text.length > PIECE_CHARACTERS ? piecesOf(text) : [text];
  if (pieces.length === 1) return <SafeText text={text} />;
  return (
    <>
      {pieces.map((piece, index) => (
        <span class="text-piece" key={index}>
          <SafeText text={piece} />
        </span>
      ))}
    </>
  );
});
