import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { eventually } from '../../test/platform-fixture.js';
import { ended, shellRuntime, taskWorld } from '../../test/task-fixture.js';
import { Pens } from '../../test/terminal-fixture.js';
import { errAsync, ResultAsync, type Result } from '../kernel/index.js';
import type { ModelTurn } from '../memory/index.js';
import type { ModelRequest } from '../models/index.js';
import {
  memoryPresence,
  presenceUnavailable,
  terminalPolling,
  type PresenceError,
  type PresenceStore,
} from '../presence/index.js';

const PLAIN = { prompt: 'Go.', setup: { install: 'none' } } as const;

/** Reads the newest terminal, then goes on thinking. */
function script({ messages }: ModelRequest): ModelTurn {
  return messages.some(({ role }) => role === 'tool')
    ? [{ type: 'text', text: 'I have seen it.' }, { type: 'hang' }]
    : [
        { type: 'tool-call', toolCallId: 'c', toolName: 'read_terminal', input: {} },
        { type: 'finish', reason: 'tool-calls' },
      ];
}

/** A task whose model has read a terminal, and runs. */
async function world(presence: PresenceStore) {
  const runtime = shellRuntime({ pen: new Pens().program });
  const it = await taskWorld(script, { presence, runtime });
  const { ada, carrel, session } = it;
  expectOk(await carrel.workspaces.start(ada, session));
  const terminal = expectOk(await carrel.terminals.open(ada, session, { request: { argv: ['pen'] } })).id;
  const { id } = expectOk(await carrel.tasks.create(ada, session, PLAIN));
  await eventually(() => {
    expect(it.model.requests).toHaveLength(2);
  });
  const result = it.model.requests.at(-1)?.messages.at(-1);
  expect(result).toMatchObject({ role: 'tool', results: [{ output: { terminal } }] });
  return { ...it, id, terminal };
}

/** A presence store where the operations on notes do what `give` does. */
function without(give: () => ResultAsync<never, PresenceError>): PresenceStore {
  const inner = memoryPresence();
  return new Proxy(inner, {
    get(target, name) {
      if (name === 'note' || name === 'noted' || name === 'forget') return give;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

describe('the terminal that a task reads', () => {
  it('is told while the task runs, and no longer', async () => {
    const presence = memoryPresence();
    await using it = await world(presence);
    const { ada, carrel, id, terminal } = it;
    expect(expectOk(await carrel.tasks.get(ada, id))).toMatchObject({ status: 'running', terminalId: terminal });
    expect(expectOk(await presence.noted(terminalPolling, id))).toBe(terminal);

    expectOk(await carrel.tasks.cancel(ada, id));
    expect(await ended(carrel, ada, id)).not.toHaveProperty('terminalId');
    expect(expectOk(await presence.noted(terminalPolling, id))).toBeNull();
  });

  it.each([
    ['fails', () => errAsync(presenceUnavailable())],
    ['does not answer', () => new ResultAsync(new Promise<Result<never, PresenceError>>(() => undefined))],
  ] as const)('is not told while the presence store %s, and nothing else is missing', async (_what, give) => {
    await using it = await world(without(give));
    const { ada, carrel, id } = it;
    const task = expectOk(await carrel.tasks.get(ada, id));
    expect(task).toMatchObject({ status: 'running' });
    expect(task).not.toHaveProperty('terminalId');

    expectOk(await carrel.tasks.cancel(ada, id));
    expect(await ended(carrel, ada, id)).toMatchObject({ status: 'cancelled' });
  });
});
