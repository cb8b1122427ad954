import { hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { clusterMissing, KubernetesCluster } from './kubernetes-cluster.js';
import { DOMAIN, Visitor, type Told, WAYS, WEB } from './kubernetes-web.js';
import { numbersAt, numbersUntil } from './reconnect/numbers.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';
import { AttachedTerminal } from './terminals/attached-terminal.js';

/** So that all that is said meanwhile is kept. */
const SLOWLY = { burst: 20, pauseMs: 50 };

interface Workspace {
  readonly state: string;
  readonly incarnation: number;
  readonly runtime: string;
}

async function started(client: ApiClient, session: string): Promise<Workspace> {
  const start = () => client.post(`/sessions/${session}/workspace?waitMs=60000`);
  let answer = await start();
  while (answer.status === 202) answer = await start();
  expect(answer.status, answer.text).toBe(200);
  return answer.json<Workspace>();
}

function launch(
  cluster: KubernetesCluster,
  dataDir: DataDir,
  more: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  return ServerProcess.launch(dataDir, ['--quiet'], { ...cluster.environment, ...more }).listening;
}

async function sh(client: ApiClient, session: string, shell: string): Promise<unknown> {
  return (await client.post(`/sessions/${session}/commands`, { shell })).json()['stdout'];
}

/** A new terminal's id. */
async function terminalIn(client: ApiClient, session: string, argv: readonly string[]): Promise<string> {
  const opened = await client.post(`/sessions/${session}/terminals`, { argv });
  expect(opened.status, opened.text).toBe(201);
  return opened.json<{ readonly id: string }>().id;
}

function attach(
  server: ServerProcess,
  { token = '' }: ApiClient,
  terminal: string,
  since = 0,
): Promise<AttachedTerminal> {
  const url = `${server.origin.replace('http', 'ws')}/api/v5/ws/terminals/${terminal}?since=${String(since)}`;
  return AttachedTerminal.open(url, token);
}

interface Visits {
  readonly owner: Visitor;
  readonly other: Visitor;
  readonly session: string;
}

/** What listens is reached by its owner, and to another one it is as if the session were not. */
async function expectItsOwnersAlone({ owner, other, session }: Visits): Promise<void> {
  const nothing = session.replace(/....$/, '0000');
  for (const way of WAYS) {
    await eventually(async () => (await owner.get(session, way, '/')).status !== 502, 60_000);
    expect(await owner.get(session, way, '/a%2Fb?c=d')).toEqual({ status: 200, text: `/a%2Fb?c=d ${session}` });
    expect(await owner.say(session, way, `hello by ${way}`)).toBe(`hello by ${way}`);
    expect(told(await other.get(session, way, '/'), session)).toEqual(
      told(await other.get(nothing, way, '/'), nothing),
    );
    expect((await other.get(session, way, '/')).status).toBe(404);
    expect([await other.say(session, way, 'hello'), await other.say(nothing, way, 'hello')]).toEqual([404, 404]);
  }
}

/** An answer, without what is of that request alone. */
function told({ status, text }: Told, session: string): unknown {
  const { requestId: _, ...body } = JSON.parse(text.replaceAll(session, 'it')) as Readonly<Record<string, unknown>>;
  return { status, body };
}

describe.runIf(hasBackend('Kubernetes server', clusterMissing()))('a server with Kubernetes', () => {
  it('gives two users of two tenants a pod each, reached by its owner alone', { timeout: 300_000 }, async () => {
    await using dataDir = new DataDir();
    await using cluster = await KubernetesCluster.start(dataDir.path);
    await using server = await launch(cluster, dataDir, { CARREL_PORTS__DOMAIN: DOMAIN });
    const [ada, bob] = [
      await server.client.register('ada@example.com'),
      await server.client.register('bob@example.com'),
    ];
    const [hers, his] = [await ada.session(), await bob.session()];

    const began = Date.now();
    const [one, other] = await Promise.all([started(ada, hers), started(bob, his)]);
    const startMs = Date.now() - began;

    process.stderr.write(`${JSON.stringify({ startMs })}\n`);
    expect(startMs).toBeLessThan(60_000);
    for (const workspace of [one, other])
      expect(workspace).toMatchObject({ state: 'ready', incarnation: 1, runtime: 'kubernetes' });
    expect([cluster.pods(hers).length, cluster.pods(his).length]).toEqual([1, 1]);
    await ada.put(`/sessions/${hers}/files/content?path=web.pl`, WEB);
    expect(await sh(ada, hers, 'id -u; wc -l < web.pl')).toMatch(/^1000\n\d+\n$/);
    expect(await sh(bob, his, 'ls')).toBe('');

    const typed = await terminalIn(ada, hers, ['sh']);
    const terminal = await attach(server, ada, typed);
    terminal.type('echo $((6 * 7)) there\r');
    await terminal.shows('42 there');
    terminal.socket.terminate();
    await ada.post(`/sessions/${hers}/commands`, { argv: ['perl', 'web.pl'], background: true });
    await expectItsOwnersAlone({ owner: new Visitor(server, ada), other: new Visitor(server, bob), session: hers });
    const nothing = hers.replace(/....$/, '0000');
    for (const path of ['files/content?path=web.pl', 'workspace', `terminals/${typed}`])
      expect(told(await bob.get(`/sessions/${hers}/${path}`), hers)).toEqual(
        told(await bob.get(`/sessions/${nothing}/${path}`), nothing),
      );

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
    // What is backed up was stored before.
    expect((await ada.post(`/sessions/${session}/backups`)).status).toBe(201);
    const pods = cluster.pods(session);
    expect(pods).toHaveLength(1);

    cluster.kubectl('delete', ...pods, '--grace-period=1');

    await eventually(async () => (await started(ada, session)).incarnation === 2, 60_000);
    expect(await sh(ada, session, 'cat kept')).toBe('kept');
    expect(cluster.pods(session)).toHaveLength(1);
    expect(cluster.pods(session)).not.toEqual(pods);
    // And what the pod itself stored when it was stopped as it should be.
    await ada.put(`/sessions/${session}/files/content?path=kept`, 'again');
    await ada.delete(`/sessions/${session}/workspace?waitMs=20000`);
    expect(cluster.pods(session)).toEqual([]);
    expect(await started(ada, session)).toMatchObject({ incarnation: 3 });
    expect(await sh(ada, session, 'cat kept')).toBe('again');
  });

  it('that was killed finds its pods again, and what runs in them', { timeout: 300_000 }, async () => {
    await using dataDir = new DataDir();
    await using cluster = await KubernetesCluster.start(dataDir.path);
    const before = await launch(cluster, dataDir);
    const ada = await before.client.register('ada@example.com');
    const session = await ada.session();
    await started(ada, session);
    const pods = cluster.pods(session);
    const shell = numbersUntil('go', SLOWLY);
    const command = (await ada.post(`/sessions/${session}/commands`, { shell, background: true })).json<{
      readonly id: string;
    }>().id;
    const typed = await terminalIn(ada, session, ['sh', '-c', `stty -opost; ${shell}`]);
    const first = await attach(before, ada, typed);
    await eventually(() => first.offset > 1_000);
    await before.end('SIGKILL');
    await eventually(() => first.closed !== null);

    await using after = await launch(cluster, dataDir);
    const back = await after.client.logIn('ada@example.com');
    expect(await started(back, session)).toMatchObject({ state: 'ready', incarnation: 1 });
    const commandAt = `/sessions/${session}/commands/${command}`;
    expect((await back.get(commandAt)).json()).toMatchObject({ state: 'running' });
    const second = await attach(after, back, typed, first.offset);
    await eventually(() => second.offset > first.offset + 1_000);
    await back.put(`/sessions/${session}/files/content?path=go`, '');
    await eventually(() => second.closed !== null, 30_000);
    expect(second.controls.at(-1)).toMatchObject({ type: 'exit', exitCode: 7 });
    expect([first.fault, second.fault]).toEqual([null, null]);
    expect(`${first.output.toString()}${second.output.toString()}`).toBe(numbersAt(0, second.offset));
    await eventually(async () => (await back.get(commandAt)).json()['state'] !== 'running', 30_000);
    expect((await back.get(commandAt)).json()).toMatchObject({ exitCode: 7 });
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
