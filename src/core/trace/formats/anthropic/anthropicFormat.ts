/** Request/response logs of Anthropic Messages, in the same envelopes as OpenAI's. */
import type { TraceFormat } from '../../format';
import { anthropicRequest, anthropicResponse } from '../../normalise/anthropicBodies';
import { openEnvelope } from '../openaiChat/envelope';
import { openPairReader } from '../openaiChat/pairReader';

export const anthropicFormat: TraceFormat = {
  name: 'anthropic',
  title: 'Anthropic Messages',
  traits: { messages: true, system: 'yes', tools: 'yes', usage: true, timing: true, documents: false },
  detect: (value) => openEnvelope(value)?.dialect === 'anthropic',
  open: () =>
    openPairReader({
      name: 'anthropic',
      dialect: 'anthropic',
      provider: 'anthropic',
      request: anthropicRequest,
      response: anthropicResponse,
    }),
};
