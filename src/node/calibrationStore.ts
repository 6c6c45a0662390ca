/**
 * What calls reported, beside what was counted for them, by model: a JSON file of a workspace from which the counts of
 * models without a public tokenizer are calibrated. Holds numbers and call ids only; `reset` forgets them.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { calibrate, type Calibration, type UsageSample } from '../core/tokens/calibrate';
import { assemble } from '../core/context/assemble';
import { reconstruct } from '../core/context/reconstruct';
import { lookupModel } from '../core/tokens/catalogue';
import type { Call } from '../core/trace/model';
import { counterFor } from './tokenizer';

/** Of a model; the newest. */
const KEPT_SAMPLES = 300;
const INPUT = /^(system|tools|messages|toolChoice|responseFormat)/;

interface StoredSample extends UsageSample {
  call: string;
}
type Models = Map<string, StoredSample[]>;

/** Undefined for a call whose tokenizer is public, that reports no input, or of whose input the log lacks something. */
export function usageSampleOf(call: Call): { model: string; sample: StoredSample } | undefined {
  const names = [call.servedModel, call.requestedModel];
  const lookup = names.map(lookupModel).find(({ known }) => known);
  const reported = call.usage.input;
  if (!lookup || lookup.entry.tokenizerExact || reported === undefined || reported <= 0) return undefined;
  if (call.replayability.fields.some((field) => INPUT.test(field.path))) return undefined;
  const options = { lookup, counter: counterFor(lookup.entry), now: call.startTime ?? 0, mode: 'as-sent' as const };
  const counted = assemble(reconstruct(call), options).total.tokens;
  return { model: lookup.entry.id, sample: { call: call.responseId ?? call.id, counted, reported } };
}

export class CalibrationStore {
  constructor(private readonly file: string) {}

  /** By model id of the catalogue; a model of too few calls is not in it. A file that cannot be read is an empty one. */
  async read(): Promise<Map<string, Calibration>> {
    const found = new Map<string, Calibration>();
    for (const [model, samples] of await this.load()) {
      const calibration = calibrate(samples);
      if (calibration) found.set(model, calibration);
    }
    return found;
  }

  /** Adds what `calls` report; a call that is known already is replaced. Returns how many say something. */
  async learn(calls: Iterable<Call>): Promise<number> {
    const models = await this.load();
    let learnt = 0;
    for (const call of calls) {
      const said = usageSampleOf(call);
      if (!said) continue;
      const others = (models.get(said.model) ?? []).filter((sample) => sample.call !== said.sample.call);
      models.set(said.model, [...others, said.sample].slice(-KEPT_SAMPLES));
      learnt++;
    }
    if (learnt > 0) await this.save(models);
    return learnt;
  }

  /** Forgets one model, or all. */
  async reset(model?: string): Promise<void> {
    if (model === undefined) return fs.rm(this.file, { force: true });
    const models = await this.load();
    if (models.delete(model)) await this.save(models);
  }

  private async load(): Promise<Models> {
    try {
      const stored: unknown = JSON.parse(await fs.readFile(this.file, 'utf8'));
      return modelsOf(stored);
    } catch {
      return new Map();
    }
  }

  private async save(models: Models): Promise<void> {
    await fs.mkdir(path.dirname(this.file), { recursive: true });
    const next = `${this.file}.new`;
    await fs.writeFile(next, `${JSON.stringify({ version: 1, models: Object.fromEntries(models) }, null, 2)}\n`);
    await fs.rename(next, this.file);
  }
}

function modelsOf(stored: unknown): Models {
  const models: Models = new Map();
  if (!isObject(stored) || stored['version'] !== 1 || !isObject(stored['models'])) return models;
  for (const [model, samples] of Object.entries(stored['models'])) {
    if (Array.isArray(samples)) models.set(model, samples.filter(isSample));
  }
  return models;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isSample = (value: unknown): value is StoredSample =>
  isObject(value) &&
  typeof value['call'] === 'string' &&
  typeof value['counted'] === 'number' &&
  typeof value['reported'] === 'number';
