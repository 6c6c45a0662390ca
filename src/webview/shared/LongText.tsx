/** A text of any length: its beginning at once, more of it when asked for. */
import { useState } from 'preact/hooks';
import { Button } from './Button';
import { formatNumber } from './format';
import { memo } from './memo';
import { SafeText } from './SafeText';

/** UTF-16 units shown at first, and added at most with each press. */
const FIRST_CHARACTERS = 4000;
const MORE_CHARACTERS = 200_000;
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

/** The beginning, never ending inside a surrogate pair. */
function beginningOf(text: string, length: number): string {
  const unit = text.charCodeAt(length - 1);
  return text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? length - 1 : length);
}

export const LongText = memo(({ text, first = FIRST_CHARACTERS }: { text: string; first?: number }) => {
  const [shown, setShown] = useState(first);
  if (text.length <= shown) return <Pieces text={text} />;
  const next = Math.min(text.length, shown + MORE_CHARACTERS);
  const label =
    next === text.length
      ? `Show all ${formatNumber(text.length)} characters`
      : `Show ${formatNumber(next - shown)} more of ${formatNumber(text.length)} characters`;
  return (
    <>
      <Pieces text={beginningOf(text, shown)} />
      <span class="long-text-more">
        <Button kind="link" onClick={() => setShown(next)}>
          {label}
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
