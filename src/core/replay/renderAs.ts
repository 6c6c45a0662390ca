/** A request as the body of one of the providers' APIs, with what that API cannot carry. One table, for every face. */
import type { ModelRequest } from '../context/assembly';
import { renderAnthropic } from './renderAnthropic';
import { renderGemini } from './renderGemini';
import { renderOpenAiChat } from './renderOpenAiChat';
import type { RenderedRequest } from './requestParts';

export type ProviderShape = 'openai' | 'anthropic' | 'gemini';

export interface ShapeEntry {
  id: ProviderShape;
  title: string;
  /** Where the body is sent to. */
  address: string;
  render(request: ModelRequest): RenderedRequest;
}

export const PROVIDER_SHAPES: readonly ShapeEntry[] = [
  { id: 'openai', title: 'OpenAI', address: 'POST /v1/chat/completions', render: renderOpenAi },
  { id: 'anthropic', title: 'Anthropic', address: 'POST /v1/messages', render: renderAnthropic },
  { id: 'gemini', title: 'Gemini', address: 'POST /v1beta/models/MODEL:generateContent', render: renderGemini },
];

export function renderAs(request: ModelRequest, shape: ProviderShape): RenderedRequest {
  const entry = PROVIDER_SHAPES.find(({ id }) => id === shape);
  if (!entry) throw new Error(`There is no shape '${shape}'.`);
  return entry.render(request);
}

function renderOpenAi(request: ModelRequest): RenderedRequest {
  const { body, notCarried } = renderOpenAiChat(request);
  return { body, lossy: notCarried.map((what) => `${what}: has no counterpart and is left out.`) };
}
