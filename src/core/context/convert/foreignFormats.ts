/** The prompt files of other programs that open as context documents: one row a format. */
import { convertMessagesJson } from './messagesJson';
import { convertPromptYml } from './promptYml';
import { convertPrompty } from './prompty';
import type { Converted } from './converted';

export interface ForeignFormat {
  name: 'prompty' | 'prompt-yml' | 'messages-json';
  title: string;
  /** Of the file's name. */
  files: RegExp;
  /** Opens in the Context view by itself; the others on request only. */
  isDefault: boolean;
  /** Nothing where the text is none of this format. */
  convert(text: string): Converted | undefined;
}

export const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  { name: 'prompty', title: 'Prompty', files: /\.prompty$/i, isDefault: true, convert: convertPrompty },
  {
    name: 'prompt-yml',
    title: 'GitHub prompt file',
    files: /\.prompt\.ya?ml$/i,
    isDefault: true,
    convert: convertPromptYml,
  },
  {
    name: 'messages-json',
    title: 'messages in JSON',
    files: /(?<!\.context)\.json$/i,
    isDefault: false,
    convert: convertMessagesJson,
  },
];

export const foreignFormatOf = (path: string): ForeignFormat | undefined =>
  FOREIGN_FORMATS.find(({ files }) => files.test(path));
