/** Text from a document or a trace, as text: what hides in it is named, and it cannot reorder what stands around it. */
import { memo } from './memo';
import { visibleRuns } from './visibleText';

export const SafeText = memo(({ text }: { text: string }) => (
  <bdi class="safe-text">
    {visibleRuns(text).map((run, index) =>
      'text' in run ? (
        run.text
      ) : (
        <span key={index} class="hidden-character" title={`Hidden character ${run.hidden}`}>
          {run.hidden}
        </span>
      ),
    )}
  </bdi>
));
