import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, expectErr, expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceConnection, WorkspaceSpec } from '@carrel/core/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { outputOf } from './box-shell.js';
import { docker, hasDocker, hasOciRuntime, IMAGE } from './docker-backend.js';

const SPEC: WorkspaceSpec = {
  installationId: `isolation-${randomUUID()}`,
  tenantId: 'ten_a',
  sessionId: 'ses_a',
  incarnation: 1,
  intentToken: 'one',
  image: IMAGE,
  env: {},
  limits: { memoryBytes: 128 * 1024 * 1024, cpus: 1, pids: 40 },
};

describe.runIf(await hasDocker())('the isolation classes of dockerRuntime', () => {
  it('are refused when the engine does not know them, and the error says which it knows', async () => {
    const runtime = dockerRuntime({ isolationClasses: ['runc', 'no-such-runtime'] });

    const { message } = await expectErr(runtime.open(), 'runtime/unavailable');

    expect(message).toContain('no OCI runtime no-such-runtime; it has');
    expect(message).toContain('runc');
    await runtime.dispose();
  });

  it('are what the engine runs a box under', async () => {
    const runtime = dockerRuntime({ isolationClasses: ['runc'] });
    const handle = await expectOk(runtime.create({ ...SPEC, isolationClass: 'runc' }));

    const { HostConfig: host } = await docker.getContainer(handle.boxId).inspect();

    expect(runtime.capabilities.isolationClasses).toEqual(['runc']);
    expect(host).toMatchObject({ Runtime: 'runc', PidsLimit: 40, Ulimits: [{ Name: 'nofile' }] });
    await expectOk(runtime.remove(handle));
    await runtime.dispose();
  });
});

describe.runIf(await hasOciRuntime('runsc'))('a box under gVisor', () => {
  const runtime = dockerRuntime({ isolationClasses: ['runc', 'runsc'] });
  let handle: RuntimeHandle;
  let connection: WorkspaceConnection;

  beforeAll(async () => {
    await expectOk(runtime.open());
    handle = await start(runtime, 'shared');
    connection = await expectOk(runtime.connect(handle));
  });

  afterAll(async () => {
    await connection.close();
    await expectOk(runtime.remove(handle));
    await runtime.dispose();
  });

  const shell = (script: string) => outputOf(connection, ['sh', '-c', script]);

  const nothingIsLeft = () =>
    eventually(async () => {
      expect((await expectOk(connection.stats())).processes).toBe(0);
    });

  it('has a kernel of its own, and knows nothing of that of the machine', async () => {
    const { KernelVersion: machine } = (await docker.info()) as { readonly KernelVersion: string };

    expect(await shell('dmesg')).toContain('Starting gVisor');
    expect(await shell('uname -r; cat /proc/version')).not.toContain(machine);
  });

  it('has no privilege there either, nor a network, nor sees the secret of its agent', async () => {
    const { Config: config } = await docker.getContainer(handle.boxId).inspect();
    const token = config.Env.find((variable) => variable.startsWith('CARREL_AGENT_TOKEN='))?.split('=')[1] ?? '';

    expect(await shell('id -u; grep -E "^Cap(Prm|Eff|Bnd)" /proc/self/status')).toMatch(
      /^1000\nCapPrm:\s+0{16}\nCapEff:\s+0{16}\nCapBnd:\s+0{16}\n$/,
    );
    expect(await shell('tail -n +3 /proc/net/dev | grep -v lo:')).toBe('');
    for (const path of ['/a', '/etc/a', '/.carrel/agent/a']) {
      expect(await shell(`echo x > ${path} && echo written`)).not.toContain('written');
    }
    expect(token.length).toBeGreaterThan(20);
    expect(await shell('env; cat /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n"')).not.toContain(token);
  });

  it('holds no more processes and open files than it may', async () => {
    const forks = 'i=0; while [ $i -lt 100 ]; do sleep 1 & i=$((i + 1)); done; wait; echo all';

    expect(await shell('ulimit -n')).toBe('4096\n');
    expect(await shell(forks)).not.toContain('all');
    expect((await expectOk(connection.stats())).processes).toBeLessThanOrEqual(40);
    await nothingIsLeft();
  });

  it('outlives a fork bomb, of which nothing is left when its time is over', async () => {
    const bomb = 'bomb() { bomb | bomb & }; bomb; sleep 600';
    const spec = { id: 'bomb', argv: ['sh', '-c', bomb], limits: { timeoutMs: 1_500, graceMs: 100 } };
    const events = await expectOk(connection.processes.spawnAttached(spec));
    let reason = '';
    for await (const event of events) if (event.type === 'exit') reason = event.exit.reason;

    expect(reason).toBe('timeout');
    await nothingIsLeft();
    expect(await shell('echo lives')).toBe('lives\n');
  });

  it('ends as a whole when it takes more memory than it may, and says so at once', { timeout: 120_000 }, async () => {
    const hungry = await start(runtime, 'hungry');
    const link = await expectOk(runtime.connect(hungry));
    const argv = ['sh', '-c', 'head -c 400000000 /dev/zero | tail -c 400000000'];

    await expectOk(link.processes.spawn({ id: 'hungry', argv }));
    await eventually(
      async () => {
        expect(await expectOk(runtime.inspect(hungry))).toMatchObject({ state: 'exited', reason: 'out-of-memory' });
      },
      { withinMs: 30_000 },
    );

    const silence = pause(10_000, 'still open', { ref: false });
    expect(await Promise.race([link.closed.then(() => 'closed'), silence])).toBe('closed');
    await expectOk(runtime.start(hungry));
    await expectOk((await expectOk(runtime.connect(hungry))).stats());
    await expectOk(runtime.remove(hungry));
  });
});

async function start(runtime: ReturnType<typeof dockerRuntime>, intentToken: string): Promise<RuntimeHandle> {
  const handle = await expectOk(runtime.create({ ...SPEC, intentToken, isolationClass: 'runsc' }));
  await expectOk(runtime.start(handle));
  return handle;
}
