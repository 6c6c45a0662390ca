/** An assembly of nothing but one message of this name. */
import type { Assembly } from '../../src/core/context/assembly';
import type { Count } from '../../src/core/tokens/count';

const none: Count = { tokens: 0, basis: 'exact' };

export const assemblyOf = (name: string): Assembly => ({
  model: 'example-model',
  reserve: 0,
  request: { messages: [], tools: [], params: {} },
  payload: [{ role: 'user', name, sent: true, segments: [] }],
  sections: [],
  framing: none,
  total: none,
  overflow: 0,
  fits: true,
  decisions: [],
  diagnostics: [],
});
