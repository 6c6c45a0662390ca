/** The items of the chosen section, one by one: asked for when it is chosen, all of them on demand. */
import { useState } from 'preact/hooks';
import type { ItemLedger } from '../../core/context/assembly';
import type { ContextSnapshot } from '../../protocol/contextApi';
import { Button } from '../shared/Button';
import { memo } from '../shared/memo';
import { SafeText } from '../shared/SafeText';
import type { ContextSource } from './contextSource';
import { ItemFresh } from './FreshCell';
import { texts } from './texts';
import { useWholeList } from './useWholeList';

interface SectionItemsProps {
  snapshot: ContextSnapshot;
  source: ContextSource;
  sectionId: string;
  /** How many items the section holds. */
  total: number;
}

const FIRST_ITEMS = 12;

export function SectionItems({ snapshot, source, sectionId, total }: SectionItemsProps) {
  const [isWhole, setWhole] = useState(false);
  const { value, failure } = useWholeList({
    snapshot,
    what: sectionId,
    count: isWhole ? total : Math.min(total, FIRST_ITEMS),
    ask: (range, options) => source.items({ ...range, sectionId }, options),
  });
  if (failure !== undefined) return <p class="dim">{texts.noItems(failure)}</p>;
  return (
    <>
      <ItemRows items={value ?? NONE} />
      {!isWhole && total > FIRST_ITEMS && (
        <Button kind="link" onClick={() => setWhole(true)}>
          {texts.showAllItems(total)}
        </Button>
      )}
    </>
  );
}

const NONE: ItemLedger[] = [];

const ItemRows = memo(({ items }: { items: ItemLedger[] }) => (
  <table class="items" aria-label={texts.items}>
    <tbody>
      {items.map((item, index) => (
        <tr key={index} class={item.isKept ? '' : 'is-gone'}>
          <td class="item-name" title={item.source}>
            <SafeText text={item.id} />
          </td>
          <td class="number dim">{item.score === undefined ? '' : texts.score(item.score)}</td>
          <td class="number">{texts.itemTokens(item.raw)}</td>
          <td>{item.isKept ? texts.itemKept : texts.itemDropped}</td>
          <td>
            <ItemFresh item={item} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
));
