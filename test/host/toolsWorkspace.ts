/** A workspace for the tools of a context: the examples under git, with one change that is not committed. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';

const LLAMA = `version: 1
name: Llama greeting
model: llama-9-8b
window: 4000
sections:
  - id: greeting
    required: true
    text: Hello, the order was in the window
`;

/** The examples in a repository of their own; the document was changed since its commit. */
export function changedRepository(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'context-debugger-tools-'));
  fs.cpSync(inRoot('examples'), folder, { recursive: true });
  fs.cpSync(inRoot('test/fixtures/tokenizers/bpe.json'), path.join(folder, 'tokenizers/bpe.json'));
  fs.writeFileSync(path.join(folder, 'pasted.json'), '');
  fs.writeFileSync(path.join(folder, 'llama.context.yaml'), LLAMA);
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false'];
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'As shipped'],
  ]) {
    execFileSync('git', ['-C', folder, ...identity, ...args], { stdio: 'ignore' });
  }
  const policy = path.join(folder, 'prompts/policy.md');
  fs.appendFileSync(policy, '\nA lamp that flickers is replaced at once.\n');
  return folder;
}
