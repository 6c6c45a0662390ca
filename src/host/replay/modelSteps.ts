/** The last steps of a replay: model, samples, and who answers. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ProviderName } from '../../core/replay/model';
import { endpointSettings } from '../settings';
import { findRuns, findTraces } from '../traceFiles';
import type { Workers } from '../workers';
import type { ReplayDraft } from './draft';
import { askText, BACK, pickOne, settle, type Choice, type Step } from './steps';

const MAX_SAMPLES = 100;
/** The model that only the examples' logs name; no endpoint serves it. */
const EXAMPLE_MODEL = 'example-model';

export function modelStep(workers: Workers): Step<ReplayDraft> {
  return async (draft, frame) => {
    const known = await workers.document.request('models', null);
    const logged = draft.loggedModels.join(', ') || 'not named in the log';
    const models = known.map(({ id, window }) => ({
      label: id,
      description: window === null ? '' : `window ${window.toLocaleString('en-US')}`,
      value: id,
    }));
    const answer = await pickOne<string>(frame, {
      placeholder: 'Model',
      choices: [
        { label: 'As logged', description: logged, value: '' },
        ...models,
        { label: 'Another Model…', description: 'type its name', value: '…' },
      ],
      preselected: (value) => value === (draft.model ?? ''),
    });
    const model = answer === '…' ? await askText(frame, { prompt: 'Name of the model', check: required }) : answer;
    return settle(model, (name) => {
      if (name === '') delete draft.model;
      else draft.model = name.trim();
    });
  };
}

const required = (text: string): string | undefined => (text.trim() === '' ? 'Type a name' : undefined);

export const samplesStep: Step<ReplayDraft> = async (draft, frame) => {
  const prompt = 'Samples: how often each call is run with each prompt';
  const check = (text: string): string | undefined => {
    const samples = Number(text);
    return Number.isInteger(samples) && samples >= 1 && samples <= MAX_SAMPLES
      ? undefined
      : `A whole number from 1 to ${MAX_SAMPLES}`;
  };
  return settle(await askText(frame, { prompt, value: String(draft.samples), check }), (text) => {
    draft.samples = Number(text);
  });
};

const isExample = ({ loggedModels }: ReplayDraft): boolean =>
  loggedModels.length > 0 && loggedModels.every((model) => model === EXAMPLE_MODEL);

function providerChoices(draft: ReplayDraft): Choice<ProviderName>[] {
  const choices: Choice<ProviderName>[] = [
    {
      label: 'Endpoint',
      description: endpointSettings().baseUrl,
      detail: 'Sends the calls to this address',
      value: 'openai',
    },
    { label: 'Recorded answers', detail: 'Answers of a run or a trace; nothing is sent', value: 'recorded' },
    {
      label: 'Retrieval check (no model, offline)',
      detail: 'The sentences of the context that best match the question; nothing is sent, no verdict on a model',
      value: 'baseline',
    },
  ];
  // The examples need no key: there, and only there, the offline check comes first.
  return isExample(draft) ? choices.reverse() : choices;
}

export const providerStep: Step<ReplayDraft> = async (draft, frame) => {
  const choices = providerChoices(draft);
  const answer = await pickOne(frame, { placeholder: 'Who answers', choices });
  if (answer !== 'recorded') return settle(answer, (provider) => (draft.provider = provider));
  const files = [...(await findRuns()), ...(await findTraces())];
  const source = await pickOne(frame, {
    placeholder: 'The run or trace whose answers are used; a call that it does not hold fails',
    choices: files.map((uri) => ({
      label: path.basename(uri.fsPath),
      description: vscode.workspace.asRelativePath(path.dirname(uri.fsPath)),
      value: uri.fsPath,
    })),
  });
  if (source === BACK) return providerStep(draft, frame);
  return settle(source, (file) => {
    draft.provider = 'recorded';
    draft.recordedFrom = file;
  });
};
