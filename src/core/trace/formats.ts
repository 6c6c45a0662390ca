/**
 * The table of formats, in the order in which a record is tried (formats.md §14). To add a format, add its folder
 * and a row here.
 */
import type { TraceFormat } from './format';
import { anthropicFormat } from './formats/anthropic/anthropicFormat';
import { claudeCodeFormat } from './formats/claudeCode/claudeCodeFormat';
import { langfuseFormat } from './formats/langfuse/langfuseFormat';
import { openaiChatFormat } from './formats/openaiChat/openaiChatFormat';
import { openInferenceFormat, otlpFormat } from './formats/otlp/otlpFormat';

export const TRACE_FORMATS: readonly TraceFormat[] = [
  openInferenceFormat,
  otlpFormat,
  langfuseFormat,
  claudeCodeFormat,
  openaiChatFormat,
  anthropicFormat,
];
