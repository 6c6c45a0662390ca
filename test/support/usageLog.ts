/** A log of complete calls that report their input: `factor` × words + `offset`, plus what is counted as framing. */
export interface UsageLogOptions {
  model?: string;
  factor?: number;
  offset?: number;
  words?: number[];
}

/** Each word of these is one token of o200k_base. */
export const wordsOf = (count: number): string => 'word '.repeat(count).trimEnd();

/** JSONL of OpenAI requests and responses. */
export function usageLog({
  model = 'claude-sonnet-4-5',
  factor = 1.5,
  offset = 0,
  words = [50, 100, 200, 400],
}: UsageLogOptions = {}): string {
  const lines = words.map((count, index) => {
    const request = { model, messages: [{ role: 'user', content: wordsOf(count) }] };
    // 7: one message and the reply's primer.
    const usage = { prompt_tokens: Math.round(count * factor) + offset + 7, completion_tokens: 1 };
    const choices = [{ index: 0, message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }];
    const response = {
      id: `chatcmpl-u${index}`,
      object: 'chat.completion',
      created: 1772442900,
      model,
      choices,
      usage,
    };
    return JSON.stringify({ timestamp: '2026-03-02T09:15:00.000Z', status: 200, latency_ms: 9, request, response });
  });
  return lines.map((line) => `${line}\n`).join('');
}
