import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assemble } from '../../../../src/core/context/assemble';
import type { Assembly, MessageUnit, ResolvedDocument, ResolvedSection } from '../../../../src/core/context/assembly';
import type { OverflowPolicyName, Section } from '../../../../src/core/context/model';
import { lookupModel } from '../../../../src/core/tokens/catalogue';
import { TOOLS_FOOTER, TOOLS_HEADER, toolTurnFraming } from '../../../../src/core/tokens/framing';
import type { Part, Role } from '../../../../src/core/trace/model';
import { counterFor, loadTokenizer } from '../../../../src/node/tokenizer';
import { resolved, section, textBody } from '../../../support/documents';

const numRuns = process.env['CTX_LONG'] === '1' ? 10_000 : 1_000;
const lookup = lookupModel('example-model');
const counter = counterFor(lookup.entry);
const NOW = Date.parse('2026-11-23T00:00:00Z');
const assembled = (document: ResolvedDocument, window: number): Assembly =>
  assemble(document, { lookup, window, counter, now: NOW, mode: 'assemble' });

const WORDS = [
  'refund',
  ' policy',
  ' 漢字。',
  '\n',
  '  ',
  'é',
  '😀',
  '{"a":1}',
  ' <|endoftext|>',
  ' the answer',
  '.',
  '\r\n',
  "don't",
  'x1y2',
  '\n\n',
  '👨‍👩‍👧‍👦',
  'e\u0301',
  '🇩🇪',
  ' ok. ',
];
const words = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength }).map((each) => each.join(''));
const JSON_TEXT = fc
  .array(fc.oneof(fc.record({ id: fc.nat(), text: words(20), tags: fc.array(words(4)) }), fc.nat(), words(30)), {
    minLength: 1,
    maxLength: 30,
  })
  .chain((all) => fc.constantFrom(JSON.stringify(all), JSON.stringify({ results: all, total: all.length }, null, 1)));
const TEXT = fc.oneof(
  { weight: 5, arbitrary: words(40) },
  { weight: 1, arbitrary: words(600) },
  { weight: 2, arbitrary: JSON_TEXT },
);
const POLICY = fc.constantFrom<OverflowPolicyName>(
  'error',
  'drop',
  'drop-oldest',
  'drop-newest',
  'drop-lowest-score',
  'truncate-start',
  'truncate-middle',
  'truncate-end',
  'fallback',
);
const ROLE = fc.constantFrom<Role>('system', 'user', 'assistant');

const FIELDS: fc.Arbitrary<Partial<Section>> = fc
  .record({
    role: ROLE,
    required: fc.boolean().map((each) => each),
    priority: fc.integer({ min: 0, max: 4 }),
    policy: POLICY,
    max: fc.option(fc.integer({ min: 0, max: 400 })),
    min: fc.option(fc.integer({ min: 0, max: 60 })),
    before: fc.constantFrom('', 'Documents:\n'),
    after: fc.constantFrom('', '\nEnd.'),
    separator: fc.constantFrom('\n\n', '\n', ''),
    merge: fc.boolean(),
    dedupe: fc.boolean(),
    maxAge: fc.option(fc.integer({ min: 0, max: 40 })),
    onStale: fc.constantFrom('warn' as const, 'drop' as const, 'refresh-needed' as const),
    asOf: fc.option(fc.constantFrom('2026-11-22', '2026-11-01', '2026-10-01')),
    keepWith: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 3 }),
  })
  .map(({ policy, max, min, required, maxAge, onStale, asOf, keepWith, ...rest }) => ({
    ...rest,
    required: required && policy === 'error',
    ...(asOf === null ? {} : { asOf }),
    freshness: { ...(maxAge === null ? {} : { maxAgeMs: maxAge * 86_400_000 }), onStale },
    ...(keepWith === null ? {} : { keepWith: [`s${keepWith}`] }),
    overflow: { policy, declared: true },
    budget: { ...(max === null ? {} : { max: { tokens: max } }), ...(min === null ? {} : { min: { tokens: min } }) },
  }));

const MESSAGES: fc.Arbitrary<MessageUnit[]> = fc
  .array(fc.tuple(ROLE, TEXT, fc.boolean()), { minLength: 1, maxLength: 6 })
  .map((all) =>
    all.map(([role, text, isTool], index) => ({
      id: `m${index}`,
      messages: isTool ? toolTurn(text, index) : [{ role, parts: [{ type: 'text', text }] }],
    })),
  );

function toolTurn(text: string, index: number): MessageUnit['messages'] {
  const id = `call_${index}`;
  return [
    { role: 'assistant', parts: [{ type: 'toolCall', id, name: 'search', arguments: '{"q":"refund"}' }] },
    { role: 'tool', parts: [{ type: 'toolResult', id, parts: [{ type: 'text', text }] }] },
  ];
}

const PIECES = fc.array(
  fc.tuple(
    fc.oneof(TEXT, fc.constant('The same  text.'), fc.constant('The same text.')),
    fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    fc.option(fc.constantFrom('2026-11-20', '2026-09-01')),
    fc.option(fc.constantFrom('a.md', 'b.md')),
  ),
  { minLength: 1, maxLength: 8 },
);
const STAND_IN = fc.option(fc.oneof(words(6), words(60)), { freq: 2 });
const SECTION: fc.Arbitrary<(id: string) => ResolvedSection> = fc
  .tuple(FIELDS, fc.oneof(PIECES, MESSAGES, fc.array(words(20), { minLength: 1, maxLength: 3 })), STAND_IN)
  .map(([fields, content, standIn]) => (id) => {
    const own = section(id, { ...fields, content: { type: 'items', items: [] } });
    const fallback = standIn === null ? {} : { fallback: standIn };
    const [first] = content;
    if (typeof first === 'string') {
      const tools = (content as string[]).map((description, index) => ({ name: `tool${index}`, description }));
      return { section: { ...own, kind: 'tools' }, body: { type: 'tools', tools } };
    }
    if (first && 'messages' in first)
      return { section: own, body: { type: 'messages', units: content as MessageUnit[] }, ...fallback };
    type Piece = [text: string, score: number | null, asOf: string | null, source: string | null];
    const pieces = (content as Piece[]).map(([text, score, asOf, source], index) => ({
      id: `p${index}`,
      text,
      ...(score === null ? {} : { score }),
      ...(asOf === null ? {} : { asOf }),
      ...(source === null ? {} : { source }),
    }));
    return { section: own, body: textBody(pieces, own), ...fallback };
  });
const DOCUMENT = fc
  .tuple(fc.array(SECTION, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 50 }))
  .map(([sections, reserve]) =>
    resolved(
      sections.map((make, index) => make(`s${index}`)),
      { reserve },
    ),
  );
const WINDOW = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 4_000 }));
const CASE = fc.tuple(DOCUMENT, WINDOW);

const property = (title: string, check: (document: ResolvedDocument, window: number) => void): void => {
  it(title, function () {
    this.timeout(1_200_000);
    fc.assert(
      fc.property(CASE, ([document, window]) => check(document, window)),
      { seed: 3, numRuns },
    );
  });
};
const hasError = (assembly: Assembly): boolean => assembly.diagnostics.some((each) => each.severity === 'error');
const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);

describe('assembly, for every document', () => {
  property('is never over window − reserve without an error', (document, window) => {
    const assembly = assembled(document, window);
    const limit = window - document.document.reserve;
    if (assembly.total.tokens > limit) assert.ok(hasError(assembly));
  });

  property('keeps required sections whole, and says so where they do not fit', (document, window) => {
    const { sections, total, diagnostics } = assembled(document, window);
    for (const row of sections) if (row.required) assert.equal(row.unitsKept, row.units);
    const keptOnlyRequired = sections.every((row) => row.required || row.kept.tokens === 0);
    if (keptOnlyRequired && total.tokens > window - document.document.reserve) {
      assert.ok(diagnostics.some((each) => each.code === 'required-does-not-fit' && each.severity === 'error'));
    }
  });

  property('keeps no less in a larger window', (document, window) => {
    const small = assembled(document, window);
    const large = assembled(document, window + 1 + (window % 97));
    small.sections.forEach((row, index) => {
      const other = large.sections[index]!;
      assert.ok(other.unitsKept >= row.unitsKept, `${row.id} keeps ${other.unitsKept} units, not ${row.unitsKept}`);
    });
    assert.ok(large.decisions.length <= small.decisions.length);
    assert.ok(keptLength(large) >= keptLength(small));
  });

  property('gives equal output for equal input', (document, window) => {
    assert.deepEqual(assembled(structuredClone(document), window), assembled(document, window));
  });

  property('keeps the order of sections and units', (document, window) => {
    const ids = document.sections.map((each) => each.section.id);
    const places = assembled(document, window)
      .payload.filter((message) => message.role !== 'tools')
      .flatMap((message) => message.segments.map((segment) => ids.indexOf(segment.sectionId)));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  });

  property('lets no lower priority survive at the expense of a higher one', (document, window) => {
    const { sections } = assembled(document, window);
    const priority = priorities(document);
    const gaveWay = sections.flatMap((row, index) => (row.reason.code === 'window-full' ? [priority[index]!] : []));
    for (const [index, lower] of document.sections.entries()) {
      const isLower = gaveWay.some((each) => each > priority[index]!);
      if (isLower && mayGo(document, index)) assert.equal(sections[index]!.kept.tokens, 0, lower.section.id);
    }
  });

  property('lets sections that are kept with each other stay or go together', (document, window) => {
    const { sections } = assembled(document, window);
    for (const [index] of document.sections.entries()) {
      const gone = groupOf(document, index).map((each) => sections[each]!.kept.tokens === 0);
      assert.ok(gone.every((each) => each === gone[0]));
    }
  });

  property('never leaves half a grapheme, and leaves JSON as JSON', (document, window) => {
    const { payload } = assembled(document, window);
    for (const [index, { body, section: own }] of document.sections.entries()) {
      if (body.type === 'tools' || body.type === 'unbound') continue;
      const texts = body.type === 'text' ? body.pieces.map((piece) => piece.text) : textsOf(body.units);
      const units = body.type === 'text' ? body.pieces.map(({ id }) => id) : body.units.map(({ id }) => id);
      for (const [at, unit] of units.entries()) {
        const segments = payload
          .flatMap((message) => message.segments)
          .filter((each) => each.sectionId === own.id && each.unitId === unit && each.text !== own.separator);
        if (segments.every((each) => each.state === 'sent') || segments.every((each) => each.state === 'cut')) continue;
        const text = texts[at]!;
        const left = segments.filter((each) => each.kind !== 'toolCall' && each.state !== 'cut');
        if (isContainer(text)) JSON.parse(left.map((each) => each.text).join(''));
        else {
          const sent = left.filter((each) => each.state === 'sent').map((each) => graphemes(each.text));
          assert.ok(
            sent.every((each) => includesRun(graphemes(text), each)),
            `${index} ${unit}`,
          );
        }
      }
    }
  });

  property('has a ledger that sums to the total, which is what the messages come to', (document, window) => {
    const assembly = assembled(document, window);
    assert.equal(sum(assembly.sections.map((row) => row.kept.tokens)) + assembly.framing.tokens, assembly.total.tokens);
    const limit = window - document.document.reserve;
    const raw = sum(assembly.sections.map((row) => row.raw.tokens)) + (assembly.rawFraming ?? assembly.framing).tokens;
    assert.equal(assembly.overflow, Math.max(0, raw - limit));
    const messages = assembly.request.messages;
    const texts = sum(messages.flatMap((message) => message.parts.map((part) => plainTokens(shown(part)))));
    const tools = sum(assembly.sections.filter((row) => row.kind === 'tools').map((row) => row.kept.tokens));
    const aroundTools = tools === 0 ? 0 : plainTokens(TOOLS_HEADER + TOOLS_FOOTER);
    const toolTurns = sum(messages.map((message) => toolTurnFraming(lookup.entry.framing, message)));
    const framing = aroundTools + 4 * messages.length + toolTurns + 3;
    assert.equal(texts + tools + framing, assembly.total.tokens);
  });

  property('accounts for every token that a section lost', (document, window) => {
    const { sections, decisions } = assembled(document, window);
    for (const row of sections) {
      const lost = row.raw.tokens - row.kept.tokens;
      // At its joints a whole section may take a token more or less when its neighbour goes.
      if (row.action === 'whole') {
        assert.ok(Math.abs(lost) <= 2, row.id);
        continue;
      }
      const freed = decisions.filter((each) => each.sectionId === row.id).map((each) => each.freed.tokens);
      assert.equal(sum(freed), lost);
    }
    assert.deepEqual(
      decisions.map((each) => each.order),
      decisions.map((_, index) => index + 1),
    );
  });

  property('shows in the payload what is sent, and what was cut in its place', (document, window) => {
    const { payload, request } = assembled(document, window);
    const sent = payload.filter((message) => message.role !== 'tools' && message.sent);
    assert.deepEqual(
      sent.map((message) =>
        message.segments
          .filter((each) => each.state !== 'cut')
          .map((each) => each.text)
          .join(''),
      ),
      request.messages.map((message) => message.parts.map(shown).join('')),
    );
    const all = payload.flatMap((message) => message.segments);
    for (const { section: own, body } of document.sections) {
      if (body.type !== 'text') continue;
      const shownText = all
        .filter((each) => each.sectionId === own.id && each.state !== 'mark')
        .map((each) => each.text)
        .join('');
      for (const piece of body.pieces) assert.ok(shownText.includes(piece.text));
    }
  });

  property('keeps a tool call with its result', (document, window) => {
    const parts = assembled(document, window).request.messages.flatMap((message) => message.parts);
    const calls = parts.flatMap((part) => (part.type === 'toolCall' ? [part.id] : []));
    assert.deepEqual(
      parts.flatMap((part) => (part.type === 'toolResult' ? [part.id] : [])),
      calls,
    );
  });

  property('keeps sections that state a policy within their own budgets', (document, window) => {
    for (const [index, row] of assembled(document, window).sections.entries()) {
      if (!mayGo(document, index)) continue;
      assert.ok(row.kept.tokens <= (row.budget.max ?? Infinity), row.id);
    }
  });

  property('keeps everything of a call that was sent', (document, window) => {
    const assembly = assemble(document, { lookup, window, counter, now: NOW, mode: 'as-sent' });
    assert.deepEqual(assembly.decisions, []);
    assert.ok(assembly.payload.every((message) => message.segments.every((each) => each.state === 'sent')));
    assert.equal(assembly.fits, assembly.total.tokens <= window - document.document.reserve);
  });
});

/** Indexes of the sections that are tied to one, itself included; what is empty is tied to nothing. */
function groupOf({ sections }: ResolvedDocument, index: number): number[] {
  const isThere = (each: number): boolean => {
    const body = sections[each]?.body;
    return body !== undefined && !(body.type === 'text' && body.pieces.every((piece) => piece.text === ''));
  };
  const group = new Set([index]);
  for (let size = 0; size < group.size && isThere(index);) {
    size = group.size;
    for (const [each, { section: own }] of sections.entries()) {
      for (const tie of own.keepWith ?? []) {
        const other = sections.findIndex((one) => one.section.id === tie);
        if (other < 0 || !isThere(each) || !isThere(other)) continue;
        if (group.has(each)) group.add(other);
        if (group.has(other)) group.add(each);
      }
    }
  }
  return [...group];
}
const priorities = (document: ResolvedDocument): number[] =>
  document.sections.map((_, index) =>
    Math.min(...groupOf(document, index).map((each) => document.sections[each]!.section.priority)),
  );
const mayGo = (document: ResolvedDocument, index: number): boolean =>
  groupOf(document, index).every((each) => {
    const own = document.sections[each]!.section;
    return !own.required && own.overflow.policy !== 'error';
  });

const textsOf = (units: MessageUnit[]): string[] =>
  units.map((unit) => {
    const parts = unit.messages.flatMap((message) => message.parts);
    return parts.map((part) => (part.type === 'toolCall' ? '' : shown(part))).join('');
  });
const graphemes = (text: string): string[] =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);
const includesRun = (whole: string[], part: string[]): boolean =>
  `\u0000${whole.join('\u0000')}\u0000`.includes(`\u0000${part.join('\u0000')}\u0000`);
function isContainer(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

const plainTokens = (text: string): number => loadTokenizer('o200k_base').tokenLengths(text).length;

function shown(part: Part): string {
  if (part.type === 'toolCall') return `${part.name}(${part.arguments})`;
  if (part.type === 'toolResult') return part.parts.map(shown).join('');
  assert.ok(part.type === 'text');
  return part.text;
}

/** UTF-16 units of the content that is sent, marks apart. */
function keptLength(assembly: Assembly): number {
  const segments = assembly.payload.flatMap((message) => message.segments);
  return sum(segments.filter((each) => each.state === 'sent').map((each) => each.text.length));
}
