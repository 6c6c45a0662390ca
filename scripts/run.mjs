// Child processes with a deadline and without the settings of the npm that started us.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { inRoot, root } from './paths.mjs';

// An outer npm's settings (omit, prefix, ignore-scripts …) must not leak into an inner one.
export function cleanEnv(extra = {}) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|config|node_execpath|command)/i.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}

/**
 * Runs a program to its end. Never rejects: a program that cannot start or is too slow has a code other than 0.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, quiet?: boolean, timeoutMs?: number, shell?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = root, env = {}, quiet = false, timeoutMs = 600_000, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: cleanEnv(env), stdio: ['ignore', 'pipe', 'pipe'], shell });
    let output = '';
    const take = (stream) => (chunk) => {
      output += chunk;
      if (!quiet) stream.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    const timer = setTimeout(() => {
      output += `\n${command} took longer than ${timeoutMs / 1000} s and was stopped.\n`;
      child.kill('SIGKILL');
    }, timeoutMs);
    const finish = (code, text = '') => {
      clearTimeout(timer);
      resolve({ code, output: output + text });
    };
    child.on('error', (error) => finish(127, String(error)));
    child.on('close', (code) => finish(code ?? 1));
  });
}

/** npm, by its own script where we know it: no shell, the same on Windows. */
export function npm(args, options = {}) {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.js$/.test(script)) return run(process.execPath, [script, ...args], options);
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** The script behind a dev dependency's command, to be run by this node. */
export function binOf(packageName, command = packageName) {
  const require = createRequire(inRoot('package.json'));
  const manifest = inRoot('node_modules', packageName, 'package.json');
  const { bin } = require(manifest);
  return path.join(path.dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
}

export const runBin = (packageName, command, args, options) =>
  run(process.execPath, [binOf(packageName, command), ...args], options);
