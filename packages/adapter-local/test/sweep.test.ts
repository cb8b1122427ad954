import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectOk } from '@carrel/conformance';
import type { RuntimeHandle } from '@carrel/core/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localRuntime } from '../src/index.js';

let baseDir: string;

beforeAll(async () => {
  baseDir = await mkdtemp(join(tmpdir(), 'carrel-sweep-'));
});

afterAll(() => rm(baseDir, { recursive: true, force: true }));

it('sweep erases what is left of boxes that were half made or half erased, once nothing happens to it', async () => {
  const runtime = localRuntime({ baseDir });
  const boxOf = async (installationId: string, intentToken: string): Promise<RuntimeHandle> => {
    const identity = { installationId, tenantId: 'ten', sessionId: 'ses', incarnation: 1, intentToken };
    const limits = { memoryBytes: 1_000_000, cpus: 1, pids: 10 };
    return expectOk(runtime.create({ ...identity, env: {}, limits }));
  };
  await expectOk(runtime.open());
  const [kept, half, young, theirs] = [
    await boxOf('mine', 'kept'),
    await boxOf('mine', 'half'),
    await boxOf('mine', 'young'),
    await boxOf('theirs', 'half'),
  ];
  const directoryOf = ({ installationId, boxId }: RuntimeHandle) => join(baseDir, installationId, boxId);
  for (const box of [half, young, theirs]) await rm(join(directoryOf(box), 'box.json'));
  await mkdir(join(baseDir, 'mine', 'box_interrupted', 'root'), { recursive: true });
  const longAgo = new Date(Date.now() - 120_000);
  for (const path of [directoryOf(half), directoryOf(theirs), directoryOf(kept), join(baseDir, 'mine/box_interrupted')])
    await utimes(path, longAgo, longAgo);

  await expectOk(runtime.sweep({ installationId: 'mine' }));
  expect((await readdir(join(baseDir, 'mine'))).sort()).toEqual([kept.boxId, young.boxId].sort());

  await expectOk(runtime.sweep({ installationId: 'mine', olderThanMs: 0 }));
  expect(await readdir(join(baseDir, 'mine'))).toEqual([kept.boxId]);
  expect(await readdir(join(baseDir, 'theirs'))).toEqual([theirs.boxId]);
  await expectOk(runtime.start(kept));
  await expectOk(runtime.remove(kept));
  await runtime.dispose();
});
