/** Puts a streamed chat completion together. Of several choices the first is kept: a replay gives one answer. */
import type { ProviderAnswer } from '../../core/replay/model';
import { openAiUsage } from '../../core/trace/normalise/openAiBodies';
import type { JsonObject, Part } from '../../core/trace/model';
import type { ChatChunk } from './openai';

type Delta = ChatChunk['choices'][number]['delta'];
interface CallInPieces {
  id: string;
  name: string;
  arguments: string;
  isCustom: boolean;
}

export class ChatStream {
  private text = '';
  private refusal = '';
  private reasoning = '';
  private readonly calls = new Map<number, CallInPieces>();
  private about: Omit<ProviderAnswer, 'output' | 'usage'> = {};
  private usage: JsonObject | undefined;

  /** `elapsedMs` since the request was sent. */
  add(chunk: ChatChunk, elapsedMs: number): void {
    const { model, usage } = chunk;
    const { system_fingerprint: fingerprint } = chunk as { system_fingerprint?: unknown };
    // Servers that speak this API leave out what their types promise.
    if (typeof model === 'string' && model !== '') this.about.servedModel = model;
    if (typeof fingerprint === 'string') this.about.fingerprint = fingerprint;
    if (usage) this.usage = usage as unknown as JsonObject;
    const choices = chunk.choices as ChatChunk['choices'] | undefined;
    for (const { index, delta, finish_reason: reason } of choices ?? []) {
      if (index > 0) continue;
      if (typeof reason === 'string') this.about.finishReason = reason;
      if (this.takeDelta(delta)) this.about.timeToFirstTokenMs ??= elapsedMs;
    }
  }

  get isFinished(): boolean {
    return this.about.finishReason !== undefined;
  }

  get hasBegun(): boolean {
    return this.about.timeToFirstTokenMs !== undefined;
  }

  answer(): ProviderAnswer {
    const output: Part[] = [];
    if (this.reasoning !== '') output.push({ type: 'reasoning', text: this.reasoning });
    if (this.text !== '') output.push({ type: 'text', text: this.text });
    if (this.refusal !== '') output.push({ type: 'refusal', text: this.refusal });
    for (const [, call] of [...this.calls].sort(([a], [b]) => a - b)) output.push(asPart(call));
    return { output, usage: openAiUsage(this.usage), ...this.about };
  }

  /** True when the piece held any output. */
  private takeDelta(delta: Delta | undefined): boolean {
    if (!delta) return false;
    const { reasoning_content: first, reasoning: second } = delta as {
      reasoning_content?: unknown;
      reasoning?: unknown;
    };
    const thought = [first, second].find((value) => typeof value === 'string') ?? '';
    this.text += delta.content ?? '';
    this.refusal += delta.refusal ?? '';
    this.reasoning += thought;
    delta.tool_calls?.forEach((call) => this.takeCall(call));
    return Boolean(delta.content) || Boolean(delta.refusal) || thought !== '' || Boolean(delta.tool_calls?.length);
  }

  private takeCall(piece: NonNullable<Delta['tool_calls']>[number]): void {
    const call = this.calls.get(piece.index) ?? { id: '', name: '', arguments: '', isCustom: false };
    this.calls.set(piece.index, call);
    const { custom } = piece as { custom?: { name?: string; input?: string } };
    call.id = call.id === '' ? (piece.id ?? '') : call.id;
    call.name += piece.function?.name ?? custom?.name ?? '';
    call.arguments += piece.function?.arguments ?? custom?.input ?? '';
    call.isCustom ||= custom !== undefined;
  }
}

function asPart({ id, name, arguments: text, isCustom }: CallInPieces): Part {
  return {
    type: 'toolCall',
    ...(id === '' ? {} : { id }),
    name,
    arguments: text,
    ...(isCustom ? { extra: { type: 'custom' } } : {}),
  };
}
