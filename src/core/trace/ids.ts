/** Call ids (design §4): span id, else response id, else request id, else the place; repeats get ~2, in file order. */

export interface Identity {
  spanId?: string | undefined;
  responseId?: string | undefined;
  requestId?: string | undefined;
}

/** Where the call's record stands. `line` defaults to 1, as in a document that is not line by line. */
export interface Place {
  path: string;
  line?: number;
  index?: number;
}

/** `nameOf` gives a file's name inside the set; undefined where the set is one file. */
export function baseId(identity: Identity, { path, line, index }: Place, nameOf?: (path: string) => string): string {
  const own = identity.spanId ?? identity.responseId ?? identity.requestId;
  if (own !== undefined) return own;
  const place = `L${line ?? 1}${index === undefined ? '' : `.${index}`}`;
  return nameOf ? `${nameOf(path)}:${place}` : place;
}

/** Ids in the order given, each once. */
export function uniqueIds(bases: readonly string[]): string[] {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return bases.map((base) => {
    let count = (counts.get(base) ?? 0) + 1;
    // A log may hold an id that itself ends in ~2.
    while (count > 1 && taken.has(`${base}~${count}`)) count++;
    const id = count === 1 && !taken.has(base) ? base : `${base}~${Math.max(count, 2)}`;
    counts.set(base, Math.max(count, id === base ? 1 : 2));
    taken.add(id);
    return id;
  });
}
