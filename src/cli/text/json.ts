/** Stable JSON for programs: as the answer's type has it, two spaces, one value. */
import type { CliIo } from '../io';

export function printJson(io: Pick<CliIo, 'out'>, answer: object): void {
  io.out(JSON.stringify(answer, undefined, 2));
}
