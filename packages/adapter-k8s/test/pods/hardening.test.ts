import { expectOk } from '@carrel/conformance';
import type { WorkspaceConnection } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { FaultCluster, hasStandIn, NAMESPACE } from './faults/fault-cluster.js';
import { outputOf } from './faults/ticking.js';

/** Every field of the kernel's account of a process that says what it may. */
const RIGHTS = 'grep -E "^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):" /proc/self/status | tr -d "\\t"';

/** Whether the script ends well. */
async function can(connection: WorkspaceConnection, script: string): Promise<boolean> {
  return (await outputOf(connection, `if ( ${script} ) >/dev/null 2>&1; then echo yes; else echo no; fi`)) === 'yes\n';
}

describe.runIf(hasStandIn)('what runs in a pod', () => {
  it('is nobody, may nothing, and writes its own files alone', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ storage: { kind: 'claim', bytes: 1_048_576 } });
    const handle = await cluster.box(runtime);
    const connection = await expectOk(runtime.connect(handle));

    expect(await outputOf(connection, 'id -u; id -g')).toBe('1000\n1000\n');
    expect((await outputOf(connection, RIGHTS)).trim().split('\n')).toEqual([
      ...['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => `${name}:0000000000000000`),
      'NoNewPrivs:1',
      'Seccomp:2',
    ]);
    for (const place of ['/workspace', '/tmp']) expect(await can(connection, `touch ${place}/x`), place).toBe(true);
    for (const place of ['/', '/etc', '/usr/bin', '/.carrel', '/.carrel/agent', '/home', '/root', '/var'])
      expect(await can(connection, `touch ${place}/x`), place).toBe(false);
    expect(await can(connection, 'echo x >> /.carrel/agent/carrel-agent')).toBe(false);
    await cluster.clear(runtime, handle);
  });

  it('finds neither the secret of its agent nor a token of the cluster', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await cluster.box(runtime, { env: { OWN: 'own value' } });
    const connection = await expectOk(runtime.connect(handle));
    const { body } = await cluster.ask('GET', `/api/v1/namespaces/${NAMESPACE}/secrets/${handle.boxId}`);
    const secret = Buffer.from(body.data?.['token'] ?? '', 'base64').toString('utf8');
    expect(secret.length).toBeGreaterThan(20);

    expect(await outputOf(connection, 'printenv OWN')).toBe('own value\n');
    // In pieces, since what looks for it has it on its own command line.
    const [head, tail] = [secret.slice(0, 12), secret.slice(12)];
    await outputOf(connection, `cd /tmp; printf '%s' '${head}' > pattern; printf '%s' '${tail}' >> pattern`);
    const found = await outputOf(
      connection,
      'grep -rlsF -f /tmp/pattern /.carrel /run /var /tmp /workspace /proc/[0-9]*/environ /proc/[0-9]*/cmdline; true',
    );
    expect(found.trim().split('\n')).toEqual(['/tmp/pattern']);
    expect(await can(connection, 'test -r /proc/1/mem && head -c 1 /proc/1/mem; test -r /proc/1/environ')).toBe(false);
    expect(await can(connection, 'ls /var/run/secrets/kubernetes.io')).toBe(false);
    await cluster.clear(runtime, handle);
  });

  it('shows with a token of its own who it is, where the options ask for one', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ identity: { audience: 'registry.example', lifeSeconds: 600 } });
    const handle = await cluster.box(runtime);
    const connection = await expectOk(runtime.connect(handle));

    const token = await outputOf(connection, 'cat /.carrel/identity/token');

    // No token of the API server itself: its audience is another.
    const kubeconfig = cluster.standIn.kubeconfig.replace(/token: .*/, `token: ${token}`);
    expect(token.length).toBeGreaterThan(20);
    expect((await cluster.ask('GET', cluster.podPath(handle), { kubeconfig })).status).toBe(401);
    expect(await can(connection, 'touch /.carrel/identity/x')).toBe(false);
    await cluster.clear(runtime, handle);
  });
});
