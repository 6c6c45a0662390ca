/** Where a text stops being JSON. The YAML parser gives values and places, but takes more than JSON allows. */

export interface JsonProblem {
  /** UTF-16 offset. */
  at: number;
  message: string;
}

// JSON forbids control characters in strings.
// eslint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const SPACE = /[ \t\r\n]*/y;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'comma' | 'end';
const SENTENCES: Record<Expected, string> = {
  value: 'A JSON value is expected here. A comma after the last entry is not allowed in JSON.',
  'value or ]': 'A value or ] is expected here.',
  key: 'A key in double quotes is expected here. A comma after the last entry is not allowed in JSON.',
  'key or }': 'A key in double quotes or } is expected here.',
  comma: 'A comma or the closing bracket is expected here.',
  end: 'There is more after the end of the document. Remove it.',
};

/** The first place that breaks JSON's grammar, or nothing. Iterative: depth costs no stack. */
export function findJsonProblem(text: string): JsonProblem | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const afterValue = (): Expected => (open.length > 0 ? 'comma' : 'end');
  for (;;) {
    take(SPACE);
    const character = text[at];
    if (character === undefined) return expected === 'end' ? undefined : { at, message: endsEarly(open.at(-1)) };
    const closes = character === '}' ? '{' : character === ']' ? '[' : undefined;
    const mayClose = expected === 'comma' || expected === (closes === '{' ? 'key or }' : 'value or ]');
    if (closes && mayClose && open.at(-1) === closes) {
      open.pop();
      at++;
      expected = afterValue();
    } else if (expected === 'comma' && character === ',') {
      at++;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if ((expected === 'key' || expected === 'key or }') && take(STRING)) {
      take(SPACE);
      if (text[at] !== ':') return { at, message: 'A colon is expected here.' };
      at++;
      expected = 'value';
    } else if (expected === 'value' || expected === 'value or ]') {
      if (character === '{' || character === '[') {
        open.push(character);
        at++;
        expected = character === '{' ? 'key or }' : 'value or ]';
      } else if (take(STRING) || take(SCALAR)) expected = afterValue();
      else return { at, message: SENTENCES[expected] };
    } else return { at, message: SENTENCES[expected] };
  }
}

const endsEarly = (open: '{' | '[' | undefined): string =>
  open ? `The document ends before its last ${open} is closed.` : 'The document ends before its first value.';
