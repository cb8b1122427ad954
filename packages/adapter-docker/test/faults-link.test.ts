import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, expectErr, expectOk } from '@carrel/conformance';
import type { ProcessEvent, RuntimeHandle, WorkspaceConnection, WorkspaceRuntime } from '@carrel/core/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { hasDocker } from './docker-backend.js';
import { installationOf, leftOf, specOf, within } from './faults.js';
import { Follower, isTicking, run, spawn, ticking } from './follower.js';
import { heldBytes } from './held-bytes.js';
import { StreamRelay } from './stream-relay.js';

const MIB = 1024 * 1024;
const installationId = installationOf('link');
/** Longer than a silent link is trusted. */
const TRUST_MS = 90_000;
const SOON_MS = 30_000;
const ENGINE = process.env['DOCKER_HOST']?.replace('unix://', '') ?? '/var/run/docker.sock';

const here = await hasDocker();

describe.runIf(here)('a stream of the engine', () => {
  let relay: StreamRelay;
  let runtime: WorkspaceRuntime;
  let handle: RuntimeHandle;

  beforeAll(async () => {
    relay = await StreamRelay.open(ENGINE);
    runtime = dockerRuntime({ link: 'stream', docker: { socketPath: relay.path }, callTimeoutMs: 5_000 });
    handle = await expectOk(runtime.create(specOf(installationId)));
    await expectOk(runtime.start(handle));
  }, 120_000);

  afterEach(() => {
    relay.recover();
  });

  afterAll(async () => {
    await expectOk(runtime.remove(handle));
    await runtime.dispose();
    await relay.close();
    expect(await leftOf(installationId)).toEqual([]);
  });

  /** Ends a link in some way while its command writes, and reads all that the command wrote over the next one. */
  async function expectEachByteDespite(fault: (connection: WorkspaceConnection) => void): Promise<void> {
    const connection = await expectOk(runtime.connect(handle));
    const id = await spawn(connection, ticking);
    const follower = await Follower.attach(connection, id);
    await eventually(() => {
      expect(follower.position).toBeGreaterThan(80);
    });
    const listing = connection.files.write('large', endless());

    fault(connection);

    await expectErr(within(listing, 'the call under way', TRUST_MS), 'connection/lost');
    expect(await within(follower.last, 'the last event', TRUST_MS)).toMatchObject({
      type: 'failed',
      error: { type: 'connection/lost' },
    });
    await within(connection.closed, 'the end of the link', TRUST_MS);
    relay.recover();
    const next = await expectOk(runtime.connect(handle));
    const rest = await Follower.attach(next, id, follower.position);
    await eventually(() => {
      expect(rest.text.length).toBeGreaterThan(80);
    });
    await expectOk(next.processes.kill(id));
    expect(await within(rest.last, 'the end', SOON_MS)).toMatchObject({ type: 'exit', exit: { reason: 'cancelled' } });
    expect(isTicking(follower.text + rest.text)).toBe(true);
    await next.close();
  }

  it('whose program inside is killed', { timeout: 300_000 }, async () => {
    await expectEachByteDespite(() => {
      killBridges(handle);
    });
  });

  it('that is cut on the way', { timeout: 300_000 }, async () => {
    await expectEachByteDespite(() => {
      relay.cut();
    });
  });

  it('that ends towards the client alone', { timeout: 300_000 }, async () => {
    await expectEachByteDespite(() => {
      relay.endTowardsNear();
    });
  });

  it('that ends towards the engine alone', { timeout: 300_000 }, async () => {
    await expectEachByteDespite(() => {
      relay.endTowardsFar();
    });
  });

  it('that says nothing any more, to nobody', { timeout: 300_000 }, async () => {
    await expectEachByteDespite(() => {
      relay.stall();
    });
  });

  it('an engine that does not answer is given up in time', { timeout: 300_000 }, async () => {
    relay.stall();
    const calls = [
      runtime.inspect(handle),
      runtime.list({ installationId }),
      runtime.create(specOf(installationId)),
      runtime.start(handle),
      runtime.stop(handle, { graceMs: 0 }),
      runtime.connect(handle),
    ];
    const results = await within(Promise.all(calls), 'the calls', SOON_MS);
    expect(results.map((result) => (result.isErr() ? result.error.type : 'ok'))).toEqual(
      calls.map(() => 'runtime/timed-out'),
    );
  });
});

describe.runIf(here)('a reader that takes nothing', () => {
  const installation = installationOf('stalled');
  const runtimes = (['socket', 'stream'] as const).map((link) => dockerRuntime({ link }));

  afterAll(async () => {
    for (const runtime of runtimes) {
      const boxes = await expectOk(runtime.list({ installationId: installation }));
      for (const { handle } of boxes) await expectOk(runtime.remove(handle));
      await runtime.dispose();
    }
    expect(await leftOf(installation)).toEqual([]);
  });

  it(
    'for 30 s of a flood holds up nobody and fills no memory, and is told what it missed',
    { timeout: 300_000 },
    async () => {
      const before = heldBytes();
      const floods = await Promise.all(runtimes.map((runtime) => flood(runtime, installation)));

      const answers = await Promise.all(floods.map(({ connection }) => answerTimes(connection, 30_000)));

      expect(heldBytes() - before).toBeLessThan(64 * MIB);
      for (const { connection, reader, id } of floods) {
        expect((await expectOk(connection.stats())).memoryBytes).toBeLessThan(64 * MIB);
        await expectOk(connection.processes.signal(id, 'SIGKILL'));
        await expectGapThenExit(reader);
      }
      for (const times of answers) {
        expect(times.length).toBeGreaterThan(10);
        expect(Math.max(...times)).toBeLessThan(15_000);
      }
    },
  );
});

interface Flood {
  readonly connection: WorkspaceConnection;
  readonly id: string;
  readonly reader: AsyncIterator<ProcessEvent>;
}

/** A command that writes without end, and a reader that took one piece of it. */
async function flood(runtime: WorkspaceRuntime, installation: string): Promise<Flood> {
  const handle = await expectOk(runtime.create(specOf(installation)));
  await expectOk(runtime.start(handle));
  const connection = await expectOk(runtime.connect(handle));
  const id = 'flood';
  const events = await expectOk(connection.processes.spawnAttached({ id, argv: ['yes', 'flood'] }));
  const reader = events[Symbol.asyncIterator]();
  expect(await reader.next()).toMatchObject({ value: { type: 'output', offset: 0 } });
  return { connection, id, reader };
}

/** How long commands took that were run one after the other for so long. */
async function answerTimes(connection: WorkspaceConnection, forMs: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (const until = performance.now() + forMs; performance.now() < until;) {
    const askedAt = performance.now();
    expect((await run(connection, ['echo', 'still'])).text).toBe('still\n');
    times.push(performance.now() - askedAt);
    await pause(250);
  }
  return times;
}

async function expectGapThenExit(reader: AsyncIterator<ProcessEvent>): Promise<void> {
  let position: number | null = null;
  let missed = 0;
  for (;;) {
    const { value, done } = await within(reader.next(), 'the next event', SOON_MS);
    if (done === true) throw new Error('The reading ended without a last event.');
    if (value.type === 'exit') {
      expect([value.end, value.exit.signal]).toEqual([position, 'SIGKILL']);
      break;
    }
    if (value.type === 'failed') throw new Error('The link broke.');
    const from = value.type === 'gap' ? value.from : value.offset;
    if (position !== null) expect(from).toBe(position);
    if (value.type === 'gap') missed += value.to - value.from;
    position = value.type === 'gap' ? value.to : value.offset + value.data.length;
  }
  expect(missed).toBeGreaterThan(0);
}

async function* endless(): AsyncGenerator<Uint8Array, void, void> {
  for (;;) {
    yield Buffer.alloc(65_536, 'x');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Kills the programs through which the engine reaches the agent of the box. */
function killBridges({ boxId }: RuntimeHandle): void {
  const top = execFileSync('docker', ['top', boxId, '-eo', 'pid,args'], { encoding: 'utf8' });
  const bridges = top.split('\n').filter((line) => line.includes('carrel-agent connect'));
  expect(bridges.length).toBeGreaterThan(0);
  for (const line of bridges) process.kill(Number(line.trim().split(' ')[0]), 'SIGKILL');
}
