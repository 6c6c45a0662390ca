/** OpenTelemetry as an application sets it up, exporting OTLP/JSON: one export request a line, spans and logs in one file. */
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { OpenAIInstrumentation } from '@opentelemetry/instrumentation-openai';
import { JsonLogsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

export interface Telemetry {
  modelSpans(): number;
  stop(): Promise<void>;
}

type Done = (result: { code: number }) => void;

export function startTelemetry(options: { write(line: string): void; processors: SpanProcessor[] }): Telemetry {
  let modelSpans = 0;
  const writeBytes = (bytes: Uint8Array | undefined): void => {
    if (bytes) options.write(new TextDecoder().decode(bytes));
  };
  const spanExporter = {
    export(spans: ReadableSpan[], done: Done): void {
      modelSpans += spans.filter((span) => span.attributes['gen_ai.operation.name'] === 'chat').length;
      writeBytes(JsonTraceSerializer.serializeRequest(spans));
      done({ code: 0 });
    },
    shutdown: () => Promise.resolve(),
  };
  const logExporter = {
    export(records: ReadableLogRecord[], done: Done): void {
      writeBytes(JsonLogsSerializer.serializeRequest(records));
      done({ code: 0 });
    },
    shutdown: () => Promise.resolve(),
    forceFlush: () => Promise.resolve(),
  };
  const resource = resourceFromAttributes({ 'service.name': 'support-assistant', 'service.version': '1.4.0' });
  const tracerProvider = new NodeTracerProvider({
    resource,
    spanProcessors: [...options.processors, new SimpleSpanProcessor(spanExporter)],
  });
  tracerProvider.register();
  const loggerProvider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter: logExporter })] });
  registerInstrumentations({
    tracerProvider,
    loggerProvider,
    instrumentations: [new OpenAIInstrumentation({ captureMessageContent: true })],
  });
  return {
    modelSpans: () => modelSpans,
    async stop() {
      await tracerProvider.shutdown();
      await loggerProvider.shutdown();
    },
  };
}
