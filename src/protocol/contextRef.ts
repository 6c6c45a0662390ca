/** A context that a tool of the document worker works on: a document as it stands in the editor, or a logged call. Types only. */
import type { ContextOverlay } from '../core/context/snapshotModel';
import type { Call } from '../core/trace/model';

export type ContextRef =
  | {
      type: 'document';
      /** Absolute path; what the text names is relative to its folder. */
      path: string;
      /** As it stands in the editor or in a commit; absent: as on disk. */
      text?: string;
      overlay: ContextOverlay;
      /** Milliseconds since the epoch. */
      now: number;
      /** Whether `now` wins over the start of a bound call. */
      isNowFixed?: boolean;
      isTrusted?: boolean;
      /** A git revision: the document, and every file that it names, as committed there. Rejects without `isTrusted`. */
      revision?: string;
      /** Values of variables, before all others. */
      set?: { [name: string]: string };
      /** Bound in place of the document's `sample:`. */
      call?: Call;
      /** What the views call it. */
      title: string;
    }
  | { type: 'call'; call: Call; overlay: ContextOverlay; title: string };
