/**
 * Records examples/traces/support.trace.jsonl: runs the sample application (examples/app) with the real `openai`
 * client and the real OpenTelemetry instrumentation against a loopback server that answers as example-model.
 * Fails if no model span came. Run: node scripts/recordExamples.mjs
 */
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { trace } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type * as OpenAiModule from 'openai';
import { startExampleModel } from './exampleModel';
import { startTelemetry } from './telemetry';

interface Question {
  session: string;
  question: string;
  depth: number;
  tools?: boolean;
  paste?: number;
  fail?: boolean;
}
interface Session {
  id: string;
  history: unknown[];
}
interface Assistant {
  answer(session: Session, question: string, options: object): Promise<string | undefined>;
}

const root = path.resolve(process.argv[2] ?? 'examples');
const target = path.join(root, 'traces/support.trace.jsonl');

async function main(): Promise<void> {
  rmSync(target, { force: true });
  const telemetry = startTelemetry({
    // Stack traces name the folder in which this ran.
    write: (line) => appendFileSync(target, `${line.replaceAll(`${process.cwd()}/`, '')}\n`),
    processors: [new SiteProcessor()],
  });
  // Only after the instrumentation is registered, and by require: it patches the CommonJS module as it is loaded.
  const { OpenAI } = createRequire(__filename)('openai') as typeof OpenAiModule;
  const server = await startExampleModel();
  const client = new OpenAI({ apiKey: 'none', baseURL: server.baseUrl, maxRetries: 0 });
  try {
    await runQuestions(client, server);
  } finally {
    await telemetry.stop();
    await server.stop();
  }
  if (telemetry.modelSpans() < 40) throw new Error(`Only ${String(telemetry.modelSpans())} model spans were recorded.`);
  console.log(`${String(telemetry.modelSpans())} model spans → ${path.relative('.', target)}`);
}

async function runQuestions(client: unknown, server: { failNext(): void }): Promise<void> {
  const app = (await import(pathToFileURL(path.join(root, 'app/assistant.mjs')).href)) as {
    createAssistant(options: object): Assistant;
  };
  const assistant = app.createAssistant({ root, client, tracer: trace.getTracer('support-assistant', '1.4.0'), context: { pause } });
  const questions = JSON.parse(readFileSync(path.join(root, 'app/questions.json'), 'utf8')) as Question[];
  const sessions = new Map<string, Session>();
  for (const [index, question] of questions.entries()) {
    const session = sessions.get(question.session) ?? { id: question.session, history: [] };
    sessions.set(session.id, session);
    if (question.fail) server.failNext();
    await assistant.answer(session, withPaste(question), {
      depth: question.depth,
      tools: question.tools ?? false,
      documentsIn: index % 2 === 0 ? 'question' : 'message',
    });
  }
}

/** A pasted list of orders: many digits, so that the application's guess of characters / 4 is far too low. */
function withPaste(question: Question): string {
  if (!question.paste) return question.question;
  const lines = Array.from({ length: question.paste }, (_, index) => {
    const number = 1182 + index * 37;
    return `${String(number)};2026-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')};${String((number * 7919) % 100000)}`;
  });
  return `${question.question}\norder;delivered;cents\n${lines.join('\n')}`;
}

/** What an application does to name the place in its code: an attribute on each model span. */
class SiteProcessor implements SpanProcessor {
  onStart(span: Parameters<SpanProcessor['onStart']>[0]): void {
    if (span.attributes['gen_ai.operation.name'] === 'chat') span.setAttribute('code.function.name', 'assistant.ask');
  }
  onEnd(): void {}
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
