import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { KNOWN_KEYS } from '../../../../src/core/context/validateKeys';

type Schema = { properties: Record<string, Schema>; definitions: Record<string, Schema> };

it('the keys in sentences are those of the schema', () => {
  const schema = JSON.parse(fs.readFileSync('schemas/context-document.schema.json', 'utf8')) as Schema;
  const { section, item, message, part, tool } = schema.definitions;
  const keys = (of: Schema | undefined): string[] => Object.keys(of?.properties ?? {}).filter((key) => key !== 'when');
  assert.deepEqual(KNOWN_KEYS, {
    '': keys(schema),
    sample: keys(schema.properties['sample']),
    latency: keys(schema.properties['latency']),
    section: keys(section),
    'section.budget': keys(section?.properties['budget']),
    'section.freshness': keys(section?.properties['freshness']),
    item: keys(item),
    part: keys(part),
    message: keys(message),
    tool: keys(tool),
  });
});
