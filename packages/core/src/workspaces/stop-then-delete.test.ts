import { expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { memoryRuntime, memoryStorage, VirtualClock } from '../memory/index.js';
import { storageUnavailable } from '../storage/index.js';

it('a session whose files cannot be stored at its stop is deleted all the same, and leaves no box', async () => {
  const storage = memoryStorage({ name: 'database' });
  const runtime = memoryRuntime();
  await using carrel = await memoryCarrel({
    ...{ runtime, storages: [storage] },
    storage: { stopRetryMs: 600_000 },
    workspaces: { reconcileIntervalMs: 20 },
  });
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'room', languages: ['python'] }));
  const workspace = expectOk(await carrel.workspaces.open(caller, id));
  expectOk(await workspace.files.write('a', 'a'));
  for (let failure = 0; failure < 200; failure += 1) storage.failNext('putMany', storageUnavailable());
  const stopped = carrel.workspaces.stop(caller, id);
  await eventually(async () => {
    expect(expectOk(await carrel.workspaces.get(caller, id)).state).toBe('stopping');
  });

  expectOk(await carrel.sessions.remove(caller, id));

  expect(runtime.durableState.size).toBe(0);
  expectErr(await carrel.sessions.get(caller, id), 'session/not-found');
  expectOk(await stopped);
});

it('a stop that is asked for again and again gives up files that cannot be stored when one that is not does', async () => {
  const clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const runtime = memoryRuntime({ clock });
  await using carrel = await memoryCarrel({
    ...{ clock, runtime, storages: [memoryStorage({ name: 'database' })] },
    storage: { maxFiles: 1, stopRetryMs: 60_000, debounceMs: 600_000, maxIntervalMs: 600_000 },
  });
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'room', languages: ['python'] }));
  const workspace = expectOk(await carrel.workspaces.open(caller, id));
  for (const name of ['a', 'b']) expectOk(await workspace.files.write(name, name));
  const states: string[] = [];

  for (let stop = 0; stop < 16; stop += 1) {
    const stopped = carrel.workspaces.stop(caller, id);
    for (let second = 0; second < 5; second += 1) await clock.advance(1_000);
    states.push(expectOk(await stopped).state);
  }

  expect(states[0]).toBe('stopping');
  expect(expectOk(await carrel.workspaces.get(caller, id))).toMatchObject({
    ...{ state: 'stopped', reason: 'files-not-saved' },
  });
  expect(runtime.durableState.size).toBe(0);
});
