import assert from 'node:assert/strict';
import { MAX_DEPTH, parseEmbeddedJson, parseJsonText } from '../../../../src/core/trace/jsonText';

const valueOf = (text: string): unknown => {
  const outcome = parseJsonText(text);
  assert.ok(outcome.ok, `not read: ${text.slice(0, 50)}`);
  return outcome.value;
};
const failureOf = (text: string): string => {
  const outcome = parseJsonText(text);
  return outcome.ok ? 'read' : outcome.failure;
};

describe('parseJsonText', () => {
  it('keeps the digits of integers beyond 2^53 as strings', () => {
    assert.deepEqual(valueOf('{"seed":9223372036854775807,"n":-9007199254740993}'), {
      seed: '9223372036854775807',
      n: '-9007199254740993',
    });
  });

  it('leaves safe integers, fractions and digits inside strings alone', () => {
    const text = '{"a":9007199254740991,"b":0.12345678901234567,"c":"x 9223372036854775807 \\" 9223372036854775807"}';
    assert.deepEqual(valueOf(text), JSON.parse(text));
  });

  it('reads NaN and Infinity as null, and leaves the words alone inside strings', () => {
    assert.deepEqual(valueOf('{"a":NaN,"b":[-Infinity,1],"c":"NaN"}'), { a: null, b: [null, 1], c: 'NaN' });
  });

  it('keeps lone surrogates', () => assert.equal(valueOf('"a\\ud800b"'), 'a\ud800b'));

  it('tells text that was cut off from text that is no JSON', () => {
    assert.equal(failureOf('{"a":[1,2'), 'cut-off');
    assert.equal(failureOf('{"a":"x\\"'), 'cut-off');
    assert.equal(failureOf('{"a":1}}'), 'not-json');
    assert.equal(failureOf('hello'), 'not-json');
  });

  it('refuses what is nested too deeply, without overflowing', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    assert.equal(failureOf(nested(200_000)), 'too-deep');
    assert.equal(failureOf('{"a":'.repeat(MAX_DEPTH + 1) + '1' + '}'.repeat(MAX_DEPTH + 1)), 'too-deep');
    assert.equal(failureOf(nested(MAX_DEPTH - 1)), 'read');
  });

  it('reads 5 MB in one string with a long number behind it', () => {
    const text = `{"a":"${'x\\n'.repeat(1_700_000)}","n":12345678901234567890}`;
    assert.equal((valueOf(text) as { n: string }).n, '12345678901234567890');
  });
});

describe('parseEmbeddedJson', () => {
  it('reads objects and lists only: a text that happens to be a number stays text', () => {
    assert.deepEqual(parseEmbeddedJson(' [1]'), [1]);
    assert.equal(parseEmbeddedJson('12'), undefined);
    assert.equal(parseEmbeddedJson('{no'), undefined);
  });
});
