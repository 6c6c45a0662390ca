/** `--as document`: prints a new context document, or writes it with `--out`; a file that is there is never replaced unasked. */
import * as fs from 'node:fs/promises';
import type { WrittenFormat } from '../../core/context/convert/writeDocument';
import { CommandError, type CommandInput } from '../command';
import type { CliIo } from '../io';
import { printJson } from '../text/json';
import { oneLine, visible } from '../text/visible';

export const OUT_OPTION = {
  name: 'out',
  value: 'FILE',
  text: 'With --as document: write it there; as JSON where the name ends so.',
};

export interface NewDocument {
  text: string;
  kept: string[];
  lost: string[];
}

export const formatFor = (input: CommandInput): WrittenFormat =>
  /\.json$/i.test(input.one('out') ?? '') ? 'json' : 'yaml';

export async function giveDocument({ text, kept, lost }: NewDocument, input: CommandInput, io: CliIo): Promise<void> {
  const file = input.one('out');
  if (file !== undefined) await write(file, text, io);
  if (input.has('json')) {
    printJson(io, { text, kept, lost });
    return;
  }
  if (file === undefined) {
    // On a terminal what could steer it is made visible; elsewhere the text is the file.
    io.out((Number.isFinite(io.width) ? visible(text) : text).replace(/\n$/, ''));
    return;
  }
  io.out(`Wrote ${oneLine(file)}.`);
  for (const line of lost) io.out(`not kept: ${oneLine(line)}`);
}

async function write(file: string, text: string, io: CliIo): Promise<void> {
  if (await exists(file)) {
    const isAllowed = io.canAsk && (await io.ask(`${oneLine(file)} is there already. Replace it?`));
    if (!isAllowed)
      throw new CommandError(
        `${file} is there already and stays as it is. Name another file with --out, or remove it first.`,
      );
  }
  try {
    await fs.writeFile(file, text);
  } catch (error) {
    throw new CommandError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const exists = (file: string): Promise<boolean> =>
  fs.stat(file).then(
    () => true,
    () => false,
  );
