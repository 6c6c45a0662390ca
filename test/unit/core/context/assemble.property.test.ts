import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assemble } from '../../../../src/core/context/assemble';
import type { Assembly, MessageUnit, ResolvedDocument, ResolvedSection } from '../../../../src/core/context/assembly';
import type { OverflowPolicyName, Section } from '../../../../src/core/context/model';
import { lookupModel } from '../../../../src/core/tokens/catalogue';
import { TOOLS_FOOTER, TOOLS_HEADER } from '../../../../src/core/tokens/framing';
import type { Part, Role } from '../../../../src/core/trace/model';
import { counterFor, loadTokenizer } from '../../../../src/node/tokenizer';
import { resolved, section, textBody } from '../../../support/documents';

const numRuns = process.env['CTX_LONG'] === '1' ? 10_000 : 1_000;
const lookup = lookupModel('example-model');
const counter = counterFor(lookup.entry);
const assembled = (document: ResolvedDocument, window: number): Assembly =>
  assemble(document, { lookup, window, counter, now: 0, mode: 'assemble' });

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
];
const words = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength }).map((each) => each.join(''));
const TEXT = fc.oneof({ weight: 5, arbitrary: words(40) }, { weight: 1, arbitrary: words(600) });
const POLICY = fc.constantFrom<OverflowPolicyName>('error', 'drop', 'drop-oldest', 'drop-lowest-score', 'truncate-end');
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
  })
  .map(({ policy, max, min, required, ...rest }) => ({
    ...rest,
    required: required && policy === 'error',
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

const PIECES = fc.array(fc.tuple(TEXT, fc.option(fc.double({ min: 0, max: 1, noNaN: true }))), {
  minLength: 1,
  maxLength: 8,
});
const SECTION: fc.Arbitrary<(id: string) => ResolvedSection> = fc
  .tuple(FIELDS, fc.oneof(PIECES, MESSAGES, fc.array(words(20), { minLength: 1, maxLength: 3 })))
  .map(([fields, content]) => (id) => {
    const own = section(id, fields);
    const [first] = content;
    if (typeof first === 'string') {
      const tools = (content as string[]).map((description, index) => ({ name: `tool${index}`, description }));
      return { section: { ...own, kind: 'tools' }, body: { type: 'tools', tools } };
    }
    if (first && 'messages' in first)
      return { section: own, body: { type: 'messages', units: content as MessageUnit[] } };
    const pieces = (content as [string, number | null][]).map(([text, score], index) => ({
      id: `p${index}`,
      text,
      ...(score === null ? {} : { score }),
    }));
    return { section: own, body: textBody(pieces, own) };
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
    const gaveWay = document.sections.filter((_, index) => sections[index]!.reason.code === 'window-full');
    for (const [index, lower] of document.sections.entries()) {
      const canGiveWay = !lower.section.required && lower.section.overflow.policy !== 'error';
      const isLower = gaveWay.some((each) => each.section.priority > lower.section.priority);
      if (isLower && canGiveWay) assert.equal(sections[index]!.kept.tokens, 0, lower.section.id);
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
    assert.equal(texts + tools + aroundTools + 4 * messages.length + 3, assembly.total.tokens);
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
      if (document.sections[index]!.section.overflow.policy === 'error') continue;
      assert.ok(row.kept.tokens <= (row.budget.max ?? Infinity), row.id);
    }
  });

  property('keeps everything of a call that was sent', (document, window) => {
    const assembly = assemble(document, { lookup, window, counter, now: 0, mode: 'as-sent' });
    assert.deepEqual(assembly.decisions, []);
    assert.ok(assembly.payload.every((message) => message.segments.every((each) => each.state === 'sent')));
    assert.equal(assembly.fits, assembly.total.tokens <= window - document.document.reserve);
  });
});

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
