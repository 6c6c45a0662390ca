/** The records that a call was read from, as they stand in the file. */
import { useState } from 'preact/hooks';
import type { Call } from '../../core/trace/model';
import { LongText } from '../shared/LongText';
import { Message } from '../shared/Message';
import { SafeText } from '../shared/SafeText';
import { useRemote } from '../shared/useRemote';
import { texts } from './texts';
import type { TraceHost } from './useCalls';

/** UTF-16 units of a record that are shown at once. */
const FIRST_CHARACTERS = 50_000;

interface RawTabProps {
  host: TraceHost;
  call: Call;
  /** Another one reads the record anew. */
  revision: number;
}

export function RawTab({ host, call, revision }: RawTabProps) {
  const [source, setSource] = useState(0);
  const question = call.sources.length === 0 ? undefined : `${call.id} ${String(source)} ${String(revision)}`;
  const { value, failure } = useRemote(question, (options) =>
    host.request('raw', { callId: call.id, source }, options),
  );
  if (question === undefined) return <Message tone="empty" text={texts.noSource} />;
  return (
    <div class="tab-body">
      <div class="raw-head">
        {call.sources.length > 1 && (
          <label class="field">
            <span>{texts.rawSource}</span>
            <select value={String(source)} onChange={({ currentTarget: { value: index } }) => setSource(Number(index))}>
              {call.sources.map(({ role, line, lengthBytes }, index) => (
                <option key={index} value={String(index)}>
                  {texts.sourceOption(role, line, lengthBytes)}
                </option>
              ))}
            </select>
          </label>
        )}
        {value && (
          <span class="dim raw-where">
            <SafeText text={texts.rawWhere(value.source.path, value.source.line, value.source.offsetBytes)} />
          </span>
        )}
      </div>
      {failure && <Message tone="failure" text={texts.callFailed(failure)} />}
      {!value && !failure && <Message tone="busy" text={texts.loadingRaw} />}
      {value?.isCut && <Message tone="empty" text={texts.rawCut} />}
      {value && (
        <div class="text-block raw-text">
          <LongText key={question} text={value.text} first={FIRST_CHARACTERS} />
        </div>
      )}
    </div>
  );
}
