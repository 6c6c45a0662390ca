/** What every worker is told about counting, and what the trace worker learns. Types only. */

export interface CountingSettings {
  /** Model name, or the beginning of one with `*` behind it, to the absolute path of a tokenizer.json. */
  tokenizers: { [model: string]: string };
  /** Absolute path of what logged calls taught about models without a public tokenizer. Absent: nothing is calibrated. */
  calibrationFile?: string;
}

export type CountingMethods = {
  /** Replaces what was set before; counts that are asked for afterwards follow it. */
  counting: { params: CountingSettings; result: null };
};

/** Of the trace worker besides. */
export type CalibrationMethods = {
  /** Forgets what was learnt, of all models, and stops learning from the traces that are open. */
  resetCalibration: { params: null; result: null };
};
export type CalibrationEvents = {
  /** More was learnt and is in the file. */
  calibrated: { models: number };
};
