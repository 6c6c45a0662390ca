/** Why the context is as it is: the decisions in their order, then findings and notes. */
import { useState } from 'preact/hooks';
import type { Decision } from '../../core/context/assembly';
import type { Diagnostic } from '../../core/context/model';
import { whySentences } from '../../core/context/whySentences';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { Button } from '../shared/Button';
import { Icon } from '../shared/Icon';
import { SafeText } from '../shared/SafeText';
import type { ContextSource } from './contextSource';
import { BudgetFields } from './BudgetCell';
import { SectionItems } from './SectionItems';
import { texts } from './texts';
import type { WhatIfState } from './useWhatIf';
import { useWholeList } from './useWholeList';

interface WhyProps {
  snapshot: ContextSnapshot;
  source: ContextSource;
  whatIf: WhatIfState;
  selected: string | null;
  onSelect: (sectionId: string) => void;
  onReveal: (sectionId: string) => void;
}

export function Why({ snapshot, source, whatIf, selected, onSelect, onReveal }: WhyProps) {
  const { answer } = snapshot;
  const section = answer.sections.find(({ id }) => id === selected);
  const items = section && new Map(Object.entries(answer.itemCounts ?? {})).get(section.id);
  return (
    <section class="why" aria-labelledby="why-title">
      <h2 id="why-title">{texts.why}</h2>
      {section && (
        <div class="why-selected">
          <p>
            <strong>
              <SafeText text={section.id} />
            </strong>{' '}
            <SafeText text={whySentences(answer, section).join(' ')} />
          </p>
          <BudgetFields {...{ snapshot, section, whatIf }} />
          <Button kind="link" title={texts.revealInCodeHint} onClick={() => onReveal(section.id)}>
            {texts.revealInCode}
          </Button>
        </div>
      )}
      {section && items !== undefined && (
        <SectionItems key={section.id} {...{ snapshot, source }} sectionId={section.id} total={items} />
      )}
      <Decisions {...{ snapshot, source, onSelect }} />
      {answer.decisions.length === 0 && answer.fits && <p class="dim">{texts.nothingGaveWay}</p>}
      <Notes snapshot={snapshot} onSelect={onSelect} />
    </section>
  );
}

/** The snapshot holds the first ones. */
function Decisions({ snapshot, source, onSelect }: Omit<WhyProps, 'selected' | 'whatIf' | 'onReveal'>) {
  const { decisions, decisionCount = decisions.length } = snapshot.answer;
  const [isWhole, setWhole] = useState(false);
  const isMore = decisionCount > decisions.length;
  const what = isWhole && isMore ? 'decisions' : undefined;
  const { value } = useWholeList({
    snapshot,
    what,
    count: decisionCount,
    ask: (range, options) => source.decisions(range, options),
  });
  const shown = (what === undefined ? undefined : value) ?? decisions;
  if (decisions.length === 0) return null;
  return (
    <>
      <ol class="decisions">
        {shown.map((decision) => (
          <li key={decision.order} value={decision.order} onClick={() => onSelect(decision.sectionId)}>
            <DecisionText decision={decision} />
          </li>
        ))}
      </ol>
      {isMore && !isWhole && (
        <Button kind="link" onClick={() => setWhole(true)}>
          {texts.showAll(decisionCount)}
        </Button>
      )}
    </>
  );
}

/** The part that names what gave way stands out. */
function DecisionText({ decision }: { decision: Decision }) {
  const names = [`${decision.sectionId} / ${decision.unitId ?? ''}`, decision.sectionId];
  const name = names.find((candidate) => decision.text.startsWith(candidate)) ?? '';
  return (
    <span>
      <strong>
        <SafeText text={name} />
      </strong>
      <SafeText text={decision.text.slice(name.length)} />
    </span>
  );
}

const NOTED = new Set<Diagnostic['code']>(['replaced-by-documents', 'not-carried']);
const SEVERITY_ICONS: Record<Diagnostic['severity'], string> = { error: 'error', warning: 'warning', info: 'info' };

function Notes({ snapshot, onSelect }: Pick<WhyProps, 'snapshot' | 'onSelect'>) {
  // These have a note of their own, which says what it is about; what a conversion loses stands in the header.
  const isNoted = (code: Diagnostic['code']): boolean =>
    NOTED.has(code) || (code === 'not-kept' && !!snapshot.converted);
  const diagnostics = snapshot.answer.diagnostics.filter(({ code }) => !isNoted(code));
  const replaced = snapshot.replacedByDocuments.map((text) => texts.replaced(text));
  const plain = [...replaced, ...snapshot.notCarried.map(texts.notCarried)];
  if (diagnostics.length + plain.length === 0) return null;
  return (
    <ul class="notes">
      {diagnostics.map((diagnostic, index) => (
        <li key={index} class={`note severity-${diagnostic.severity}`}>
          <Icon name={SEVERITY_ICONS[diagnostic.severity]} />
          <span class="visually-hidden">{texts.severities[diagnostic.severity]}: </span>
          <NoteText diagnostic={diagnostic} onSelect={onSelect} />
        </li>
      ))}
      {plain.map((note) => (
        <li key={note} class="note">
          <Icon name="info" />
          <SafeText text={note} />
        </li>
      ))}
    </ul>
  );
}

function NoteText({ diagnostic, onSelect }: { diagnostic: Diagnostic; onSelect: WhyProps['onSelect'] }) {
  const { sectionId, message } = diagnostic;
  if (sectionId === undefined) return <SafeText text={message} />;
  return (
    <button type="button" class="note-button" onClick={() => onSelect(sectionId)}>
      <SafeText text={message} />
    </button>
  );
}
