/** One row of two texts side by side: a line on each side, or a line against a gap. Signs say what the colours say. */
import type { DiffRow, WordSpan } from '../../core/compare/model';
import { LongText } from './LongText';
import { memo } from './memo';

export const DiffLine = memo(({ row, isCurrent }: { row: DiffRow; isCurrent: boolean }) => (
  <div class={`diff-row diff-${row.state} ${isCurrent ? 'is-current' : ''}`}>
    <Side words={row.left} line={row.leftLine} state={row.state} side="left" />
    <Side words={row.right} line={row.rightLine} state={row.state} side="right" />
  </div>
));

interface SideProps {
  words: WordSpan[] | undefined;
  line: number | undefined;
  state: DiffRow['state'];
  side: 'left' | 'right';
}

function Side({ words, line, state, side }: SideProps) {
  if (!words) return <div class={`diff-side diff-gap side-${side}`} />;
  const isChanged = state !== 'equal';
  const sign = side === 'left' ? '−' : '+';
  return (
    <div class={`diff-side side-${side} ${isChanged ? 'has-change' : ''}`}>
      <span class="diff-gutter" aria-hidden="true">
        <span class="diff-number">{line}</span>
        <span class="diff-sign">{isChanged ? sign : ''}</span>
      </span>
      <span class="diff-text">
        {isChanged && <span class="visually-hidden">{side === 'left' ? 'removed' : 'added'}: </span>}
        {words.map((word, index) => (
          <Word key={index} word={word} side={side} />
        ))}
      </span>
    </div>
  );
}

function Word({ word, side }: { word: WordSpan; side: 'left' | 'right' }) {
  const text = <LongText text={word.text} />;
  if (!word.changed) return text;
  return side === 'left' ? <del class="word">{text}</del> : <ins class="word">{text}</ins>;
}
