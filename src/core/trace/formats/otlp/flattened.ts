/** Flattened attributes (`llm.input_messages.0.message.role`) back to trees. Never throws; gaps in a list close up. */
import type { JsonObject, JsonValue } from '../../model';
import { asObject } from '../../normalise/json';

/** The tree below `prefix.`; undefined where no attribute has that prefix. Numbers become list places, in order. */
export function unflatten(attributes: JsonObject, prefix: string): JsonValue | undefined {
  const start = `${prefix}.`;
  const tree = new Map<string, Node>();
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith(start)) insert(tree, key.slice(start.length).split('.'), value);
  }
  return tree.size === 0 ? undefined : toValue(tree);
}

type Node = JsonValue | Map<string, Node>;

function insert(tree: Map<string, Node>, path: string[], value: JsonValue): void {
  const [head = '', ...rest] = path;
  if (rest.length === 0) {
    // A value and a branch of the same name (`image` and `image.url`): the branch says more.
    if (!(tree.get(head) instanceof Map)) tree.set(head, value);
    return;
  }
  const found = tree.get(head);
  const branch = found instanceof Map ? found : new Map<string, Node>();
  if (found !== branch) tree.set(head, branch);
  insert(branch, rest, value);
}

function toValue(node: Node): JsonValue {
  if (!(node instanceof Map)) return node;
  const keys = [...node.keys()];
  if (keys.every((key) => /^\d+$/.test(key))) {
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => toValue(node.get(key) ?? null));
  }
  return Object.fromEntries(keys.map((key) => [key, toValue(node.get(key) ?? null)]));
}

/** The objects of a list below `prefix`, each the object inside its one wrapper `inner` where it has that. */
export function listBelow(attributes: JsonObject, prefix: string, inner: string): JsonObject[] {
  const list = unflatten(attributes, prefix);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const object = asObject(item);
    return object ? [asObject(object[inner]) ?? object] : [];
  });
}
