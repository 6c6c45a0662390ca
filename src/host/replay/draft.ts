/** What the steps of a replay have learnt so far. */
import type { ProviderName } from '../../core/replay/model';
import type { VariantRequest } from '../../protocol/runApi';

export interface ReplayDraft {
  /** The trace: files, folders or globs. */
  paths?: string[];
  /** Absent = every call. */
  callIds?: string[];
  /** The prompt that the replay was started from. */
  document?: string;
  variants: VariantRequest[];
  model?: string;
  samples: number;
  provider: ProviderName;
  recordedFrom?: string;
  /** The models that the calls asked for. */
  loggedModels: string[];
}

export const emptyDraft = (): ReplayDraft => ({ variants: [], samples: 1, provider: 'openai', loggedModels: [] });
