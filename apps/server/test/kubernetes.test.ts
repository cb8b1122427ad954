import { hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { clusterMissing, KubernetesCluster } from './kubernetes-cluster.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';

interface Workspace {
  readonly state: string;
  readonly incarnation: number;
  readonly runtime: string;
}

/** Says which path it was asked for, of whom, to everyone, until it is ended. */
const WEB = `
use IO::Socket::INET;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 8000, Listen => 5, ReuseAddr => 1) or die;
while (my $client = $server->accept) {
  my ($first, $session) = ('', '');
  while (my $line = <$client>) {
    $first ||= $line;
    $session = $1 if $line =~ /^X-Carrel-Session: (\\S+)/i;
    last if $line eq "\\r\\n";
  }
  my $body = (split ' ', $first)[1] . " $session";
  print $client "HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: " . length($body) . "\\r\\n\\r\\n$body";
  close $client;
}
`;

async function started(client: ApiClient, session: string): Promise<Workspace> {
  const start = () => client.post(`/sessions/${session}/workspace?waitMs=60000`);
  let answer = await start();
  while (answer.status === 202) answer = await start();
  expect(answer.status, answer.text).toBe(200);
  return answer.json<Workspace>();
}

function launch(cluster: KubernetesCluster, dataDir: DataDir): Promise<ServerProcess> {
  return ServerProcess.launch(dataDir, ['--quiet'], cluster.environment).listening;
}

async function sh(client: ApiClient, session: string, shell: string): Promise<unknown> {
  return (await client.post(`/sessions/${session}/commands`, { shell })).json()['stdout'];
}

describe.runIf(hasBackend('Kubernetes server', clusterMissing()))('a server with Kubernetes', () => {
  it('gives two users of two tenants a pod each, reached by its owner alone', { timeout: 300_000 }, async () => {
    await using dataDir = new DataDir();
    await using cluster = await KubernetesCluster.start(dataDir.path);
    await using server = await launch(cluster, dataDir);
    const [ada, bob] = [
      await server.client.register('ada@example.com'),
      await server.client.register('bob@example.com'),
    ];
    const [hers, his] = [await ada.session(), await bob.session()];

    const [one, other] = await Promise.all([started(ada, hers), started(bob, his)]);

    for (const workspace of [one, other])
      expect(workspace).toMatchObject({ state: 'ready', incarnation: 1, runtime: 'kubernetes' });
    expect([cluster.pods(hers).length, cluster.pods(his).length]).toEqual([1, 1]);
    await ada.put(`/sessions/${hers}/files/content?path=web.pl`, WEB);
    expect(await sh(ada, hers, 'id -u; wc -l < web.pl')).toMatch(/^1000\n\d+\n$/);
    expect(await sh(bob, his, 'ls')).toBe('');
    await ada.post(`/sessions/${hers}/commands`, { argv: ['perl', 'web.pl'], background: true });
    const at = `/sessions/${hers}/ports/8000/a%2Fb?c=d`;
    await eventually(async () => (await ada.get(at)).status !== 502, 60_000);
    expect((await ada.get(at)).text).toBe(`/a%2Fb?c=d ${hers}`);
    expect((await bob.get(at)).status).toBe(404);
    expect((await bob.get(`/sessions/${hers}/files/content?path=web.pl`)).status).toBe(404);

    for (const [client, session] of [
      [ada, hers],
      [bob, his],
    ] as const)
      expect((await client.delete(`/sessions/${session}`)).status).toBe(204);
    await eventually(() => cluster.kubectl('get', 'pods,secrets,persistentvolumeclaims', '-o', 'name') === '', 60_000);
  });

  it('has the files back when a pod was deleted by hand', { timeout: 300_000 }, async () => {
    await using dataDir = new DataDir();
    await using cluster = await KubernetesCluster.start(dataDir.path);
    await using server = await launch(cluster, dataDir);
    const ada = await server.client.register('ada@example.com');
    const made = await ada.post('/sessions', { kind: 'solo', languages: ['python'], storage: 'database' });
    const session = made.json<{ readonly id: string }>().id;
    await started(ada, session);
    await ada.put(`/sessions/${session}/files/content?path=kept`, 'kept');
    // Its files are stored when it is stopped, and its pod is gone.
    await ada.delete(`/sessions/${session}/workspace?waitMs=20000`);
    expect(cluster.pods(session)).toEqual([]);
    await started(ada, session);
    expect(await sh(ada, session, 'cat kept')).toBe('kept');

    cluster.kubectl('delete', ...cluster.pods(session), '--grace-period=1');

    await eventually(async () => (await started(ada, session)).incarnation === 3, 60_000);
    expect(await sh(ada, session, 'cat kept')).toBe('kept');
    expect(cluster.pods(session)).toHaveLength(1);
  });

  it('that was killed finds its pods again, and what runs in them', { timeout: 300_000 }, async () => {
    await using dataDir = new DataDir();
    await using cluster = await KubernetesCluster.start(dataDir.path);
    const before = await launch(cluster, dataDir);
    const ada = await before.client.register('ada@example.com');
    const session = await ada.session();
    await started(ada, session);
    const pods = cluster.pods(session);
    const shell = 'echo before; while [ ! -e go ]; do sleep 0.05; done; echo after';
    const { id } = (await ada.post(`/sessions/${session}/commands`, { shell, background: true })).json<{
      readonly id: string;
    }>();
    await before.end('SIGKILL');

    await using after = await launch(cluster, dataDir);
    const back = await after.client.logIn('ada@example.com');
    expect(await started(back, session)).toMatchObject({ state: 'ready', incarnation: 1 });
    expect((await back.get(`/sessions/${session}/commands/${id}`)).json()).toMatchObject({ state: 'running' });
    await back.put(`/sessions/${session}/files/content?path=go`, '');
    await eventually(
      async () => (await back.get(`/sessions/${session}/commands/${id}`)).json()['state'] !== 'running',
      30_000,
    );
    expect((await back.get(`/sessions/${session}/commands/${id}`)).json()).toMatchObject({ exitCode: 0 });
    expect(cluster.pods(session)).toEqual(pods);
  });

  it('is looked at by the doctor, who says what a cluster does not give', { timeout: 120_000 }, async () => {
    await using dataDir = new DataDir();
    await using cluster = await KubernetesCluster.start(dataDir.path);
    const args = ['doctor', '--data-dir', dataDir.path];

    const well = await runCli(args, cluster.environment);
    expect(well.stdout).toMatch(/^ok +Kubernetes +answers/m);

    const nowhere = { ...cluster.environment, CARREL_KUBERNETES__KUBECONFIG: '/nowhere' };
    const ill = await runCli(args, nowhere);
    expect(ill.stdout).toMatch(/^fail +Kubernetes +There is no cluster/m);
    expect(ill.code).not.toBe(0);
  });
});
