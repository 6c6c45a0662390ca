/** What changes from rung to rung of the degradation ladder, in words: the same on the command line and in the view. */
import type { LadderRung, SectionAction } from './assembly';

export interface LadderChange {
  /** The largest window, in tokens, in which it is so. */
  window: number;
  /** Absent: what must stay does not fit from here on. */
  sectionId?: string;
  action?: SectionAction;
  /** 'is cut' */
  words: string;
}

const WORDS: Partial<Record<SectionAction, string>> = {
  cut: 'is cut',
  fallback: 'is replaced by its fallback',
  dropped: 'goes',
};

/** From the largest window down. `rungs` descend. */
export function ladderChanges(rungs: readonly LadderRung[]): LadderChange[] {
  return rungs.flatMap((rung, index) => {
    const before = rungs[index - 1];
    if (!before) return [];
    const { window } = rung;
    const changes = rung.sections.flatMap(({ id, action }, at): LadderChange[] => {
      const words = WORDS[action];
      return words && before.sections[at]?.action !== action ? [{ window, sectionId: id, action, words }] : [];
    });
    const isFirstOverfull = !rung.fits && before.fits;
    return isFirstOverfull ? [...changes, { window, words: 'what must stay does not fit' }] : changes;
  });
}
