import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { agentBinary } from '@carrel/agent';
import { eventually, expectErr, expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceConnection, WorkspaceSpec } from '@carrel/core/runtime';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { docker, hasDocker } from './docker-backend.js';
import { installationOf, leftOf, specOf, within } from './faults.js';
import { Follower, run, sh, spawn } from './follower.js';

const MIB = 1024 * 1024;
const SOON_MS = 60_000;
const here = await hasDocker();

describe.runIf(here).each(['socket', 'stream'] as const)('programs in a box, by %s', (link) => {
  const installationId = installationOf(`programs-${link}`);
  const runtime = dockerRuntime({ link });
  let handle: RuntimeHandle;
  let connection: WorkspaceConnection;

  async function open(fields: Partial<WorkspaceSpec> = {}): Promise<[RuntimeHandle, WorkspaceConnection]> {
    const made = await expectOk(runtime.create(specOf(installationId, fields)));
    await expectOk(runtime.start(made));
    return [made, await expectOk(runtime.connect(made))];
  }

  beforeAll(async () => {
    [handle, connection] = await open();
  }, 120_000);

  afterAll(async () => {
    await connection.close();
    await expectOk(runtime.remove(handle));
    await runtime.dispose();
    expect(await leftOf(installationId)).toEqual([]);
  });

  /** Gives the input in pieces, as a client does, and reads what comes back. */
  async function throughCat(input: Buffer, pauseMs = 0): Promise<Buffer> {
    const id = `cat-${randomUUID()}`;
    const argv = ['cat'];
    await expectOk(connection.processes.spawn({ id, argv, stdin: true, limits: { retainBytes: 8 * MIB } }));
    const follower = await Follower.attach(connection, id, 0, pauseMs);
    for (let at = 0; at < input.length; at += MIB) {
      await expectOk(connection.processes.writeStdin(id, input.subarray(at, at + MIB)));
    }
    await expectOk(connection.processes.writeStdin(id, new Uint8Array(), { end: true }));
    expect(await within(follower.last, 'the end of cat', SOON_MS)).toMatchObject({ type: 'exit', exit: { code: 0 } });
    return follower.bytes;
  }

  it('take and give 5 MiB of all bytes there are', { timeout: 120_000 }, async () => {
    const input = Buffer.concat([Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), randomBytes(5 * MIB)]);

    expect((await throughCat(input)).equals(input)).toBe(true);
  });

  it('lose no byte to a reader that is slow, within what is retained', { timeout: 120_000 }, async () => {
    const input = randomBytes(2 * MIB);

    expect((await throughCat(input, 5)).equals(input)).toBe(true);
  });

  it('that resist their end in every way there is are ended by the limit of time', { timeout: 120_000 }, async () => {
    const resist = 'trap "" TERM HUP INT; while :; do echo still; sleep 0.01; done';
    const script = `trap "" TERM; (setsid sh -c '${resist}' &) ; (sh -c '${resist}' & setsid sh -c '${resist}' >/dev/null 2>&1 &); ${resist}`;
    const startedAt = performance.now();
    const id = await spawn(connection, sh(script), { timeoutMs: 3_000 });
    const follower = await Follower.attach(connection, id);

    const last = await within(follower.last, 'the end by time', SOON_MS);

    expect(last).toMatchObject({ type: 'exit', exit: { code: null, signal: 'SIGKILL', reason: 'timeout' } });
    expect(performance.now() - startedAt).toBeGreaterThan(1_000);
    await eventually(async () => {
      expect((await run(connection, sh('cat /proc/[0-9]*/cmdline | grep -c stil[l]'))).text).toBe('0\n');
    });
  });

  it(
    'of an image without a shell run, and what is not there is said to be not there',
    { timeout: 120_000 },
    async () => {
      const image = `carrel-test/${randomUUID()}:scratch`;
      await buildFromScratch(image);
      try {
        const [bare, reached] = await open({ image });
        const { last, text } = await run(reached, ['/bin/tool', 'no-such-order']);
        expect(last).toMatchObject({ type: 'exit', exit: { signal: null, reason: 'exited' } });
        expect([last?.type === 'exit' && last.exit.code === 0, text.length > 0]).toEqual([false, true]);
        const missing = reached.processes.spawn({ id: 'shell', argv: ['sh', '-c', 'true'] });
        await expectErr(missing, 'process/not-startable');
        await expectOk(reached.files.write('a/b', Buffer.from('kept')));
        expect((await expectOk(reached.files.list('', { recursive: true }))).map(({ path }) => path)).toEqual([
          'a',
          'a/b',
        ]);
        await reached.close();
        await expectOk(runtime.stop(bare));
        await expectOk(runtime.remove(bare));
      } finally {
        await docker.getImage(image).remove({ force: true });
      }
    },
  );
});

/** An image that holds one static program and what the contract of images asks for. */
async function buildFromScratch(tag: string): Promise<void> {
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
  const { path } = await expectOk(agentBinary(arch));
  const root = pack();
  const owner = { uid: 1_000, gid: 1_000 };
  root.entry({ name: 'workspace/', type: 'directory', mode: 0o755, ...owner });
  root.entry({ name: 'etc/passwd' }, 'box:x:1000:1000::/workspace:/bin/tool\n');
  root.entry({ name: 'bin/tool', mode: 0o755 }, await readFile(path));
  root.finalize();
  const context = pack();
  context.entry({ name: 'Dockerfile' }, 'FROM scratch\nADD root.tar /\nWORKDIR /workspace\nUSER 1000:1000\n');
  context.entry({ name: 'root.tar' }, await buffer(root));
  context.finalize();
  const stream = await docker.buildImage(Readable.from([await buffer(context)]), { t: tag, forcerm: true });
  for await (const _message of stream);
  await docker.getImage(tag).inspect();
}
