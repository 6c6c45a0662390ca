/** Finds the format of one record: the first in the table that says yes. Pure. */
import type { TraceFormat } from './format';
import { TRACE_FORMATS } from './formats';
import type { JsonValue } from './model';

export function detectFormat(value: JsonValue): TraceFormat | undefined {
  return TRACE_FORMATS.find((format) => format.detect(value));
}

export const formatTitle = (name: string): string =>
  TRACE_FORMATS.find((format) => format.name === name)?.title ?? name;
