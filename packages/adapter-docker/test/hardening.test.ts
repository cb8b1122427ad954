import { randomUUID } from 'node:crypto';
import { readlink } from 'node:fs/promises';
import { expectErr, expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceConnection, WorkspaceSpec } from '@carrel/core/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';

const installationId = `hardening-${randomUUID()}`;
const SPEC: WorkspaceSpec = {
  installationId,
  tenantId: 'ten_a',
  sessionId: 'ses_a',
  incarnation: 3,
  intentToken: 'one',
  image: IMAGE,
  env: { GREETING: 'hello' },
  limits: { memoryBytes: 128 * 1024 * 1024, cpus: 0.5, pids: 40 },
};

const here = await hasDocker();

describe.runIf(here).each(['socket', 'stream'] as const)('a box that is reached by %s', (link) => {
  const runtime = dockerRuntime({ link, tmpBytes: 8 * 1024 * 1024, maxOpenFiles: 256 });
  const spec = { ...SPEC, intentToken: link };
  let handle: RuntimeHandle;
  let connection: WorkspaceConnection;

  beforeAll(async () => {
    await expectOk(runtime.open());
    handle = await expectOk(runtime.create(spec));
    await expectOk(runtime.start(handle));
    connection = await expectOk(runtime.connect(handle));
  });

  afterAll(async () => {
    await connection.close();
    await expectOk(runtime.remove(handle));
    await runtime.dispose();
  });

  let started = 0;

  async function shell(script: string): Promise<{ readonly code: number | null; readonly output: string }> {
    const id = `p${(started += 1)}`;
    const argv = ['sh', '-c', script];
    const events = await expectOk(connection.processes.spawnAttached({ id, argv, limits: { timeoutMs: 20_000 } }));
    let output = '';
    for await (const event of events) {
      if (event.type === 'output') output += Buffer.from(event.data).toString();
      if (event.type === 'exit') return { code: event.exit.code, output };
    }
    throw new Error('The process did not end.');
  }

  it('is told to the engine as little as can be', async () => {
    const { Config: config, HostConfig: host } = await docker.getContainer(handle.boxId).inspect();

    expect(config).toMatchObject({ User: '1000:1000', OpenStdin: false, Tty: false });
    expect(config.Labels).toMatchObject({
      'carrel.installation': installationId,
      'carrel.tenant': 'ten_a',
      'carrel.session': 'ses_a',
      'carrel.incarnation': '3',
      'carrel.intent': link,
    });
    expect(host).toMatchObject({
      Privileged: false,
      CapDrop: ['ALL'],
      CapAdd: null,
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      NetworkMode: 'none',
      Memory: 128 * 1024 * 1024,
      MemorySwap: 128 * 1024 * 1024,
      NanoCpus: 500_000_000,
      PidsLimit: 40,
      Binds: null,
      PidMode: '',
      RestartPolicy: { Name: 'no' },
    });
  });

  it('runs as nobody of importance, with no capability and no way to one', async () => {
    const { output } = await shell('id -u; id -g; grep -E "^(Cap|NoNewPrivs|Seccomp:)" /proc/self/status');

    expect(output).toMatch(/^1000\n1000\n/);
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
      expect(output).toMatch(new RegExp(`${set}:\\s+0000000000000000\n`));
    }
    expect(output).toMatch(/NoNewPrivs:\s+1\n/);
    expect(output).toMatch(/Seccomp:\s+2\n/);
  });

  it('writes to its workspace and to /tmp alone, and there to no more than may be', async () => {
    expect((await shell('echo x > /workspace/a && echo x > /tmp/a')).code).toBe(0);
    for (const path of ['/a', '/etc/a', '/usr/bin/a', '/.carrel/agent/a', '/dev/a', '/proc/sys/kernel/hostname']) {
      expect([path, (await shell(`echo x > ${path}`)).code]).not.toEqual([path, 0]);
    }
    expect((await shell('head -c 20000000 /dev/zero > /tmp/b')).code).not.toBe(0);
    expect((await shell('head -c 200000 /dev/zero > /.carrel/run/b')).code).not.toBe(0);
    await shell('rm -f /tmp/b /.carrel/run/b');
  });

  it('sees no network but its own loopback', async () => {
    const { output } = await shell('ls /sys/class/net');

    expect(output).toBe('lo\n');
    expect((await shell('readlink /proc/self/ns/net')).output).not.toBe(await readlink('/proc/self/ns/net'));
    expect((await shell('exec 3<>/dev/tcp/1.1.1.1/80')).code).not.toBe(0);
  });

  it('hides its secret from the processes in it', async () => {
    const { output } = await shell('env; cat /proc/1/environ; cat /proc/*/environ 2>/dev/null | tr "\\0" "\\n"');
    const { Config: config } = await docker.getContainer(handle.boxId).inspect();
    const token = config.Env.find((variable) => variable.startsWith('CARREL_AGENT_TOKEN='))?.split('=')[1] ?? '';

    expect(token.length).toBeGreaterThan(20);
    expect(output).toContain('GREETING=hello');
    expect(output).not.toContain(token);
    expect(output).not.toMatch(/CARREL_AGENT_TOKEN=./);
  });

  it('holds no more open files than may be', async () => {
    expect((await shell('ulimit -n')).output).toBe('256\n');
  });

  it('survives a program that takes all of its memory', async () => {
    expect((await shell('head -c 400000000 /dev/zero | tail -c 400000000 > /dev/null; echo over')).output).toContain(
      'over',
    );
    expect((await shell('echo lives')).output).toBe('lives\n');
  });

  it('is not made from an image that breaks the contract, nor from one that is not there', async () => {
    const other = (image: string) => runtime.create({ ...spec, intentToken: `${link}-other`, image });

    expect((await expectErr(other('debian:bookworm-slim'), 'runtime/unavailable')).message).toContain('/workspace');
    expect((await expectErr(other('carrel/no-such-image'), 'runtime/unavailable')).message).toContain('is not there');
  });

  it('leaves nothing when it is removed', async () => {
    const gone = await expectOk(runtime.create({ ...spec, intentToken: `${link}-gone` }));
    await expectOk(runtime.start(gone));
    const { Mounts: mounts } = await docker.getContainer(gone.boxId).inspect();
    const own = mounts.filter(({ RW }) => RW).map(({ Name }) => Name ?? '');
    expect(own).toHaveLength(2);

    await expectOk(runtime.remove(gone));

    const { Volumes: volumes } = await docker.listVolumes();
    expect(volumes.map(({ Name }) => Name).filter((name) => own.includes(name))).toEqual([]);
    expect((await docker.listContainers({ all: true })).flatMap(({ Names }) => Names)).not.toContain(`/${gone.boxId}`);
  });
});

it('runs nothing as root', () => {
  for (const user of ['0:0', 'root', '1000', '1000:0', '0:1000', '']) {
    expect(() => dockerRuntime({ user })).toThrow('neither 0');
  }
});

it('says that the engine cannot be reached', async () => {
  const runtime = dockerRuntime({ docker: { socketPath: '/no/such/docker.sock' } });

  expect((await expectErr(runtime.open(), 'runtime/unavailable')).message).not.toContain('/no/such');
  await runtime.dispose();
});
