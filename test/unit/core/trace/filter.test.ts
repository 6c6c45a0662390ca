import assert from 'node:assert/strict';
import { callText, parseFilter, rawNeedles, unicodeNeedles } from '../../../../src/core/trace/filter';
import { makeCall, message } from '../../../support/calls';

describe('the text filter', () => {
  it('splits at white space, keeps quoted words together', () =>
    assert.deepEqual(parseFilter('Refund  "not in  the" x"y "open end'), ['refund', 'not in  the', 'x"y', 'open end']));
  it('is empty for white space', () => assert.deepEqual(parseFilter('  "" '), []));
  it('looks first for the runs that no JSON escapes', () => {
    assert.deepEqual(rawNeedles('naïve "30 days"'), ['na', 've', '30', 'days']);
    assert.deepEqual(rawNeedles('…'), []);
  });
  it('looks for the runs with letters beyond ASCII as text', () => {
    assert.deepEqual(unicodeNeedles('naïve "30 days" 退款9'), ['naïve', '退款9']);
    assert.deepEqual(unicodeNeedles('plain 30'), []);
  });
  it('finds what tools, documents and results say', () => {
    const text = callText(
      makeCall('1', {
        tools: [{ name: 'lookUp', parameters: { type: 'object', properties: { CITY: {} } } }],
        documents: [{ id: 'doc-9', text: 'Returns within 30 days' }],
        messages: [{ role: 'tool', parts: [{ type: 'toolResult', parts: message('user', 'Sunny').parts }] }],
      }),
    );
    for (const word of ['lookup', 'city', 'doc-9', 'within 30', 'sunny']) assert.ok(text.includes(word), word);
  });
});
