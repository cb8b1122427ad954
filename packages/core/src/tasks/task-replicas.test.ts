import { describe, expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { ended, HANGS, reaches, shellRuntime } from '../../test/task-fixture.js';
import type { Bus } from '../bus/index.js';
import type { Caller, Carrel } from '../index.js';
import type { SessionId, TaskId } from '../kernel/index.js';
import { memoryBus, memoryStore, scriptedModel } from '../memory/index.js';
import { memoryStreamLog } from '../streams/index.js';

const PLAIN = { prompt: 'Go.', setup: { install: 'none' } } as const;
const HOUR_MS = 3_600_000;

interface Replicas extends AsyncDisposable {
  /** Runs the task. */
  readonly worker: Carrel;
  readonly other: Carrel;
  readonly ada: Caller;
  readonly session: SessionId;
  readonly task: TaskId;
}

/** Two replicas of one installation, of which one works on a task that does not end by itself. */
async function replicas({
  buses,
  cancelPollMs,
}: {
  readonly buses: readonly [Bus, Bus];
  readonly cancelPollMs: number;
}): Promise<Replicas> {
  const shared = {
    ...{ runtime: shellRuntime(), streams: memoryStreamLog(), model: scriptedModel({ turns: [HANGS] }) },
    store: crashingStore(memoryStore()).store,
    // Nothing but a cancellation that is told, or asked for, reaches the other one meanwhile.
    tasks: { cancelPollMs, sweepIntervalMs: HOUR_MS, leaseTtlMs: HOUR_MS },
  };
  const worker = await memoryCarrel({ ...shared, bus: buses[0] });
  const other = await memoryCarrel({ ...shared, bus: buses[1] });
  const ada = await newCaller(worker);
  const { id: session } = expectOk(await worker.sessions.create(ada, { kind: 'solo', languages: ['python'] }));
  const { id: task } = expectOk(await worker.tasks.create(ada, session, PLAIN));
  await reaches(worker, ada, task, 'running');
  const dispose = async () => {
    await other.dispose();
    await worker.dispose();
  };
  return { worker, other, ada, session, task, [Symbol.asyncDispose]: dispose };
}

/** The same bus for both, as that of two servers is. */
function sharedBus(): readonly [Bus, Bus] {
  const bus = memoryBus();
  return [bus, bus];
}

describe('a task that another replica works on', () => {
  it.each([
    ['by its user', ({ other, ada, task }: Replicas) => other.tasks.cancel(ada, task)],
    [
      'with its session',
      ({ other, ada, session }: Replicas) => other.sessions.update(ada, session, { changes: { status: 'archived' } }),
    ],
    [
      'with its stream',
      async ({ other, ada, task }: Replicas) => {
        const { streamId } = expectOk(await other.tasks.get(ada, task));
        if (streamId === undefined) throw new Error('no stream');
        return other.streams.cancel(ada, streamId);
      },
    ],
  ] as const)('is cancelled %s at once where replicas hear of each other', async (_how, cancel) => {
    await using it = await replicas({ buses: sharedBus(), cancelPollMs: HOUR_MS });
    expect((await cancel(it)).isOk()).toBe(true);
    expect(await ended(it.other, it.ada, it.task)).toMatchObject({ status: 'cancelled', runs: 1 });
    const { streamId } = expectOk(await it.other.tasks.get(it.ada, it.task));
    await eventually(async () => {
      if (streamId === undefined) throw new Error('no stream');
      expect(expectOk(await it.other.streams.get(it.ada, streamId)).end).toEqual({ reason: 'cancelled' });
    });
  });

  it('is cancelled a little later where they do not', async () => {
    await using it = await replicas({ buses: [memoryBus(), memoryBus()], cancelPollMs: 50 });
    expectOk(await it.other.tasks.cancel(it.ada, it.task));
    expect(await ended(it.other, it.ada, it.task)).toMatchObject({ status: 'cancelled', runs: 1 });
  });

  it('goes on while nothing tells of the cancellation, which stays on record', async () => {
    await using it = await replicas({ buses: [memoryBus(), memoryBus()], cancelPollMs: HOUR_MS });
    const asked = expectOk(await it.other.tasks.cancel(it.ada, it.task));
    expect(asked).toMatchObject({ status: 'running' });
    expect(asked.cancelledAt).toBeDefined();
    expect(expectOk(await it.worker.tasks.get(it.ada, it.task)).cancelledAt).toBe(asked.cancelledAt);
  });
});
