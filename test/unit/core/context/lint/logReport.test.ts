import assert from 'node:assert/strict';
import { LogReport } from '../../../../../src/core/context/lint/logReport';
import { makeCall, say } from '../../../../support/anyCall';
import { lintLogged } from './support';

describe('findings over a log', () => {
  const orphans = (count: number) =>
    makeCall({
      messages: [
        say('user', 'Hi?'),
        ...Array.from({ length: count }, (_, index) => ({
          role: 'tool' as const,
          parts: [{ type: 'toolResult' as const, id: `c${index}`, parts: [{ type: 'text' as const, text: 'x' }] }],
        })),
      ],
    });

  it('counts each finding of a call that has more than are listed', () => {
    const call = orphans(120);
    const listed = lintLogged(call).of('orphan-tool-result');
    assert.equal(listed.length, 51);
    assert.match(listed.at(-1)?.message ?? '', /^70 more findings/);
    const report = new LogReport();
    report.add(call, listed);
    report.add(orphans(3), lintLogged(orphans(3)).of('orphan-tool-result'));
    assert.deepEqual(
      report.rules().map(({ rule, calls, findings }) => [rule, calls, findings]),
      [['orphan-tool-result', 2, 123]],
    );
  });
});
