/** What the schema of context documents says of a place: keys, values, descriptions. It validates nothing. */
import schemaData from '../../generated/contextDocumentSchema';
import type { DocumentPath } from '../model';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  enumDescriptions?: string[];
  description?: string;
  properties?: { [key: string]: Schema };
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
  not?: Schema;
  definitions?: { [name: string]: Schema };
}

// The file is a JSON Schema: the build reads it and a test compiles it.
const ROOT = schemaData as Schema;

/** Every schema that may hold at a path: several where a value may have several forms. */
export function schemasAt(path: DocumentPath): Schema[] {
  return path.reduce<Schema[]>((schemas, step) => schemas.flatMap((schema) => inside(schema, step)), forms(ROOT));
}

export function descriptionAt(path: DocumentPath): string | undefined {
  return schemasAt(path).find(({ description }) => description)?.description;
}

/** With its references followed; what `allOf` adds comes with it. */
function forms(schema: Schema, depth = 0): Schema[] {
  if (depth > 5) return [];
  const { $ref, anyOf, allOf, ...own } = schema;
  const target = $ref === undefined ? undefined : ROOT.definitions?.[$ref.replace('#/definitions/', '')];
  const bases = [...(target ? [target] : []), ...(allOf ?? [])].flatMap((each) => forms(each, depth + 1));
  const alternatives = (anyOf ?? []).flatMap((each) => forms(each, depth + 1));
  return [own, ...bases, ...alternatives];
}

function inside(schema: Schema, step: string | number): Schema[] {
  if (typeof step === 'number') return schema.items ? forms(schema.items) : [];
  const known = schema.properties && Object.hasOwn(schema.properties, step) ? schema.properties[step] : undefined;
  if (known) return forms(known);
  return typeof schema.additionalProperties === 'object' ? forms(schema.additionalProperties) : [];
}

/** The keys of the mapping at a path, in the schema's order; what is reserved is left out. */
export function keysAt(path: DocumentPath): { key: string; schemas: Schema[] }[] {
  const seen = new Map<string, Schema[]>();
  for (const { properties = {} } of schemasAt(path)) {
    for (const [key, schema] of Object.entries(properties)) {
      if (!schema.not && !seen.has(key)) seen.set(key, forms(schema));
    }
  }
  return [...seen].map(([key, schemas]) => ({ key, schemas }));
}

export interface SchemaValue {
  value: string;
  description?: string;
}

/** What may be chosen at a path. */
export function valuesAt(path: DocumentPath): SchemaValue[] {
  return schemasAt(path).flatMap(valuesOf);
}

export function valuesOf({ enum: choices, enumDescriptions, type, const: only }: Schema): SchemaValue[] {
  if (only !== undefined) return [{ value: JSON.stringify(only) }];
  if (type === 'boolean') return [{ value: 'true' }, { value: 'false' }];
  return (choices ?? []).map((value, index) => {
    const description = enumDescriptions?.[index];
    return { value: String(value), ...(description === undefined ? {} : { description }) };
  });
}
