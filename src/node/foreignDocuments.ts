/**
 * New context documents out of other things: prompt files of other programs, and logged calls. Says what is not kept.
 * Reads what it is given and never writes.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { assemble } from '../core/context/assemble';
import { convertForeign, parseForeign, type ConvertedText } from '../core/context/convert/foreignDocument';
import { documentFromCall, type CreatedDocument } from '../core/context/convert/documentFromCall';
import { foreignFormatOf } from '../core/context/convert/foreignFormats';
import type { WrittenFormat } from '../core/context/convert/writeDocument';
import type { ParsedDocument } from '../core/context/model';
import { parseContextDocument } from '../core/context/parse';
import { resolveDocument } from '../core/context/resolve';
import { lookupModel } from '../core/tokens/catalogue';
import type { Call } from '../core/trace/model';
import { RpcError } from '../protocol/rpcPeer';
import { counterFor } from './tokenizer';

/** A document by its text: a context document, or a prompt file of another program, by the name of its file. */
export const parseDocument = (file: string, text: string): ParsedDocument =>
  parseForeign(file, text) ?? parseContextDocument(text, file.toLowerCase().endsWith('.json') ? 'json' : 'yaml');

/** Whether the file is a prompt file of another program: by its name, or, for JSON, by what it holds. */
export async function isForeignFile(file: string): Promise<boolean> {
  const format = foreignFormatOf(file);
  if (!format || format.isDefault) return format !== undefined;
  const stat = await fs.stat(file).catch(() => undefined);
  if (!stat?.isFile() || stat.size > MAX_JSON_BYTES) return false;
  return parseForeign(file, await fs.readFile(file, 'utf8')) !== undefined;
}

/** A larger JSON file is a log. */
const MAX_JSON_BYTES = 20 * 1024 * 1024;

/** Rejects with 'bad-document' and a sentence where the file cannot be converted. */
export function convertText(file: string, text: string, format: WrittenFormat = 'yaml'): ConvertedText {
  const converted = convertForeign({ path: file, name: path.basename(file), text }, format);
  if ('error' in converted) throw new RpcError('bad-document', converted.error);
  return converted;
}

export interface CreateOptions {
  /** The trace's path as the document is to name it. */
  trace?: string;
  format?: WrittenFormat;
}

export function createDocument(call: Call, options: CreateOptions = {}): CreatedDocument {
  const created = documentFromCall(call, options);
  const note = wayGiven(created.text, call, options.format);
  return note === undefined ? created : documentFromCall(call, { ...options, notes: [note] });
}

/** The log sent what it sent; a document keeps to its window. */
function wayGiven(text: string, call: Call, format: WrittenFormat = 'yaml'): string | undefined {
  const { document } = parseContextDocument(text, format);
  if (!document) return undefined;
  const resolved = resolveDocument(document, { files: new Map(), set: {}, call });
  const lookup = lookupModel(resolved.document.model);
  const options = { lookup, counter: counterFor(lookup.entry), now: call.startTime ?? 0, mode: 'assemble' as const };
  const { fits, overflow } = assemble(resolved, options);
  if (fits) return undefined;
  return `The call is ${overflow.toLocaleString('en-US')} tokens over the window less the reserve: sections give way where the log sent all.`;
}
