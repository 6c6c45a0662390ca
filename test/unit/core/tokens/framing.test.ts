import assert from 'node:assert/strict';
import type { Part } from '../../../../src/core/trace/model';
import {
  declaredCount,
  messageFraming,
  OPENAI_FRAMING,
  renderTool,
  toolTurnFraming,
} from '../../../../src/core/tokens/framing';

describe('framing', () => {
  it('is 3 and the role a message, 1 more before a name', () => {
    assert.deepEqual(messageFraming(OPENAI_FRAMING), { tokens: 4, basis: 'exact' });
    assert.deepEqual(messageFraming(OPENAI_FRAMING, { tokens: 2, basis: 'exact' }), { tokens: 7, basis: 'exact' });
  });

  it('renders a tool as a TypeScript type', () => {
    const parameters = {
      type: 'object',
      required: ['city'],
      properties: {
        city: { type: 'string', description: 'The city.' },
        days: { type: 'integer' },
        unit: { enum: ['C', 'F'] },
        tags: { type: 'array', items: { type: 'string' } },
        place: { type: 'object', properties: { x: { type: 'number' } } },
      },
    };
    assert.equal(
      renderTool({ name: 'weather', description: 'Tells it.', parameters }),
      `
// Tells it.
type weather = (_: {
// The city.
city: string,
days?: number,
unit?: "C" | "F",
tags?: string[],
place?: {
  x?: number,
  },
}) => any;
`,
    );
  });

  it('renders a tool without parameters, and one whose schema is nonsense', () => {
    assert.equal(renderTool({ name: 'now' }), '\ntype now = () => any;\n');
    assert.equal(
      renderTool({ name: 'x', parameters: { properties: { a: 5 } } }),
      '\ntype x = (_: {\na?: any,\n}) => any;\n',
    );
  });

  it('counts tool turns, several calls in one message more', () => {
    const call = { type: 'toolCall', name: 'f', arguments: '{}' } as const;
    const turn = (...parts: Part[]): number => toolTurnFraming(OPENAI_FRAMING, { parts });
    assert.deepEqual([turn(call), turn(call, call), turn({ type: 'toolResult', parts: [] })], [3, 16, 5]);
    assert.equal(turn({ type: 'text', text: 'x' }), 0);
  });

  it('declares an estimate for what is no text, and none for text', () => {
    assert.deepEqual(declaredCount({ type: 'image' }, OPENAI_FRAMING), { tokens: 765, basis: 'estimate', error: 1 });
    const low = declaredCount({ type: 'image', extra: { image_url: { detail: 'low' } } }, OPENAI_FRAMING);
    assert.equal(low?.tokens, 85);
    assert.equal(declaredCount({ type: 'text', text: 'x' }, OPENAI_FRAMING), undefined);
  });
});
