/**
 * Answers from what was recorded before: another run, or the logged outputs of a trace. Owns the look-up; a request
 * that was not recorded is an error and never a guess.
 */
import type { Provider, ProviderAnswer, ProviderReply, ProviderRequest } from './model';
import { renderOpenAiChat } from './renderOpenAiChat';

/** Finds the recorded answer to a request, by whatever the recording is keyed by. */
export type RecordedLookup = (
  request: ProviderRequest,
) => ProviderAnswer | undefined | Promise<ProviderAnswer | undefined>;

/** `source` names the recording in messages. */
export function createRecordedProvider(lookup: RecordedLookup, source: string): Provider {
  const send = async (request: ProviderRequest): Promise<ProviderReply> => {
    const answer = await lookup(request);
    if (answer) return { ok: true, answer };
    const message = `${source} holds no answer to call ${request.callId}, sample ${request.sample + 1}, as it would be sent. Record it with a live provider first.`;
    return { ok: false, failure: { code: 'not-recorded', message, retryable: false } };
  };
  return { name: 'recorded', render: renderOpenAiChat, send };
}
