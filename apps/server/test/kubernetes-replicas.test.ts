import { setTimeout } from 'node:timers/promises';
import { hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { Leadership } from './kill/leadership.js';
import { clusterMissing, KubernetesCluster } from './kubernetes-cluster.js';
import { LoopbackModel, type Speech } from './loopback-model.js';
import { numbersUntil } from './reconnect/numbers.js';
import { CommandReader, TerminalReader } from './reconnect/output-readers.js';
import { hasRedis, RedisServer } from './redis-server.js';
import { DataDir, ServerProcess, type LaunchedServer } from './server-process.js';
import { Follower } from './task-follower.js';
import { beginTask, byPrompt, counted, counts, isOnRedis } from './task-scenes.js';

const LEASE_MS = 3_000;
const TIMES = {
  CARREL_WORKSPACES__LEASE_TTL_MS: String(LEASE_MS),
  CARREL_TASKS__LEASE_TTL_MS: String(LEASE_MS),
  CARREL_TASKS__SWEEP_INTERVAL_MS: '200',
  CARREL_STREAMS__SWEEP_INTERVAL_MS: '200',
};
/** So that all that is said meanwhile is kept. */
const SLOWLY = { burst: 20, pauseMs: 50 };
const SHORT = 40;

interface Replica {
  readonly launched: LaunchedServer;
  readonly server: ServerProcess;
}

/** The servers on one store, one Redis and one cluster, and which of them is asked. */
class Fleet implements AsyncDisposable {
  private readonly launched: LaunchedServer[] = [];
  private asked: Replica | undefined;

  constructor(
    private readonly dataDir: DataDir,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  async add(): Promise<Replica> {
    const launched = ServerProcess.launch(this.dataDir, ['--quiet'], this.env);
    this.launched.push(launched);
    const server = await launched.listening;
    await eventually(() => isOnRedis(server));
    return { launched, server };
  }

  /** Whoever connects from now on comes to this one. */
  ask(replica: Replica): void {
    this.asked = replica;
  }

  get target(): ServerProcess {
    if (this.asked === undefined) throw new Error('No server is asked.');
    return this.asked.server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.launched.map((one) => one.end('SIGKILL')));
  }
}

interface Workspace {
  readonly state: string;
  readonly incarnation: number;
}

async function started(client: ApiClient, session: string): Promise<Workspace> {
  const start = () => client.post(`/sessions/${session}/workspace?waitMs=60000`);
  let answer = await start();
  while (answer.status === 202) answer = await start();
  expect(answer.status, answer.text).toBe(200);
  return answer.json<Workspace>();
}

/** What reads a terminal and a command, by connections to the server that is asked, until they end. */
class Reading {
  readonly readers;
  readonly done: Promise<unknown>;

  private constructor(
    fleet: Fleet,
    private readonly place: { readonly session: string; readonly token: string },
    ids: { readonly terminal: string; readonly command: string },
  ) {
    const drains = true;
    this.readers = [
      new TerminalReader({ ...place, drains, id: ids.terminal }),
      new CommandReader({ ...place, drains, id: ids.command }),
    ] as const;
    this.done = Promise.all(this.readers.map((reader) => readThrough(reader, fleet)));
  }

  static async begin(fleet: Fleet, client: ApiClient, session: string): Promise<Reading> {
    const shell = numbersUntil('go', SLOWLY);
    const idOf = async (path: string, body: object) => {
      const made = await client.post(`/sessions/${session}/${path}`, body);
      expect([201, 202], made.text).toContain(made.status);
      return made.json<{ readonly id: string }>().id;
    };
    const terminal = await idOf('terminals', { argv: ['sh', '-c', `stty -opost -echo; ${shell}`] });
    const command = await idOf('commands', { shell, background: true });
    return new Reading(fleet, { session, token: client.token ?? '' }, { terminal, command });
  }

  /** Waits until more came to each; how long that took. */
  async more(): Promise<number> {
    const [began, before] = [Date.now(), this.readers.map(({ offset }) => offset)];
    await eventually(() => this.readers.every(({ offset }, at) => offset > (before[at] ?? 0) + 1_000), 60_000);
    return Date.now() - began;
  }

  /** Has the programs end, and holds what was read against what they wrote. */
  async finish(client: ApiClient): Promise<void> {
    await client.put(`/sessions/${this.place.session}/files/content?path=go`, '');
    await within(this.done, () => JSON.stringify(this.readers));
    for (const { exit, faults, gaps } of this.readers)
      expect({ exitCode: exit?.['exitCode'], faults, gaps }).toEqual({ exitCode: 7, faults: [], gaps: [] });
  }
}

async function readThrough(reader: TerminalReader | CommandReader, fleet: Fleet): Promise<void> {
  while (!reader.isOver && reader.faults.length === 0) {
    await reader.connect(Number(new URL(fleet.target.origin).port));
    await setTimeout(10);
  }
}

/** Says `a` with numbers from 1, until the signal. */
function countsUntil(signal: AbortSignal): Speech {
  return async (say) => {
    for (let n = 1; !signal.aborted; n += 1) await say(`a${String(n)} `);
  };
}

/** A task, and who follows it to its end. */
async function follow(fleet: Fleet, client: ApiClient, session: string) {
  const { id } = await beginTask(client, session, { prompt: 'count' });
  const follower = new Follower(id);
  const toEnd = async () => {
    while (follower.last?.event !== 'end')
      await follower.follow(fleet.target.client.as(client.token ?? ''), ({ event }) => event === 'end');
  };
  return { follower, toEnd: toEnd() };
}

/** All came, and came once: of one run, where the server that is left had the task, or of two. */
function expectAllOf(follower: Follower): void {
  follower.expectEachOnce();
  const said = follower.text.match(/a\d+ /g)?.length ?? 0;
  const runs = Number(follower.last?.data['runs']);
  expect(follower.last).toMatchObject({ event: 'end', data: { status: 'succeeded' } });
  expect([1, 2]).toContain(runs);
  expect(follower.text).toBe(counted('a', said) + (runs === 2 ? counted('b', SHORT) : ''));
}

const has = hasBackend('Kubernetes server', clusterMissing()) && hasRedis;

describe.runIf(has)('two servers with one store, one Redis and one cluster', () => {
  it('go on for each other with what runs, and make no pod twice', { timeout: 300_000 }, async () => {
    const killed = new AbortController();
    await using model = await LoopbackModel.listen(
      byPrompt({ count: [countsUntil(killed.signal), counts('b', SHORT)] }),
    );
    await using dataDir = new DataDir();
    await using redis = await RedisServer.at();
    redis.start();
    await using cluster = await KubernetesCluster.start(dataDir.path);
    const env = { ...cluster.environment, ...redis.environment, ...model.environment, ...TIMES };
    await using fleet = new Fleet(dataDir, env);
    const two = [await fleet.add(), await fleet.add()];
    await using leadership = new Leadership(dataDir);
    await leadership.open();
    await eventually(async () => (await leadership.pid()) !== 0);
    const pid = await leadership.pid();
    const [leader, other] = [
      two.find(({ launched }) => launched.pid === pid),
      two.find(({ launched }) => launched.pid !== pid),
    ];
    if (leader === undefined || other === undefined) throw new Error('Nobody leads.');
    const ada = await leader.server.client.register('ada@example.com');
    const also = other.server.client.as(ada.token ?? '');
    const session = await ada.session();
    const both = () => Promise.all([started(ada, session), started(also, session)]);

    // Both are asked at once, for the first pod, and for the one after that which was deleted by hand.
    expect(await both()).toMatchObject([{ incarnation: 1 }, { incarnation: 1 }]);
    expect(await podCalls(cluster)).toEqual({ made: 1, ended: 0, other: [] });
    cluster.kubectl('delete', ...cluster.pods(session), '--grace-period=1');
    await eventually(async () => (await both()).every(({ incarnation }) => incarnation === 2), 60_000);
    expect(await podCalls(cluster)).toMatchObject({ made: 2, other: [] });
    const pods = cluster.pods(session);
    expect(pods).toHaveLength(1);

    fleet.ask(leader);
    const reading = await Reading.begin(fleet, ada, session);
    const { follower, toEnd } = await follow(fleet, ada, session);
    await reading.more();
    await eventually(() => follower.text.includes('a20 '), 60_000);
    fleet.ask(other);
    await leader.launched.end('SIGKILL');
    killed.abort();
    const [resumedMs, takenOverMs] = await Promise.all([reading.more(), leadership.untilTakenOver(pid, 60_000)]);
    expect(await leadership.pid()).toBe(other.launched.pid);
    await within(toEnd, () => `the task: ${JSON.stringify(follower.seen.slice(-3))}`);
    expectAllOf(follower);

    // As an update does it: the next one is there, then the old one ends.
    const next = await fleet.add();
    fleet.ask(next);
    const ended = other.launched.end('SIGTERM');
    const handedOverMs = await reading.more();
    expect(await within(ended, () => 'the drain')).toMatchObject({ code: 0, signal: null });
    await leadership.untilTakenOver(other.launched.pid ?? 0, 30_000);
    expect(await leadership.pid()).toBe(next.launched.pid);
    const last = next.server.client.as(ada.token ?? '');
    await reading.finish(last);

    process.stderr.write(`${JSON.stringify({ resumedMs, takenOverMs, handedOverMs })}\n`);
    expect(cluster.pods(session)).toEqual(pods);
    expect(await podCalls(cluster)).toMatchObject({ made: 2, other: [] });
    expect((await last.delete(`/sessions/${session}`)).status).toBe(204);
    await eventually(() => cluster.kubectl('get', 'pods,secrets,persistentvolumeclaims', '-o', 'name') === '', 60_000);
    const { made, ended: deletions, other: conflicts } = await podCalls(cluster);
    expect({ made, conflicts }).toEqual({ made: 2, conflicts: [] });
    // By hand, and by one server for each of the pods.
    expect(deletions).toBeLessThanOrEqual(3);
  });
});

/** The same, or an error that says what did not come. */
function within<T>(promise: Promise<T>, what: () => string): Promise<T> {
  const late = setTimeout(60_000, undefined, { ref: false }).then((): never => {
    throw new Error(`Not within a minute: ${what()}`);
  });
  return Promise.race([promise, late]);
}

/** How often pods were made and ended, of all who asked; and other attempts to change any, such as a second one to make what is there. */
async function podCalls(cluster: KubernetesCluster) {
  const calls = Object.entries(await cluster.calls()).filter(([call]) =>
    /^(create|delete|patch|update) pods /.test(call),
  );
  const sum = (some: readonly string[]) =>
    calls.reduce((total, [call, count]) => (some.includes(call) ? total + count : total), 0);
  const [making, ending] = [['create pods 201'], ['delete pods 200', 'delete pods 404']];
  const other = calls.map(([call]) => call).filter((call) => ![...making, ...ending].includes(call));
  return { made: sum(making), ended: sum(ending), other };
}
