import assert from 'node:assert/strict';
import { firstWords, outputText, outputTexts } from '../../../../src/core/compare/sideOutput';
import type { Part } from '../../../../src/core/trace/model';

const text = (value: string): Part => ({ type: 'text', text: value });

describe('an output as text', () => {
  it('writes a tool call with one argument a line', () => {
    const part: Part = { type: 'toolCall', id: 'c', name: 'search', arguments: '{"query":"x","k":3}' };
    assert.equal(outputText([text('Looking.'), part]), 'Looking.\n[tool call] search\n{\n  "query": "x",\n  "k": 3\n}');
  });

  it('keeps arguments that are no JSON as they are', () => {
    assert.equal(outputText([{ type: 'toolCall', name: 'f', arguments: '{"a":' }]), '[tool call] f\n{"a":');
  });

  it('sets JSON out line by line where both sides are JSON, else not at all', () => {
    assert.deepEqual(outputTexts([text('{"a":1}')], [text(' {"a":2}')]), {
      left: '{\n  "a": 1\n}',
      right: '{\n  "a": 2\n}',
    });
    assert.deepEqual(outputTexts([text('{"a":1}')], [text('no')]), { left: '{"a":1}', right: 'no' });
  });

  it('names what is no text', () => {
    assert.equal(outputText([{ type: 'image', mimeType: 'image/png', data: 'AA' }]), '[image image/png]');
    assert.equal(outputText([{ type: 'reasoning', text: '', encrypted: 'x' }]), '[reasoning, not in plain text]');
    assert.equal(outputText([{ type: 'unknown', raw: { a: 1 } }]), '{\n  "a": 1\n}');
  });

  it('first words are one short line', () => {
    assert.equal(firstWords('a\n  b'), 'a b');
    assert.equal(firstWords('x'.repeat(500)).length, 120);
  });
});
