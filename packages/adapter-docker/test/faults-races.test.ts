import { buffer } from 'node:stream/consumers';
import { expectOk, posixPrograms } from '@carrel/conformance';
import type { ConnectionError, FileConnection, WorkspaceConnection } from '@carrel/core/runtime';
import type { Result } from '@carrel/core/kernel';
import { pack } from 'tar-stream';
import { afterAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { hasDocker } from './docker-backend.js';
import { installationOf, leftOf, specOf } from './faults.js';
import { run, sh, spawn } from './follower.js';

const RACE_MS = 10_000;
/** How long a slow machine may take for as much of it as is wanted. */
const RACE_PATIENCE_MS = 60_000;
/** What only the root of the box holds. */
const OUTSIDE = ['proc', 'usr', 'sys', 'dev', '.carrel'];
const here = await hasDocker();

describe.runIf(here).each(['socket', 'stream'] as const)('a directory that becomes a link to /, by %s', (link) => {
  const installationId = installationOf(`races-${link}`);
  const runtime = dockerRuntime({ link });

  afterAll(async () => {
    for (const { handle } of await expectOk(runtime.list({ installationId }))) await expectOk(runtime.remove(handle));
    await runtime.dispose();
    expect(await leftOf(installationId)).toEqual([]);
  });

  it('again and again, lets nothing in or out', { timeout: 120_000 }, async () => {
    const handle = await expectOk(runtime.create(specOf(installationId)));
    await expectOk(runtime.start(handle));
    const connection = await expectOk(runtime.connect(handle));
    await run(connection, sh('echo outside > /tmp/secret; mkdir /tmp/victim; echo outside > /tmp/victim/kept'));
    const before = await contentOf(connection);
    const id = await spawn(connection, posixPrograms.swapLinkLoop('/'));
    const seen = { ok: 0, refused: 0, outside: 0 };

    const startedAt = performance.now();
    const isOver = () =>
      performance.now() - startedAt > (Math.min(seen.ok, seen.outside) > 100 ? RACE_MS : RACE_PATIENCE_MS);
    for (let round = 0; !isOver(); round += 1) {
      for (const result of await attack(connection.files, round)) {
        seen[result.isOk() ? 'ok' : result.error.type === 'file/outside-root' ? 'outside' : 'refused'] += 1;
      }
    }

    expect(seen.ok).toBeGreaterThan(100);
    expect(seen.outside).toBeGreaterThan(100);
    await expectOk(connection.processes.signal(id, 'SIGKILL'));
    expect(await contentOf(connection)).toBe(before);
    await connection.close();
  });
});

/** Everything outside of the workspace that its user may write. */
async function contentOf(connection: WorkspaceConnection): Promise<string> {
  const { text } = await run(connection, sh('find /tmp /.carrel/run | sort; cat /tmp/secret /tmp/victim/kept'));
  return text;
}

/** One of each operation at the same time, on names that are in the directory or in the root of the box. */
async function attack(files: FileConnection, round: number): Promise<readonly Result<unknown, ConnectionError>[]> {
  const inside = Buffer.from('inside');
  const [written, listed, all, read, archive, ...others] = await Promise.all([
    files.write('swap/tmp/secret', inside),
    files.list('swap'),
    files.list('swap', { recursive: true, maxEntries: 10_000 }),
    files.read('swap/tmp/secret'),
    files.download('swap'),
    files.write('swap/tmp/secret', inside, { atomic: true }),
    files.write(`swap/tmp/new-${round}`, inside),
    files.writeMany([{ path: `swap/tmp/many-${round}`, data: inside }]),
    files.makeDirectory(`swap/tmp/dir-${round}`),
    files.remove('swap/tmp/victim'),
    files.remove(`swap/tmp/new-${round - 1}`),
    files.move('swap/tmp/secret', `swap/tmp/moved-${round}`),
    files.upload('swap', await oneFile(`tmp/tar-${round}`)),
    files.stat('swap/tmp/victim'),
  ]);
  for (const entries of [listed, all]) {
    const names = entries.unwrapOr([]).map(({ path }) => path.split('/')[1] ?? '');
    expect(names.filter((name) => OUTSIDE.includes(name))).toEqual([]);
  }
  if (read.isOk()) expect(await textOf(read.value.data)).not.toContain('outside');
  if (archive.isOk()) expect((await textOf(archive.value)).includes('outside')).toBe(false);
  return [written, listed, all, read, archive, ...others];
}

/** What can be read; reading may end with an error, since what is read is being removed. */
async function textOf(data: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of data) chunks.push(chunk);
  } catch {
    // What came before counts.
  }
  return Buffer.concat(chunks).toString('latin1');
}

async function oneFile(name: string): Promise<AsyncIterable<Uint8Array>> {
  const tar = pack();
  tar.entry({ name, mode: 0o644 }, 'inside');
  tar.finalize();
  const bytes = await buffer(tar);
  return (async function* () {
    yield await Promise.resolve(bytes);
  })();
}
