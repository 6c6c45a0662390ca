/** Request/response logs of OpenAI Chat Completions, from any client or gateway that writes JSON or JSON Lines. */
import type { TraceFormat } from '../../format';
import { openAiChatRequest, openAiChatResponse } from '../../normalise/openAiBodies';
import { openEnvelope, type Dialect } from './envelope';
import { openPairReader } from './pairReader';

/** The Responses API's records are known, so that they are counted as what they are. */
const DIALECTS: readonly Dialect[] = ['openai', 'responses', 'embeddings'];

export const openaiChatFormat: TraceFormat = {
  name: 'openai-chat',
  title: 'OpenAI Chat',
  traits: { messages: true, system: 'yes', tools: 'yes', usage: true, timing: true, documents: false },
  detect: (value) => {
    const envelope = openEnvelope(value);
    return envelope !== undefined && DIALECTS.includes(envelope.dialect);
  },
  open: () =>
    openPairReader({
      name: 'openai-chat',
      dialect: 'openai',
      request: openAiChatRequest,
      response: openAiChatResponse,
    }),
};
