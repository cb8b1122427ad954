import { describeChatModel } from '@carrel/conformance';
import { modelUnavailable, type ModelEvent, type ModelRequest } from '@carrel/core/models';
import { describe, expect, it } from 'vitest';
import { aiChatModel, type AiModelOptions } from '../src/index.js';
import { anthropicFormat } from './anthropic-format.js';
import { loopbackModel } from './loopback-model.js';
import { openAiFormat } from './openai-format.js';

const KEY = 'sk-very-secret-key';
const PROVIDERS = [
  ['openai-compatible', openAiFormat],
  ['anthropic', anthropicFormat],
] as const;

async function world(provider: AiModelOptions['provider'], more: Partial<AiModelOptions> = {}) {
  const service = await loopbackModel(provider === 'anthropic' ? anthropicFormat() : openAiFormat());
  const model = aiChatModel({ provider, baseUrl: service.url, model: 'm-1', apiKey: KEY, ...more });
  return { service, model, [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() };
}

async function collect(events: AsyncIterable<ModelEvent>): Promise<readonly ModelEvent[]> {
  const all: ModelEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const HELLO: ModelRequest = { messages: [{ role: 'user', content: 'hello' }] };

describe.each(PROVIDERS)('%s', (provider) => {
  describeChatModel({
    test: { describe, it },
    createSubject: async () => {
      const { service, model } = await world(provider);
      return {
        model,
        prepare: (turn) => {
          service.prepare(turn);
        },
        dispose: async () => {
          await service[Symbol.asyncDispose]();
        },
      };
    },
  });

  it('is asked with the key, the model, and everything that was said', async () => {
    await using it = await world(provider);
    const call = { toolCallId: 'c1', toolName: 'read_file', input: { path: 'a' } };
    const schema = { type: 'object', properties: { path: { type: 'string' } } };
    await collect(
      it.model.stream({
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'What is in a?' },
          { role: 'assistant', content: 'I look.', toolCalls: [call] },
          {
            role: 'tool',
            results: [{ toolCallId: 'c1', toolName: 'read_file', output: 'no such file', isError: true }],
          },
          { role: 'user', content: 'And b?' },
        ],
        tools: [{ name: 'read_file', description: 'Reads a file.', inputSchema: schema }],
        maxTokens: 77,
        temperature: 0,
      }),
    );
    const [asked] = it.service.received;
    expect(asked?.body).toMatchObject({ model: 'm-1', stream: true, max_tokens: 77, temperature: 0 });
    const sent = JSON.stringify(asked?.body);
    for (const text of ['Be brief.', 'What is in a?', 'I look.', 'no such file', 'And b?', 'Reads a file.', 'c1'])
      expect(sent).toContain(text);
    const key = provider === 'anthropic' ? asked?.headers['x-api-key'] : asked?.headers.authorization;
    expect(key).toBe(provider === 'anthropic' ? KEY : `Bearer ${KEY}`);
  });

  it('says what it thinks before it speaks', async () => {
    await using it = await world(provider);
    it.service.prepare([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'so' },
    ]);
    const events = await collect(it.model.stream(HELLO));
    expect(events.slice(0, 2)).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'so' },
    ]);
  });

  it.each(['model/unauthorized', 'model/refused', 'model/unavailable'] as const)(
    'tells neither the key nor the words of the service with %s',
    async (type) => {
      await using it = await world(provider);
      it.service.prepare([{ type: 'failed', error: { ...modelUnavailable(), type } as never }]);
      const said = JSON.stringify(await collect(it.model.stream(HELLO)));
      expect(said).toContain(type);
      expect(said).not.toMatch(/secret|127\.0\.0\.1/);
    },
  );

  it('lets go of the connection when nobody reads any more', async () => {
    await using it = await world(provider);
    it.service.prepare([{ type: 'text', text: 'x' }, { type: 'hang' }]);
    for await (const event of it.model.stream(HELLO)) if (event.type === 'text') break;
    await expect.poll(() => it.service.open, { timeout: 5_000 }).toBe(0);
  });

  it('breaks off when it is silent for too long', async () => {
    await using it = await world(provider, { idleTimeoutMs: 1_500 });
    it.service.prepare([{ type: 'text', text: 'x' }, { type: 'hang' }]);
    const events = await collect(it.model.stream(HELLO));
    expect(events[0]).toEqual({ type: 'text', text: 'x' });
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: { type: 'model/unavailable' } });
  });

  it('follows no redirect with its key', async () => {
    await using it = await world(provider);
    await using trap = await loopbackModel(openAiFormat());
    const { createServer } = await import('node:http');
    const redirecting = createServer((_, response) => {
      response.writeHead(307, { location: `${trap.url}/chat/completions` }).end();
    });
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    const { port } = redirecting.address() as { readonly port: number };
    const model = aiChatModel({ provider, baseUrl: `http://127.0.0.1:${port}`, model: 'm', apiKey: KEY });
    const events = await collect(model.stream(HELLO));
    redirecting.close();
    expect(events).toMatchObject([{ type: 'failed', error: { type: 'model/unavailable' } }]);
    expect(trap.received).toHaveLength(0);
    expect(it.service.received).toHaveLength(0);
  });

  it('is not reached where nothing listens', async () => {
    const service = await loopbackModel(openAiFormat());
    await service[Symbol.asyncDispose]();
    const model = aiChatModel({ provider, baseUrl: service.url, model: 'm', apiKey: KEY });
    expect(await collect(model.stream(HELLO))).toMatchObject([
      { type: 'failed', error: { type: 'model/unavailable' } },
    ]);
  });

  it('does not take a closed connection for an end', async () => {
    await using it = await world(provider);
    const format = provider === 'anthropic' ? anthropicFormat() : openAiFormat();
    const said = [...format.begin(), ...format.say({ type: 'text', text: 'caf\u00e9' })].join('');
    it.service.prepareRaw(said, 1);
    const events = await collect(it.model.stream(HELLO));
    expect(events[0]).toEqual({ type: 'text', text: 'caf\u00e9' });
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: { type: 'model/unavailable' } });
  });

  it('refuses nonsense', async () => {
    await using it = await world(provider);
    it.service.prepareRaw('data: {"this is no JSON\n\n', 5);
    const events = await collect(it.model.stream(HELLO));
    // Of one provider the library says that it cannot read it, of the other that it broke off.
    const type: unknown = expect.stringMatching(/answer-invalid|unavailable/);
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: { type } });
  });
});

it('refuses the input of a tool that is no JSON', async () => {
  await using it = await world('openai-compatible');
  const call = { index: 0, id: 'c', type: 'function', function: { name: 't', arguments: '{"a": ' } };
  const chunk = (delta: object, finish_reason: string | null) =>
    `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  it.service.prepareRaw(`${chunk({ tool_calls: [call] }, null)}${chunk({}, 'tool_calls')}data: [DONE]\n\n`, 100);
  const tools = [{ name: 't', description: 't', inputSchema: { type: 'object' } }];
  const events = await collect(it.model.stream({ ...HELLO, tools }));
  expect(events.at(-1)).toMatchObject({ type: 'failed', error: { type: 'model/answer-invalid' } });
});
