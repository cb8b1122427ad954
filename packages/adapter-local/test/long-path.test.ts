import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectOk } from '@carrel/conformance';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { localRuntime } from '../src/index.js';

let baseDir: string;

beforeAll(async () => {
  baseDir = join(await mkdtemp(join(tmpdir(), 'carrel-long-')), 'a'.repeat(120), 'b'.repeat(120));
  await mkdir(baseDir, { recursive: true });
});

afterEach(() => {
  vi.unstubAllEnvs();
});

afterAll(() => rm(join(baseDir, '..', '..'), { recursive: true, force: true }));

it('a box below a path that no address of a socket holds lives on under another process with another TMPDIR', async () => {
  const before = localRuntime({ baseDir });
  await expectOk(before.open());
  const handle = await expectOk(
    before.create({
      installationId: 'ins',
      tenantId: 'ten',
      sessionId: 'ses',
      incarnation: 1,
      intentToken: 'long',
      env: {},
      limits: { memoryBytes: 1_000_000, cpus: 1, pids: 10 },
    }),
  );
  await expectOk(before.start(handle));
  await before.dispose();

  vi.stubEnv('TMPDIR', baseDir);
  const after = localRuntime({ baseDir });
  await expectOk(after.open());
  expect(await expectOk(after.inspect(handle))).toMatchObject({ state: 'running' });
  const connection = await expectOk(after.connect(handle));
  await connection.close();
  await expectOk(after.remove(handle));
  await after.dispose();
});
