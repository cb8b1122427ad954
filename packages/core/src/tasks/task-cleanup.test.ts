import { expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { expectOk } from '../../test/expect-result.js';
import { inTime, shellRuntime, taskWorld } from '../../test/task-fixture.js';
import { ResultAsync } from '../kernel/index.js';
import type { RecordStore } from '../store/index.js';
import { memoryStore, VirtualClock, type ModelTurn } from '../memory/index.js';

const PLAIN = { prompt: 'Go.', setup: { install: 'none' }, after: 'stop' } as const;
const SAYS: ModelTurn = [
  { type: 'wait', ms: 4_000 },
  { type: 'text', text: 'Done.' },
];

/** A store that is some way off, so that what happens at once is seen by nobody in between. */
function distant(inner: RecordStore): RecordStore {
  const trip = () => ResultAsync.fromSafePromise(new Promise<void>((resolve) => setImmediate(resolve)));
  const store: Pick<RecordStore, 'read' | 'transact'> = {
    read: (work, options) => trip().andThen(() => inner.read(work, options)),
    transact: (work, options) => trip().andThen(() => inner.transact(work, options)),
  };
  return Object.assign(crashingStore(inner).store, store);
}

it('tasks of a session that end at the same moment leave no workspace that each of them left to the other', async () => {
  const clock = new VirtualClock();
  const store = distant(memoryStore({ clock }));
  await using it = await taskWorld([SAYS], { clock, store, runtime: shellRuntime({}, clock) });
  const { ada, carrel, session } = it;
  const made = await Promise.all([1, 2, 3].map(() => carrel.tasks.create(ada, session, PLAIN)));
  for (const one of made) {
    const { id } = expectOk(one);
    const task = await inTime(clock, async () => {
      const now = expectOk(await carrel.tasks.get(ada, id));
      return now.endedAt === undefined ? null : now;
    });
    expect([task.status, task.cleanupError]).toEqual(['succeeded', undefined]);
  }
  expect(expectOk(await carrel.workspaces.get(ada, session)).state).toBe('stopped');
});
