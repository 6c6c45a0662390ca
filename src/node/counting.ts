/** What this process counts with besides the public tables: set at start, and anew whenever it changes. */
import { workerData } from 'node:worker_threads';
import type { CountingSettings } from '../protocol/countingApi';
import { CalibrationStore } from './calibrationStore';
import { setCounting } from './tokenizer';

/** Counters that are asked for afterwards follow `settings`. */
export async function applyCounting({ tokenizers, calibrationFile }: CountingSettings): Promise<null> {
  const calibrated = calibrationFile === undefined ? new Map() : await new CalibrationStore(calibrationFile).read();
  await setCounting(tokenizers, calibrated);
  return null;
}

/** What the host gave this worker when it started. */
export function startSettings(): CountingSettings {
  const data: unknown = workerData;
  return isSettings(data) ? data : { tokenizers: {} };
}

const isSettings = (data: unknown): data is CountingSettings =>
  typeof data === 'object' && data !== null && 'tokenizers' in data;
