/** Fixes of findings about what does not fit: each change is made to the text and assembled before it is offered. */
import { applyEdits, editsFor } from '../core/context/language/change';
import { isAboutFit, triesFor, type Outcome, type Try } from '../core/context/language/fits';
import type { LanguageAction } from '../core/context/language/model';
import { toContextAnswer } from '../core/context/answer';
import type { Diagnostic, Range } from '../core/context/model';
import type { ActionsWanted, LanguageDocument } from '../protocol/languageApi';
import type { CancelSignal } from '../protocol/rpc';
import { assembleLoaded, loadText, type LoadedDocument } from './contextService';
import type { SampleReader } from './sampleCall';

type Request = LanguageDocument & ActionsWanted;

interface Assembled extends Outcome {
  loaded: LoadedDocument;
}

/** More documents than one works on at a time. */
const MAX_KEPT = 4;

export class FitFixes {
  /** By path: the editor asks again with every move of the cursor. */
  private readonly kept = new Map<
    string,
    { key: string; before: Promise<Assembled | undefined>; fixes: Map<string, LanguageAction[]> }
  >();

  constructor(private readonly readSample: SampleReader) {}

  forget(path: string): void {
    this.kept.delete(path);
  }

  /** Fixes of the findings that touch the range. */
  async at(request: Request, range: Range, signal?: CancelSignal): Promise<LanguageAction[]> {
    const kept = this.keptFor(request);
    const before = await kept.before;
    if (!before) return [];
    const findings = before.diagnostics.filter((each) => isAboutFit(each) && each.range && touches(each.range, range));
    const all: LanguageAction[] = [];
    for (const finding of findings) {
      const key = JSON.stringify([finding.code, finding.sectionId ?? null, finding.message]);
      const known = kept.fixes.get(key) ?? (await this.fixesOf(finding, before, request, signal));
      if (signal?.aborted) return [];
      kept.fixes.set(key, known);
      all.push(...known);
    }
    return all;
  }

  private keptFor(request: Request) {
    const key = JSON.stringify([request.text, request.lint, request.isTrusted]);
    const known = this.kept.get(request.path);
    if (known?.key === key) return known;
    const made = { key, before: this.assembled(request, request.text), fixes: new Map<string, LanguageAction[]>() };
    this.kept.delete(request.path);
    this.kept.set(request.path, made);
    for (const oldest of this.kept.keys()) if (this.kept.size > MAX_KEPT) this.kept.delete(oldest);
    return made;
  }

  private async fixesOf(
    finding: Diagnostic,
    before: Assembled,
    request: Request,
    signal: CancelSignal | undefined,
  ): Promise<LanguageAction[]> {
    const found: LanguageAction[] = [];
    for (const each of triesFor(finding, before, before.loaded.parsed)) {
      if (signal?.aborted) return [];
      const action = await this.tried(each, finding, before, request);
      if (action) found.push(action);
    }
    return found;
  }

  private async tried(
    each: Try,
    finding: Diagnostic,
    before: Assembled,
    request: Request,
  ): Promise<LanguageAction | undefined> {
    const edits = editsFor(before.loaded.parsed, request.format, each.changes);
    if (!edits) return undefined;
    const after = await this.assembled(request, applyEdits(request.text, edits));
    const title = after && each.judge(after);
    if (title === undefined) return undefined;
    const { does, sectionId } = each;
    return {
      title,
      kind: 'quickfix',
      does,
      edits,
      mends: finding.message,
      ...(sectionId === undefined ? {} : { sectionId }),
    };
  }

  /** Nothing where the text is no document. */
  private async assembled(request: Request, text: string): Promise<Assembled | undefined> {
    const { path, format, now, isTrusted, lint } = request;
    const loaded = await loadText(path, { set: {}, text, format, now, isTrusted, readSample: this.readSample });
    const { resolved } = loaded;
    if (!resolved) return undefined;
    const shown = assembleLoaded({ ...loaded, resolved }, { overlay: {}, now: loaded.now, lint: { settings: lint } });
    return { answer: toContextAnswer(shown.assembly), diagnostics: shown.diagnostics, loaded };
  }
}

const touches = (a: Range, b: Range): boolean => isBefore(a.start, b.end) && isBefore(b.start, a.end);

const isBefore = (a: Range['start'], b: Range['end']): boolean =>
  a.line < b.line || (a.line === b.line && a.column <= b.column);
