import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, expectOk } from '@carrel/conformance';
import { createCarrel } from '@carrel/core';
import { memoryStore } from '@carrel/core/memory';
import { databaseStorage } from '@carrel/core/storage';
import { poolBoxes } from '@carrel/core/workspaces';
import { expect, it, onTestFinished } from 'vitest';
import { localRuntime } from '../src/index.js';

it(
  'starts sessions from a pool of local boxes, with the files that were stored, and leaves none',
  { timeout: 120_000 },
  async () => {
    const baseDir = await mkdtemp(join(tmpdir(), 'carrel-pool-'));
    onTestFinished(() => rm(baseDir, { recursive: true, force: true }));
    const store = memoryStore();
    const carrel = await createCarrel({
      ...{ store, runtime: localRuntime({ baseDir }), storages: [databaseStorage({ store })] },
      workspaces: { pool: [{ languages: ['bash'], size: 1 }] },
    });
    const person = { email: 'ada@example.com', password: 'analytical engine' };
    const { tokens } = await expectOk(carrel.identity.register(person, { requestId: 'pool' }));
    const caller = await expectOk(carrel.identity.authenticate(tokens.accessToken, 'pool'));
    const records = async () => (await expectOk(store.read((view) => view.scan(poolBoxes, { limit: 10 })))).items;
    const waiting = async () => {
      const warm = (await records()).find(({ value }) => value.stock === 'warm');
      expect(warm).toBeDefined();
      return warm?.value.token ?? '';
    };

    for (const storage of ['none', 'database'] as const) {
      const { id } = await expectOk(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'], storage }));
      for (const incarnation of [1, 2]) {
        const token = await eventually(waiting);
        const workspace = await expectOk(carrel.workspaces.open(caller, id));
        expect(workspace.incarnation).toBe(incarnation);
        const claimed = (await records()).find(({ value }) => value.token === token);
        expect(claimed?.value).toMatchObject({ sessionId: id, tenantId: caller.tenantId });
        const script = 'echo "$USER_ID $TENANT_ID $SESSION_ID"; ls; echo kept > kept.txt';
        const own = `${caller.userId} ${caller.tenantId} ${id}\n`;
        const { stdout } = await expectOk(workspace.commands.run(['bash', '-c', script]));
        expect(stdout).toBe(incarnation === 2 && storage === 'database' ? `${own}kept.txt\n` : own);
        await expectOk(carrel.workspaces.stop(caller, id));
        expect((await records()).map(({ value }) => value.token)).not.toContain(token);
      }
      await expectOk(carrel.sessions.remove(caller, id));
    }

    const token = await eventually(waiting);
    const runtime = localRuntime({ baseDir });
    const [record] = (await records()).filter(({ value }) => value.token === token);
    const handle = record?.value.handle;
    if (handle === undefined) throw new Error('Nothing waits.');
    const boxes = await expectOk(runtime.list(handle));
    expect(boxes.map(({ handle: { tenantId } }) => tenantId)).toEqual(['pool']);
    await carrel.dispose();
    for (const box of boxes) await expectOk(runtime.remove(box.handle));
    await runtime.dispose();
  },
);
