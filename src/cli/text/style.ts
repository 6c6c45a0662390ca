/** Colour for terminals. Every sign is also a letter or a word: without colour nothing is lost. */

export type Paint = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'inverse';
export type Style = (paint: Paint | undefined, text: string) => string;

const CODES: Record<Paint, [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  inverse: [7, 27],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
};

export const plain: Style = (_paint, text) => text;

export function styleFor(hasColour: boolean): Style {
  if (!hasColour) return plain;
  return (paint, text) => {
    if (!paint || !text) return text;
    const [on, off] = CODES[paint];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
