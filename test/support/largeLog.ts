/** A log of any size for tests of scale: OpenAI pairs, of each tenth one OTLP span. */
import * as fs from 'node:fs';
import { LLM, spansRequest } from './otlp';

/** Writes until the file has `sizeBytes`; returns the number of calls. */
export function writeLargeLog(path: string, sizeBytes: number): number {
  const file = fs.openSync(path, 'w');
  const filler = 'The customer asked about the delivery of the order and the refund policy that applies to it. '.repeat(
    30,
  );
  let written = 0;
  let calls = 0;
  while (written < sizeBytes) {
    let chunk = '';
    for (let at = 0; at < 100; at++) chunk += `${JSON.stringify(recordOf(calls++, filler))}\n`;
    written += fs.writeSync(file, chunk);
  }
  fs.closeSync(file);
  return calls;
}

function recordOf(number: number, filler: string) {
  const question = `Question ${number}: ${filler}`;
  if (number % 10 === 9) {
    const messages = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: question }] }]);
    const id = number.toString(36).padStart(8, '0');
    return spansRequest([
      { id, trace: id, from: number, to: number + 5, attributes: { ...LLM, 'gen_ai.input.messages': messages } },
    ]);
  }
  return {
    request: {
      model: 'gpt-4o',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: question },
      ],
    },
    response: {
      id: `r${number}`,
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Fine.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 900, completion_tokens: 2 },
    },
  };
}
