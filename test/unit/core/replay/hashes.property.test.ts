import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalJson } from '../../../../src/core/replay/canonicalJson';
import { requestHash } from '../../../../src/core/replay/requestHash';
import type { JsonObject, JsonValue } from '../../../../src/core/trace/model';
import { sha256 } from '../../../../src/node/hash';

const runs = { numRuns: process.env['CTX_LONG'] === '1' ? 5000 : 200, seed: 8785 };
// -0 is written 0, as ECMAScript does: not a value of its own.
const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
const object = fc.dictionary(fc.string(), json).map((value) => value as JsonObject);

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

describe('canonical JSON and hashes (properties)', () => {
  it('is JSON of an equal value', () => {
    fc.assert(
      fc.property(json, (value) => assert.deepEqual(JSON.parse(canonicalJson(value)), value)),
      runs,
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(json, (value) => assert.equal(canonicalJson(reversed(value)), canonicalJson(value))),
      runs,
    );
  });

  it('is a fixed point', () => {
    fc.assert(
      fc.property(json, (value) => {
        const once = canonicalJson(value);
        assert.equal(canonicalJson(JSON.parse(once) as JsonValue), once);
      }),
      runs,
    );
  });

  it('a request hash ignores stream* and user, and nothing else', () => {
    const hash = (body: JsonObject): string =>
      requestHash({ provider: 'openai', endpoint: 'http://x/v1', body }, sha256);
    fc.assert(
      fc.property(object, fc.string(), json, (body, key, value) => {
        const ignored = { ...body, stream: true, stream_options: {}, user: 'x' };
        assert.equal(hash(ignored), hash(body));
        const changed = { ...body, [key]: value };
        const isIgnored = key.startsWith('stream') || key === 'user';
        const isSame = isIgnored || canonicalJson(changed) === canonicalJson(body);
        assert.equal(hash(changed) === hash(body), isSame);
      }),
      runs,
    );
  });
});
