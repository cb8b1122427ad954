import { scriptedModel, type ModelTurn } from '@carrel/core/memory';
import type { ChatModel, ModelEvent } from '@carrel/core/models';
import { describe, expect, it } from 'vitest';
import { describeChatModel, type ChatModelSubject } from '../src/index.js';
import { failuresOf, recordingRunner } from './recording-runner.js';

type Alter = (events: AsyncIterable<ModelEvent>, signal: AbortSignal | undefined) => AsyncIterable<ModelEvent>;

function subjectOf(alter: Alter = (events) => events): ChatModelSubject {
  let turn: ModelTurn = [];
  const inner = scriptedModel({ turns: () => turn });
  const model: ChatModel = { name: 'altered', stream: (request) => alter(inner.stream(request), request.signal) };
  return {
    model,
    prepare: (next) => {
      turn = next;
    },
    dispose: () => Promise.resolve(),
  };
}

describeChatModel({ test: { describe, it }, createSubject: () => subjectOf() });

async function* each(events: AsyncIterable<ModelEvent>, change: (event: ModelEvent) => readonly ModelEvent[]) {
  for await (const event of events) yield* change(event);
}

const broken: Readonly<Record<string, { readonly alter: Alter; readonly found: string }>> = {
  'says the end twice': {
    alter: (events) => each(events, (event) => (event.type === 'finish' ? [event, event] : [event])),
    found: 'says its text in order, and ends with one finish',
  },
  'splits calls': {
    alter: (events) =>
      each(events, (event) => (event.type === 'tool-call' ? [{ ...event, input: {} }, event] : [event])),
    found: 'gives each call of a tool whole, and once',
  },
  'keeps what it used to itself': {
    alter: (events) => each(events, (event) => (event.type === 'usage' ? [] : [event])),
    found: 'tells what it used before it ends',
  },
  'takes every end for a good one': {
    alter: (events) =>
      each(events, (event) => (event.type === 'failed' ? [{ type: 'finish', reason: 'stop' }] : [event])),
    found: 'tells what it had said when it breaks off',
  },
  'loses what it had said': {
    alter: async function* (events) {
      const all: ModelEvent[] = [];
      for await (const event of events) all.push(event);
      yield* all.some(({ type }) => type === 'failed') ? all.slice(-1) : all;
    },
    found: 'tells what it had said when it breaks off',
  },
  'forgets when to try again': {
    alter: (events) =>
      each(events, (event) =>
        event.type === 'failed' ? [{ ...event, error: { ...event.error, retryAfterMs: 1 } }] : [event],
      ),
    found: 'ends with model/rate-limited',
  },
  'cannot be stopped': {
    alter: async function* (events, signal) {
      yield* each(events, (event) => (signal?.aborted === true && event.type === 'failed' ? [] : [event]));
      if (signal?.aborted === true) await new Promise(() => undefined);
    },
    found: 'stops at once when it is told to, in the middle of its silence',
  },
};

describe('describeChatModel', () => {
  it.each(Object.entries(broken))('finds out that a model %s', async (_name, { alter, found }) => {
    const { test, cases } = recordingRunner();
    describeChatModel({ test, createSubject: () => subjectOf(alter) });
    const wanted = cases.filter(({ name }) => name === found);
    expect(wanted).toHaveLength(1);
    expect(await failuresOf(wanted, 1_000)).toEqual([found]);
  });
});
