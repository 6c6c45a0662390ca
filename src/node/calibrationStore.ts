/**
 * What calls reported, beside what was counted for them, by model: a JSON file of a workspace from which the counts of
 * models without a public tokenizer are calibrated. Holds numbers and call ids only; `reset` forgets them.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { assemble } from '../core/context/assemble';
import { reconstruct } from '../core/context/reconstruct';
import { calibrate, type Calibration, type UsageSample } from '../core/tokens/calibrate';
import { lookupModel } from '../core/tokens/catalogue';
import type { ModelLookup } from '../core/tokens/catalogueModel';
import type { Call, Replayability } from '../core/trace/model';
import { calibrationKey, standInFor } from './tokenizer';

/** Of a model; the newest. */
const KEPT_SAMPLES = 300;
const INPUT = /^(system|tools|messages|toolChoice|responseFormat)/;

export interface StoredSample extends UsageSample {
  call: string;
}
export interface ModelSample {
  /** `calibrationKey` of the model. */
  model: string;
  sample: StoredSample;
}
type Models = Map<string, StoredSample[]>;

/** Undefined for no model, and for one whose tokenizer is public. The served name where the catalogue knows it. */
export function calibratedModel(names: Pick<Call, 'servedModel' | 'requestedModel'>): ModelLookup | undefined {
  const lookups = [names.servedModel, names.requestedModel].map(lookupModel);
  const lookup = lookups.find(({ known }) => known) ?? lookups.find(({ entry }) => entry.asked !== undefined);
  return lookup && !lookup.entry.tokenizerExact ? lookup : undefined;
}

/** Whether the log lacks nothing of what the model read. */
export const holdsInput = ({ fields }: Replayability): boolean => !fields.some((field) => INPUT.test(field.path));

/** The name under which a call's sample is kept. Ids that logs lack are lines, so the file's name goes with them. */
export const sampleName = (id: string, file: string | undefined): string =>
  file === undefined ? id : `${path.basename(file)} ${id}`;

/** Undefined for a call whose tokenizer is public, that reports no input, or of whose input the log lacks something. */
export function usageSampleOf(call: Call): ModelSample | undefined {
  const lookup = calibratedModel(call);
  const reported = call.usage.input;
  if (!lookup || reported === undefined || reported <= 0 || !holdsInput(call.replayability)) return undefined;
  const options = { lookup, counter: standInFor(lookup.entry), now: call.startTime ?? 0, mode: 'as-sent' as const };
  const { total, framing } = assemble(reconstruct(call), options);
  const sample = {
    call: sampleName(call.id, call.sources[0]?.path),
    counted: total.tokens - framing.tokens,
    reported: reported - framing.tokens,
  };
  return sample.counted > 0 && sample.reported > 0 ? { model: calibrationKey(lookup.entry), sample } : undefined;
}

export class CalibrationStore {
  constructor(private readonly file: string) {}

  /** By `calibrationKey`; a model of too few calls is not in it. A file that cannot be read is an empty one. */
  async read(): Promise<Map<string, Calibration>> {
    const found = new Map<string, Calibration>();
    for (const [model, samples] of await this.load()) {
      const calibration = calibrate(samples);
      if (calibration) found.set(model, calibration);
    }
    return found;
  }

  /** Names of the calls that are known, by model. */
  async known(): Promise<Map<string, Set<string>>> {
    const known = new Map<string, Set<string>>();
    for (const [model, samples] of await this.load()) known.set(model, new Set(samples.map(({ call }) => call)));
    return known;
  }

  /** Adds what calls say; a call that is known already is replaced. */
  async add(samples: Iterable<ModelSample>): Promise<void> {
    const models = await this.load();
    let added = 0;
    for (const { model, sample } of samples) {
      const others = (models.get(model) ?? []).filter(({ call }) => call !== sample.call);
      models.set(model, [...others, sample].slice(-KEPT_SAMPLES));
      added++;
    }
    if (added > 0) await this.save(models);
  }

  /** Forgets one model, or all. */
  async reset(model?: string): Promise<void> {
    if (model === undefined) return fs.rm(this.file, { force: true });
    const models = await this.load();
    if (models.delete(model)) await this.save(models);
  }

  /** How many samples there are, by model. */
  async sizes(): Promise<Map<string, number>> {
    return new Map([...(await this.load())].map(([model, samples]) => [model, samples.length]));
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
