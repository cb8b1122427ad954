import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, expectErr, expectOk } from '@carrel/conformance';
import type { CarrelError } from '@carrel/core/kernel';
import { builtInLanguages, resolveImage, type WorkspaceImage } from '@carrel/core/languages';
import type { RuntimeEvent, RuntimeHandle, WorkspaceConnection, WorkspaceRuntime } from '@carrel/core/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { hasDocker, IMAGE } from './docker-backend.js';
import { installationOf, leftOf, specOf, vendorText, within, type AnyCall } from './faults.js';
import { Follower, isTicking, spawn, ticking } from './follower.js';
import { mayStartEngines, PrivateEngine } from './private-engine.js';

const installationId = installationOf('engine');
/** How long a call may hang on an engine that is gone. */
const CALL_TIMEOUT_MS = 10_000;
const SETTLED_MS = 2 * CALL_TIMEOUT_MS + 30_000;
const LARGE = Buffer.alloc(20 * 1024 * 1024, 'x');

/** All that may be said of calls to an engine that ends, which has many ways to say so, and to boxes that end with it. */
const EXPECTED = [
  'runtime/failed',
  'runtime/unavailable',
  'runtime/timed-out',
  'runtime/not-running',
  'connection/lost',
];

const here = (await hasDocker()) && mayStartEngines();

interface Failure {
  readonly what: string;
  readonly error: CarrelError;
}

/** Calls of every kind, again and again until each kind has failed, as it must when the engine ends. */
class Storm {
  readonly failures: Failure[] = [];
  /** The kinds of calls that succeeded. */
  readonly seen = new Set<string>();
  private readonly loops: Promise<void>[] = [];
  private over = false;

  constructor(
    private readonly runtime: WorkspaceRuntime,
    connection: WorkspaceConnection,
  ) {
    this.loop('a life', () => this.life());
    this.loop('a creation', () => runtime.create(specOf(installationId)).andThen((handle) => runtime.remove(handle)));
    this.loop('an image', () => runtime.prepareImage(imageThere()));
    this.loop('a list', () => runtime.list({ installationId }));
    this.loop('a write', () => connection.files.write('large', LARGE));
  }

  /** Every call has come to an end when this resolves, and none is made after it. */
  async settled(): Promise<void> {
    this.over = true;
    await within(Promise.all(this.loops), 'the end of all calls', SETTLED_MS);
  }

  private loop(what: string, call: () => AnyCall): void {
    const turns = async () => {
      for (let failed = false; !failed && !this.over;) {
        const result = await call();
        failed = result.isErr();
        if (result.isErr()) this.failures.push({ what, error: result.error });
        else this.seen.add(what);
      }
    };
    this.loops.push(turns());
  }

  private life(): AnyCall {
    const { runtime } = this;
    return runtime
      .create(specOf(installationId))
      .andThen((handle) => runtime.start(handle).map(() => handle))
      .andThen((handle) => runtime.stop(handle, { graceMs: 100 }).map(() => handle))
      .andThen((handle) => runtime.remove(handle));
  }
}

function imageThere(): WorkspaceImage {
  return { ...resolveImage(builtInLanguages.slice(0, 1))._unsafeUnwrap(), tag: IMAGE };
}

const endings = (['SIGTERM', 'SIGKILL'] as const).flatMap((signal) =>
  [false, true].flatMap((liveRestore) =>
    (['auto', 'stream'] as const).map((link) => ({
      ...{ signal, liveRestore, link },
      name: `by ${signal}, ${liveRestore ? 'with' : 'without'} live restore, boxes reached by ${link}`,
    })),
  ),
);

describe.runIf(here)('an engine that ends in the middle', () => {
  let engine: PrivateEngine;
  let runtime: WorkspaceRuntime;
  const deaths: RuntimeEvent[] = [];
  let listening: AbortController;

  beforeAll(async () => {
    engine = await PrivateEngine.create();
  }, 240_000);

  afterAll(async () => {
    await engine.dispose();
  }, 240_000);

  async function prepare({ liveRestore, link }: (typeof endings)[number]): Promise<Running> {
    await engine.end('SIGTERM');
    await engine.start({ liveRestore });
    runtime = dockerRuntime({ link, docker: { socketPath: engine.socketPath }, callTimeoutMs: CALL_TIMEOUT_MS });
    await expectOk(runtime.open());
    deaths.length = 0;
    listening = new AbortController();
    void listen(runtime, listening.signal, deaths);
    const handle = await expectOk(runtime.create(specOf(installationId)));
    await expectOk(runtime.start(handle));
    const connection = await expectOk(runtime.connect(handle));
    const id = await spawn(connection, ticking);
    const follower = await Follower.attach(connection, id);
    await eventually(() => {
      expect(follower.position).toBeGreaterThan(80);
    });
    return { handle, connection, id, follower };
  }

  async function cleanUp(): Promise<void> {
    for (const { handle } of await expectOk(runtime.list({ installationId }))) await expectOk(runtime.remove(handle));
    expect(await expectOk(runtime.list({ installationId }))).toEqual([]);
    // Of a box that was being made its volumes may be all that there is. An engine that came back over its running boxes may count
    // the users of volumes wrong, until it starts again.
    await engine.end('SIGTERM');
    await engine.start();
    await expectOk(runtime.sweep({ installationId, olderThanMs: 0 }));
    expect(await leftOf(installationId, engine.docker)).toEqual([]);
    listening.abort();
    await runtime.dispose();
  }

  it.each(endings.map((ending) => [ending.name, ending] as const))(
    '%s: every call ends with a typed error, and the truth is told after',
    { timeout: 400_000 },
    async (_name, ending) => {
      const running = await prepare(ending);
      const storm = new Storm(runtime, running.connection);
      await eventually(
        () => {
          expect(storm.seen.size).toBe(5);
        },
        { withinMs: 60_000 },
      );

      await engine.end(ending.signal);
      await storm.settled();

      for (const { what, error } of storm.failures) {
        expect(EXPECTED, `${what}: ${error.message} ${String(error.cause)}`).toContain(error.type);
        expect([what, error.message, vendorText(error)]).toEqual([what, error.message, null]);
      }
      expect(storm.failures.map(({ what }) => what)).toEqual(
        expect.arrayContaining(['a creation', 'an image', 'a list']),
      );
      await expectErr(runtime.inspect(running.handle), 'runtime/unavailable');

      await engine.start({ liveRestore: ending.liveRestore });

      if (ending.liveRestore) await expectGoneOn(runtime, running);
      else await expectKilled(runtime, running);
      await expectDeathsAreTold();
      await cleanUp();
    },
  );

  it('a box that could not be removed whole is there until it can', { timeout: 240_000 }, async () => {
    const { handle } = await prepare({ signal: 'SIGTERM', liveRestore: false, link: 'auto', name: '' });
    const { Id: id } = await engine.docker.getContainer(handle.boxId).inspect();
    const stuck = join(engine.directory, 'data/containers', id, 'stuck');
    await writeFile(stuck, '');
    execFileSync('chattr', ['+i', stuck]);

    const error = await expectErr(runtime.remove(handle), 'runtime/failed');
    expect(vendorText(error)).toBeNull();
    expect((await expectOk(runtime.inspect(handle))).state).toBe('exited');
    expect(await expectOk(runtime.list({ installationId }))).toHaveLength(1);

    execFileSync('chattr', ['-i', stuck]);
    await expectOk(runtime.remove(handle));
    await cleanUp();
  });

  /** Of boxes that die after all that, as soon as the engine is listened to again. */
  async function expectDeathsAreTold(): Promise<void> {
    const victims: string[] = [];
    await eventually(
      async () => {
        const victim = await expectOk(runtime.create(specOf(installationId)));
        await expectOk(runtime.start(victim));
        victims.push(victim.boxId);
        await engine.docker.getContainer(victim.boxId).kill();
        expect(deaths.map(({ handle }) => handle.boxId)).toEqual(expect.arrayContaining([expect.toBeOneOf(victims)]));
      },
      { everyMs: 500 },
    );
  }
});

interface Running {
  readonly handle: RuntimeHandle;
  readonly connection: WorkspaceConnection;
  readonly id: string;
  readonly follower: Follower;
}

async function listen(runtime: WorkspaceRuntime, signal: AbortSignal, deaths: RuntimeEvent[]): Promise<void> {
  for await (const death of runtime.events(signal)) deaths.push(death);
}

/** The box went on without its engine, and so did its command: each of its bytes can be read. */
async function expectGoneOn(runtime: WorkspaceRuntime, { handle, id, follower }: Running): Promise<void> {
  expect((await expectOk(runtime.inspect(handle))).state).toBe('running');
  const connection = await expectOk(runtime.connect(handle));
  const { position, text } = follower;
  const again = await Follower.attach(connection, id, position);
  await eventually(() => {
    expect(again.position).toBeGreaterThan(position);
  });
  await expectOk(connection.processes.kill(id));
  const last = await within(again.last, 'the end of the command', SETTLED_MS);
  expect(last).toMatchObject({ type: 'exit', exit: { code: null, reason: 'cancelled' } });
  expect(isTicking(text + again.text)).toBe(true);
}

/** The box ended with its engine: its reader is told so, or that nothing is known, and never of a good end. */
async function expectKilled(runtime: WorkspaceRuntime, { handle, follower }: Running): Promise<void> {
  expect((await expectOk(runtime.inspect(handle))).state).toBe('exited');
  const last = await within(follower.last, 'the end of the reading', SETTLED_MS);
  if (last?.type === 'exit') expect(last.exit).toMatchObject({ code: null, reason: 'cancelled' });
  else expect(last?.error.type).toBe('connection/lost');
  expect(isTicking(follower.text)).toBe(true);
  await expectErr(runtime.connect(handle), 'runtime/not-running');
}
