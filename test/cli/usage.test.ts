import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { inRoot } from '../../scripts/paths.mjs';
import { commands } from '../../src/cli/commands';
import { ctxdbg, fixture, SHOP } from './program';

const DOCUMENT = fixture('shop.context.yaml');

describe('ctxdbg: help', () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8')) as { version: string };
    assert.deepEqual(await ctxdbg(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('lists its commands', async () => {
    const { code, stdout } = await ctxdbg(['--help']);
    assert.equal(code, 0);
    for (const { name, summary } of commands) assert.ok(stdout.includes(`${name} `) && stdout.includes(summary), name);
  });

  for (const command of commands) {
    it(`says what the options of ${command.name} are`, async () => {
      const { code, stdout } = await ctxdbg([command.name, '--help']);
      assert.equal(code, 0);
      for (const option of command.options) assert.ok(stdout.includes(`--${option.name}`), option.name);
    });
  }
});

describe('ctxdbg: usage errors end with 2 and say what to write', () => {
  const errors: [args: string[], message: RegExp][] = [
    [[], /Name a command: context, trace/],
    [['contxt'], /no command 'contxt'/],
    [['drift', 'x'], /drift is not built yet/],
    [['drift'], /drift is not built yet/],
    [['capture'], /capture is not built yet/],
    [['context'], /needs a context document/],
    [['context', 'a.yaml', 'b.yaml'], /reads one document/],
    [['context', 'prompt.md'], /plain prompt/],
    [['context', 'log.jsonl'], /ctxdbg trace log\.jsonl/],
    [['context', DOCUMENT, '--windw', '4'], /no option --windw/],
    [['context', DOCUMENT, '-w', '4'], /no option -w/],
    [['context', DOCUMENT, '--window'], /--window needs a value: --window N/],
    [['context', DOCUMENT, '--window', '--json'], /--window needs a value/],
    [['context', DOCUMENT, '--window', 'many'], /whole number of at least 1, not 'many'/],
    [['context', DOCUMENT, '--window', '1', '--window', '2'], /given twice/],
    [['context', DOCUMENT, '--messages=yes'], /takes no value/],
    [['context', DOCUMENT, '--set', 'novalue'], /name=value, not 'novalue'/],
    [['context', DOCUMENT, '--now', 'yesterday'], /ISO time/],
    [['context', DOCUMENT, '--call', 'x'], /add --trace PATH/],
    [['trace'], /needs a file, folder or glob/],
    [['trace', SHOP, '--sites'], /--sites is not built yet/],
    [['trace', SHOP, '--latency'], /--latency is not built yet/],
    [['trace', SHOP, '--map', 's1'], /--map is not built yet/],
    [['trace', SHOP, '--filled'], /--filled is not built yet/],
    [['trace', SHOP, '--sample', '10'], /--sample is not built yet/],
    [['trace', SHOP, '--where', 'model:gpt-4o'], /field:value are not built yet/],
    [['trace', SHOP, '--as', 'raw'], /add --call ID/],
    [['trace', SHOP, '--call', 'x', '--as', 'html'], /one of context, messages, raw/],
    [['trace', SHOP, '--call', 'x', '--where', 'y'], /exclude each other/],
    [['replay'], /needs a trace/],
    [['replay', SHOP, '--provider', 'anthropic'], /anthropic is not built yet/],
    [['replay', SHOP, '--provider', 'gemini'], /gemini is not built yet/],
    [['replay', SHOP, '--provider', 'other'], /one of baseline, openai, recorded/],
    [['replay', SHOP, '--variant', 'a: off=x'], /'off' is not built yet/],
    [['replay', SHOP, '--variant', 'a: set=k=v'], /'set' is not built yet/],
    [['replay', SHOP, '--variant', 'a: window=9'], /'window' is not built yet/],
    [['replay', SHOP, '--variant', 'a: temperature=0'], /no key 'temperature'/],
    [['replay', SHOP, '--variant', 'model=x'], /name and a colon first/],
    [['replay', SHOP, '--where', 'site:answer'], /not built yet/],
    [['replay', SHOP, '--resume'], /--out RUN/],
    [['replay', SHOP, '--samples', '0'], /whole number of at least 1/],
    [['replay', SHOP, '--max-cost', 'cheap'], /needs an amount/],
    [['replay', SHOP, '--calls', ','], /needs ids/],
    [['replay', SHOP, '--base-url', 'localhost:80'], /needs an address/],
    [['replay', SHOP, '--provider', 'baseline', '--base-url', 'http://127.0.0.1/v1'], /belongs to --provider openai/],
    [['replay', SHOP, '--yes'], /no key for https:\/\/api\.openai\.com/],
    [['replay', SHOP, '--base-url', 'http://127.0.0.1:9/v1', '--api-key-env', 'NO_SUCH_KEY'], /NO_SUCH_KEY/],
    [['compare'], /needs a run file/],
    [['compare', 'a', 'b'], /two traces .* is not built yet/],
    [['compare', 'a', '--html', 'x'], /--html is not built yet/],
    [['compare', 'a', '--markdown', 'x'], /--markdown is not built yet/],
    [['compare', 'a', '--junit', 'x'], /--junit is not built yet/],
    [['formats', 'x'], /takes no operand/],
  ];
  for (const [args, message] of errors) {
    const shown = args.map((arg) => arg.replace(inRoot(), '.')).join(' ');
    it(shown === '' ? '(nothing)' : shown, async () => {
      const { code, stdout, stderr } = await ctxdbg(args);
      assert.match(stderr, message);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    });
  }
});
