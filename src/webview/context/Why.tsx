/** Why the context is as it is: the decisions in their order, then findings and notes. */
import { useState } from 'preact/hooks';
import type { Decision, ItemLedger } from '../../core/context/assembly';
import type { Diagnostic } from '../../core/context/model';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { Button } from '../shared/Button';
import { Icon } from '../shared/Icon';
import { SafeText } from '../shared/SafeText';
import { texts } from './texts';

interface WhyProps {
  snapshot: ContextSnapshot;
  selected: string | null;
  onSelect: (sectionId: string) => void;
}

const FIRST_DECISIONS = 20;
const FIRST_ITEMS = 12;

export function Why({ snapshot, selected, onSelect }: WhyProps) {
  const { answer } = snapshot;
  const section = answer.sections.find(({ id }) => id === selected);
  return (
    <section class="why" aria-labelledby="why-title">
      <h2 id="why-title">{texts.why}</h2>
      {section && (
        <p class="why-selected">
          <strong>
            <SafeText text={section.id} />
          </strong>
          : <SafeText text={section.reason.text} />
        </p>
      )}
      {section?.items && <Items key={section.id} items={section.items} />}
      <Decisions decisions={answer.decisions} onSelect={onSelect} />
      {answer.decisions.length === 0 && answer.fits && <p class="dim">{texts.nothingGaveWay}</p>}
      <Notes snapshot={snapshot} onSelect={onSelect} />
    </section>
  );
}

function Items({ items }: { items: ItemLedger[] }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? items : items.slice(0, FIRST_ITEMS);
  return (
    <>
      <table class="items" aria-label={texts.items}>
        <tbody>
          {shown.map((item, index) => (
            <tr key={index} class={item.isKept ? '' : 'is-gone'}>
              <td class="item-name" title={item.source}>
                <SafeText text={item.id} />
              </td>
              <td class="number dim">{item.score === undefined ? '' : texts.score(item.score)}</td>
              <td class="number">{texts.itemTokens(item.raw)}</td>
              <td>{item.isKept ? texts.itemKept : texts.itemDropped}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < items.length && (
        <Button kind="link" onClick={() => setWhole(true)}>
          {texts.showAllItems(items.length)}
        </Button>
      )}
    </>
  );
}

function Decisions({ decisions, onSelect }: { decisions: Decision[]; onSelect: WhyProps['onSelect'] }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? decisions : decisions.slice(0, FIRST_DECISIONS);
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
      {shown.length < decisions.length && (
        <Button kind="link" onClick={() => setWhole(true)}>
          {texts.showAll(decisions.length)}
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
  // These two have a note of their own, which says what it is about.
  const diagnostics = snapshot.answer.diagnostics.filter(({ code }) => !NOTED.has(code));
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
