/** A text of the payload: its beginning came with its row, more of it is asked for when one wants to read it. */
import { useEffect, useState } from 'preact/hooks';
import { FIRST_CHARACTERS, MORE_CHARACTERS } from '../../core/context/payloadRows';
import { Button } from '../shared/Button';
import { LongText, moreLabel } from '../shared/LongText';
import { useRemote } from '../shared/useRemote';
import type { PayloadSource } from './payloadSource';
import { texts } from './texts';
import { SafeText } from '../shared/SafeText';

interface PayloadTextProps {
  text: string;
  /** Of the whole text in UTF-16 units; absent: `text` is all. */
  length: number | undefined;
  row: number;
  segment: number;
  from: PayloadSource;
}

export function PayloadText(props: PayloadTextProps) {
  const { text, length } = props;
  if (length === undefined) return <LongText text={text} first={Infinity} />;
  return <LongerText {...props} length={length} />;
}

function LongerText({ text, length, row, segment, from }: PayloadTextProps & { length: number }) {
  const [shown, setShown] = useState(FIRST_CHARACTERS);
  const [presses, setPresses] = useState(0);
  const moves = useMoves(from, shown > FIRST_CHARACTERS);
  const question = shown > FIRST_CHARACTERS ? [shown, length, moves, presses].join(' ') : undefined;
  const { value, failure, isOld } = useRemote(question, () => from.text({ row, segment }, Math.min(shown, length)));
  const known = question === undefined ? text : (value ?? text);
  const isWaiting = question !== undefined && isOld && known.length < Math.min(shown, length);
  return (
    <>
      <LongText text={known} first={Infinity} />
      {(known.length < length || failure !== undefined) && (
        <span class="long-text-more">
          {failure !== undefined && <SafeText text={`${texts.noMore(failure)} `} />}
          <Button
            kind="link"
            disabled={isWaiting}
            onClick={() => {
              setShown(Math.min(length, known.length + MORE_CHARACTERS));
              setPresses(presses + 1);
            }}
          >
            {moreLabel(known.length, length)}
          </Button>
        </span>
      )}
    </>
  );
}

/** Counts the versions, while it matters: a text that one reads in full is read again. */
function useMoves(from: PayloadSource, isWanted: boolean): number {
  const [moves, setMoves] = useState(0);
  useEffect(() => (isWanted ? from.onMove(() => setMoves((count) => count + 1)) : undefined), [from, isWanted]);
  return moves;
}
