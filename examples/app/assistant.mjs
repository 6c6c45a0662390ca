// The sample application: a support assistant that searches the knowledge base, assembles a prompt by hand and asks
// the model. Its assembly has the defect that support.v1.context.yaml describes: when the documents fill the window,
// the policy is left out, and nothing says so. It also guesses tokens as characters / 4.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const WINDOW = 8000;
const ANSWER_TOKENS = 1024;
const ORDERS = {
  1182: { item: 'Kettle X100', state: 'delivered', deliveredOn: '2 November', paid: 'card' },
  2047: { item: 'Sofa Fjord', state: 'packed', deliveredOn: null, paid: 'invoice' },
  3310: { item: 'Floor lamp Arc', state: 'sent, last scan 17 days ago', deliveredOn: null, paid: 'bank transfer' },
};
const TOOLS = [
  {
    type: 'function',
    function: {
      name: 'lookup_order',
      description: 'Finds an order by its number and says what it holds, where it is and how it was paid.',
      parameters: {
        type: 'object',
        properties: { order_number: { type: 'string', description: 'Digits only.' } },
        required: ['order_number'],
        additionalProperties: false,
      },
    },
  },
];

/** `root` is the examples folder. `tracer` comes from the OpenTelemetry API; `client` is an `openai` client. */
export function createAssistant({ root, client, tracer, context }) {
  const read = (file) => readFileSync(path.join(root, file), 'utf8').trim();
  const instructions = read('prompts/support.md').replaceAll('{{product}}', 'Northwind Home');
  const policy = read('prompts/policy.md');
  const documents = loadDocuments(path.join(root, 'kb'));
  return { answer: (session, question, options) => answer({ session, question, options }) };

  async function answer({ session, question, options }) {
    const attributes = { 'session.id': session.id, 'gen_ai.conversation.id': session.id };
    return tracer.startActiveSpan('answerQuestion', { attributes }, async (span) => {
      try {
        const found = await search(question, options.depth);
        const messages = assemble(session.history, question, found, options.documentsIn);
        const reply = await ask(messages, options);
        session.history.push({ role: 'user', content: question }, { role: 'assistant', content: reply });
        return reply;
      } catch (error) {
        span.recordException(error);
        span.setStatus({ code: 2, message: String(error.message) });
        return undefined;
      } finally {
        span.end();
      }
    });
  }

  async function search(question, depth) {
    return tracer.startActiveSpan('search knowledge base', async (span) => {
      const ranked = rank(documents, question).slice(0, depth);
      await context.pause(15 + depth * 4);
      span.setAttributes({
        'gen_ai.operation.name': 'retrieval',
        'gen_ai.data_source.id': 'kb',
        'gen_ai.retrieval.query.text': question,
        'gen_ai.retrieval.documents': JSON.stringify(
          ranked.map((found) => ({ id: found.id, score: found.score, content: found.text })),
        ),
      });
      span.end();
      return ranked;
    });
  }

  // The defect: when the guess says that the window is full, the policy is the first to go, then the last documents.
  function assemble(history, question, found, documentsIn) {
    const fixed = [{ role: 'system', content: instructions }];
    const kept = [...found];
    const build = (head) => [...head, ...history, ...turnOf(kept, question, documentsIn)];
    const withPolicy = build([...fixed, { role: 'system', content: policy }]);
    if (guessTokens(withPolicy) <= WINDOW - ANSWER_TOKENS) return withPolicy;
    while (kept.length > 1 && guessTokens(build(fixed)) > WINDOW - ANSWER_TOKENS) kept.pop();
    return build(fixed);
  }

  async function ask(messages, options) {
    const request = { model: 'example-model', messages, temperature: 0.2, max_tokens: ANSWER_TOKENS };
    if (options.tools) request.tools = TOOLS;
    const first = await client.chat.completions.create(request);
    const message = first.choices[0].message;
    if (!message.tool_calls?.length) return message.content;
    const results = message.tool_calls.map((call) => ({
      role: 'tool',
      tool_call_id: call.id,
      content: JSON.stringify(ORDERS[JSON.parse(call.function.arguments).order_number] ?? { error: 'no such order' }),
    }));
    const second = await client.chat.completions.create({ ...request, messages: [...messages, message, ...results] });
    return second.choices[0].message.content;
  }
}

function turnOf(documents, question, documentsIn) {
  const block = `Documents:\n${documents.map((doc) => `<doc id="${doc.id}">${doc.text}</doc>`).join('\n')}`;
  if (documentsIn === 'question') return [{ role: 'user', content: `${block}\n\n${question}` }];
  return [
    { role: 'user', content: block },
    { role: 'user', content: question },
  ];
}

function loadDocuments(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => ({ id: file.replace(/\.md$/, ''), text: readFileSync(path.join(folder, file), 'utf8').trim() }));
}

/** Share of the question's words that the document holds; longer words count for more. */
function rank(documents, question) {
  const words = new Set(question.toLowerCase().match(/[a-z]{3,}/g) ?? []);
  const total = [...words].reduce((sum, word) => sum + word.length, 0) || 1;
  return documents
    .map((doc) => {
      const text = doc.text.toLowerCase();
      const hit = [...words].filter((word) => text.includes(word)).reduce((sum, word) => sum + word.length, 0);
      return { ...doc, score: Number((hit / total).toFixed(3)) };
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function guessTokens(messages) {
  return messages.reduce((sum, message) => sum + Math.ceil(message.content.length / 4), 0);
}
