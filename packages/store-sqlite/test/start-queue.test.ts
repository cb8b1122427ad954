import { createCarrel, type Carrel } from '@carrel/core';
import { eventually, expectOk } from '@carrel/conformance';
import type { Caller, SessionId } from '@carrel/core/kernel';
import { memoryRuntime } from '@carrel/core/memory';
import { expect, it, onTestFinished } from 'vitest';
import { sqliteStore } from '../src/index.js';
import { temporaryPath } from './temporary-store.js';

const MAX = 2;

it('lets two control planes on one file admit every waiting start once, in a queue that outlives them', async () => {
  const path = temporaryPath();
  const boxes = memoryRuntime().durableState;
  const replica = async (): Promise<Carrel> => {
    const carrel = await createCarrel({
      store: sqliteStore({ path }),
      runtime: memoryRuntime({ durableState: boxes }),
      passwords: { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } },
      workspaces: { max: MAX, reconcileIntervalMs: 100 },
    });
    onTestFinished(() => carrel.dispose());
    return carrel;
  };
  const both = [await replica(), await replica()] as const;
  const request = { requestId: 'req_test' };
  const person = { email: 'somebody@example.com', password: 'correct horse' };
  const { tokens } = await expectOk(both[0].identity.register(person, request));
  const caller: Caller = await expectOk(both[0].identity.authenticate(tokens.accessToken, request.requestId));
  const sessions: SessionId[] = [];
  for (let count = 0; count < 8; count += 1) {
    const { id } = await expectOk(both[0].sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    await expectOk(both[count % 2 === 0 ? 0 : 1].workspaces.start(caller, id, { waitMs: count < MAX ? 5_000 : 0 }));
    sessions.push(id);
  }
  const viewsOf = async (carrel: Carrel) =>
    Promise.all(sessions.map(async (id) => expectOk(carrel.workspaces.get(caller, id))));
  expect((await viewsOf(both[1])).map(({ queuePosition }) => queuePosition)).toEqual([
    undefined,
    undefined,
    ...[1, 2, 3, 4, 5, 6],
  ]);

  await both[0].dispose();
  const third = await replica();

  const served: SessionId[] = [];
  while (served.length < sessions.length) {
    await eventually(async () => {
      const views = await viewsOf(third);
      const ready = sessions.filter((_, at) => views[at]?.state === 'ready');
      expect(ready.length).toBe(Math.min(MAX, sessions.length - served.length));
    });
    const views = await viewsOf(third);
    expect(boxes.size).toBeLessThanOrEqual(MAX);
    expect(views.every(({ incarnation }) => incarnation === 1)).toBe(true);
    const next = sessions.find((_, at) => views[at]?.state === 'ready');
    if (next === undefined) throw new Error('nobody was served');
    served.push(next);
    await expectOk((served.length % 2 === 0 ? both[1] : third).workspaces.stop(caller, next));
  }
  expect(served).toEqual(sessions);
  expect(boxes.size).toBe(0);
});
