/** Says that the text is a prompt file of another program, and what of it the context does not carry. */
import type { ContextSnapshot } from '../../protocol/contextApi';
import { Icon } from '../shared/Icon';
import { SafeText } from '../shared/SafeText';
import { texts } from './texts';
import './converted.css';

export function Converted({ converted }: { converted: ContextSnapshot['converted'] | undefined }) {
  if (!converted) return null;
  const { format, lost } = converted;
  if (lost.length === 0) {
    return (
      <p class="converted">
        <Icon name="file-symlink-file" /> {texts.convertedWhole(format)}
      </p>
    );
  }
  return (
    <details class="converted">
      <summary>
        {texts.convertedFrom(format)} <span class="dim">{texts.notKept(lost.length)}</span>
      </summary>
      <ul>
        {lost.map((sentence, index) => (
          <li key={index}>
            <SafeText text={sentence} />
          </li>
        ))}
      </ul>
    </details>
  );
}
