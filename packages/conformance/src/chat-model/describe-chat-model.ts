import assert from 'node:assert/strict';
import type { ModelTurn } from '@carrel/core/memory';
import {
  modelContextTooLong,
  modelRateLimited,
  modelRefused,
  modelUnauthorized,
  modelUnavailable,
  type ModelEvent,
  type ModelRequest,
} from '@carrel/core/models';
import { Cases } from '../cases.js';
import type { ChatModelKitOptions, ChatModelSubject } from './chat-model-subject.js';

const HELLO: ModelRequest = { messages: [{ role: 'user', content: 'hello' }] };
const text = (said: string): ModelEvent => ({ type: 'text', text: said });
const SOON_MS = 15_000;

/** What every `ChatModel` promises. */
export function describeChatModel(options: ChatModelKitOptions): void {
  const cases = new Cases<ChatModelSubject>(options);
  cases.group('a chat model', () => {
    describeAnswers(cases);
    describeFailures(cases);
    describeStops(cases);
  });
  cases.end();
}

function describeAnswers(cases: Cases<ChatModelSubject>): void {
  cases.it('says its text in order, and ends with one finish', async (subject) => {
    const events = await answer(subject, [text('Hel'), text('lo \u{1f600}'), { type: 'finish', reason: 'stop' }]);
    assert.equal(textOf(events), 'Hello \u{1f600}');
    assert.deepEqual(events.at(-1), { type: 'finish', reason: 'stop' });
    assertOneEnd(events);
  });
  cases.it('says that it reached the most tokens', async (subject) => {
    const events = await answer(subject, [text('Hel'), { type: 'finish', reason: 'length' }]);
    assert.deepEqual(events.at(-1), { type: 'finish', reason: 'length' });
  });
  cases.it('gives each call of a tool whole, and once', async (subject) => {
    const call = { toolName: 'read_file', input: { path: 'a "b" \u00e9', lines: [1, 2], deep: { x: null } } };
    const turn: ModelTurn = [
      text('Let me look.'),
      { type: 'tool-call', toolCallId: 'call_1', ...call },
      { type: 'tool-call', toolCallId: 'call_2', toolName: 'list', input: {} },
      { type: 'finish', reason: 'tool-calls' },
    ];
    const tools = ['read_file', 'list'].map((name) => ({ name, description: name, inputSchema: { type: 'object' } }));
    const events = await answer(subject, turn, { ...HELLO, tools });
    const calls = events.filter(({ type }) => type === 'tool-call');
    assert.deepEqual(calls, turn.slice(1, 3));
    assert.deepEqual(events.at(-1), { type: 'finish', reason: 'tool-calls' });
  });
  cases.it('tells what it used before it ends', async (subject) => {
    const usage: ModelEvent = { type: 'usage', usage: { inputTokens: 12, outputTokens: 3 } };
    const events = await answer(subject, [text('Hello'), usage, { type: 'finish', reason: 'stop' }]);
    assert.deepEqual(events.slice(-2), [usage, { type: 'finish', reason: 'stop' }]);
  });
  cases.it('answers many requests at the same time, each with its own', async (subject) => {
    subject.prepare([text('a'), { type: 'wait', ms: 50 }, text('b')]);
    const all = await Promise.all([1, 2, 3].map(() => collect(subject.model.stream(HELLO))));
    assert.deepEqual(all.map(textOf), ['ab', 'ab', 'ab']);
  });
}

function describeFailures(cases: Cases<ChatModelSubject>): void {
  const failures = [
    modelUnauthorized(),
    modelRateLimited(7_000),
    modelUnavailable(),
    modelRefused(),
    modelContextTooLong(),
  ] as const;
  for (const error of failures) {
    cases.it(`ends with ${error.type}`, async (subject) => {
      const events = await answer(subject, [{ type: 'failed', error }]);
      const [only] = events;
      assert.equal(events.length, 1);
      assert.equal(only?.type === 'failed' ? only.error.type : only?.type, error.type);
      if (only?.type === 'failed' && error.type === 'model/rate-limited') assert.equal(only.error.retryAfterMs, 7_000);
    });
  }
  cases.it('tells what it had said when it breaks off', async (subject) => {
    const events = await answer(subject, [text('Hel'), text('lo'), { type: 'failed', error: modelUnavailable() }]);
    assert.equal(textOf(events), 'Hello');
    assertEndsWith(events, 'model/unavailable');
    assertOneEnd(events);
  });
}

function describeStops(cases: Cases<ChatModelSubject>): void {
  cases.it('stops at once when it is told to, in the middle of its silence', async (subject) => {
    subject.prepare([text('Hel'), { type: 'hang' }]);
    const stop = new AbortController();
    const events: ModelEvent[] = [];
    for await (const event of subject.model.stream({ ...HELLO, signal: stop.signal })) {
      events.push(event);
      stop.abort();
    }
    assert.equal(textOf(events), 'Hel');
    assertEndsWith(events, 'request/aborted');
  });
  cases.it('says nothing when it was stopped before', async (subject) => {
    const events = await answer(subject, [{ type: 'wait', ms: 20 }, text('x')], {
      ...HELLO,
      signal: AbortSignal.abort(),
    });
    assert.equal(textOf(events), '');
    assertEndsWith(events, 'request/aborted');
  });
  cases.it('lets whoever reads it leave', async (subject) => {
    subject.prepare([text('Hel'), text('lo'), { type: 'hang' }]);
    const startedAt = performance.now();
    for await (const event of subject.model.stream(HELLO)) if (event.type === 'text') break;
    assert.ok(performance.now() - startedAt < SOON_MS, 'leaving takes no time');
  });
}

async function answer(subject: ChatModelSubject, turn: ModelTurn, request = HELLO): Promise<readonly ModelEvent[]> {
  subject.prepare(turn);
  return collect(subject.model.stream(request));
}

async function collect(events: AsyncIterable<ModelEvent>): Promise<readonly ModelEvent[]> {
  const all: ModelEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function textOf(events: readonly ModelEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}

function assertOneEnd(events: readonly ModelEvent[]): void {
  assert.equal(events.filter(({ type }) => type === 'finish' || type === 'failed').length, 1);
}

function assertEndsWith(events: readonly ModelEvent[], errorType: string): void {
  const last = events.at(-1);
  assert.equal(last?.type === 'failed' ? last.error.type : last?.type, errorType);
}
