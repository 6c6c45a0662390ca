/** The stable JSON of `ctxdbg calibrate --json`. Types only. */

export interface CalibrationAnswer {
  /** Absolute path of what was written, or would be. */
  file: string;
  /** Calls of this time that say something: their input is whole and its tokens were reported. */
  learned: number;
  models: CalibratedModel[];
}

export interface CalibratedModel {
  /** As the catalogue names it, else as the calls do. */
  model: string;
  /** Calls that are kept of it. */
  samples: number;
  /** Counted tokens are multiplied with it; null where the calls are too few, or say nothing that a tokenizer could. */
  factor: number | null;
  /** Tokens that every request has besides; null as above. */
  offset: number | null;
  /** Three of four calls are no further off, relative to what was reported; null as above. */
  error: number | null;
}
