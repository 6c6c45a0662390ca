/** Where one text became another, as the one stretch between what both begin with and what both end with. */

/** UTF-16 offsets: `start` to `oldEnd` of the old text became `start` to `newEnd` of the new one. */
export interface TextChange {
  start: number;
  oldEnd: number;
  newEnd: number;
}

/** Characters that are compared at once. */
const STRIDE = 4_096;

/** Undefined where the texts are the same. */
export function changeBetween(old: string, now: string): TextChange | undefined {
  if (old === now) return undefined;
  const most = Math.min(old.length, now.length);
  const start = sameLength(most, (from, to) => old.slice(from, to) === now.slice(from, to));
  const [oldLength, nowLength] = [old.length, now.length];
  const end = sameLength(
    most - start,
    (from, to) => old.slice(oldLength - to, oldLength - from) === now.slice(nowLength - to, nowLength - from),
  );
  return { start, oldEnd: oldLength - end, newEnd: nowLength - end };
}

/** The same change as early as it can be said: of two equal line ends the first may be the new one. */
export function earliest({ start, oldEnd, newEnd }: TextChange, old: string, now: string): TextChange {
  const [text, end] = start === oldEnd ? [now, newEnd] : [old, oldEnd];
  let by = 0;
  if (start === oldEnd || start === newEnd) {
    while (by < start && text.charAt(start - by - 1) === text.charAt(end - by - 1)) by++;
  }
  return { start: start - by, oldEnd: oldEnd - by, newEnd: newEnd - by };
}

function sameLength(most: number, isSame: (from: number, to: number) => boolean): number {
  let length = 0;
  for (let stride = STRIDE; stride >= 1;) {
    const next = Math.min(most, length + stride);
    if (next > length && isSame(length, next)) length = next;
    else stride = Math.floor(stride / 8);
  }
  return length;
}
