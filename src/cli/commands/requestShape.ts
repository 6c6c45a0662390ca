/** `--as openai|anthropic|gemini`: a context as the body of a provider's request, and what that API cannot carry. */
import type { ModelRequest } from '../../core/context/assembly';
import { PROVIDER_SHAPES, renderAs, type ProviderShape } from '../../core/replay/renderAs';
import type { CommandInput } from '../command';
import type { CliIo } from '../io';
import { printJson } from '../text/json';
import { visible } from '../text/visible';

export const SHAPES: readonly ProviderShape[] = PROVIDER_SHAPES.map(({ id }) => id);

export const shapeOf = (as: string | undefined): ProviderShape | undefined => SHAPES.find((id) => id === as);

/** The body alone, to be sent as it is, with what is lost on standard error; both with `--json`. */
export function printRequest(
  request: ModelRequest,
  shape: ProviderShape,
  { input, io }: { input: CommandInput; io: CliIo },
): void {
  const { body, lossy } = renderAs(request, shape);
  if (input.has('json')) {
    printJson(io, { body, lossy });
    return;
  }
  printJson(io, body);
  for (const sentence of lossy) io.err(`ctxdbg: ${visible(sentence)}`);
}
