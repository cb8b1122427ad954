import { createCarrel, type Carrel } from '@carrel/core';
import { eventually, expectOk } from '@carrel/conformance';
import { memoryRuntime } from '@carrel/core/memory';
import { poolBoxes } from '@carrel/core/workspaces';
import { expect, it, onTestFinished } from 'vitest';
import { sqliteStore } from '../src/index.js';
import { temporaryPath } from './temporary-store.js';

const SIZE = 4;
const SESSIONS = 12;

it('lets two control planes on one file share a pool, in which no box is claimed twice and which outlives them', async () => {
  const path = temporaryPath();
  const boxes = memoryRuntime().durableState;
  const replica = async (): Promise<Carrel> => {
    const carrel = await createCarrel({
      store: sqliteStore({ path }),
      runtime: memoryRuntime({ durableState: boxes }),
      passwords: { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } },
      workspaces: {
        pool: [{ languages: ['python'], size: SIZE }],
        reconcileIntervalMs: 100,
        graceAgeMs: 0,
        leaseTtlMs: 1_000,
      },
    });
    onTestFinished(() => carrel.dispose());
    return carrel;
  };
  const both = [await replica(), await replica()] as const;
  const looking = sqliteStore({ path });
  await expectOk(looking.open([poolBoxes]));
  onTestFinished(() => looking.dispose());
  const full = () =>
    eventually(async () => {
      const records = await expectOk(looking.read((view) => view.scan(poolBoxes, { limit: 100 })));
      expect(records.items.filter(({ value }) => value.stock === 'warm')).toHaveLength(SIZE);
      const tokens = records.items.map(({ value }) => value.token).sort();
      const made = boxes.all().filter(({ handle }) => handle.tenantId === 'pool');
      expect(made.map(({ handle }) => handle.intentToken).sort()).toEqual(tokens);
    });
  await full();
  const person = { email: 'somebody@example.com', password: 'correct horse' };
  const { tokens } = await expectOk(both[0].identity.register(person, { requestId: 'pool' }));
  const caller = await expectOk(both[0].identity.authenticate(tokens.accessToken, 'pool'));
  const sessions = await Promise.all(
    Array.from({ length: SESSIONS }, async () => {
      const made = await expectOk(both[0].sessions.create(caller, { kind: 'solo', languages: ['python'] }));
      return made.id;
    }),
  );

  const opened = await Promise.all(
    sessions.map((id, at) => expectOk((at % 2 === 0 ? both[0] : both[1]).workspaces.open(caller, id))),
  );

  for (const [at, workspace] of opened.entries()) await expectOk(workspace.files.write(`file-${at}`, 'mine'));
  for (const [at, workspace] of opened.entries()) {
    expect((await expectOk(workspace.files.list())).map(({ path: name }) => name)).toEqual([`file-${at}`]);
  }
  await full();
  expect(boxes.size).toBe(SIZE + SESSIONS);

  await both[0].dispose();
  const third = await replica();
  const last = await expectOk(third.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  await expectOk(third.workspaces.start(caller, last.id));
  for (const id of [...sessions, last.id]) await expectOk(both[1].workspaces.stop(caller, id));
  await full();
  expect(boxes.size).toBe(SIZE);
});
