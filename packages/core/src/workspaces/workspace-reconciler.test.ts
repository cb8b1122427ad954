import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { memoryRuntime, memoryStore, VirtualClock } from '../memory/index.js';
import { runtimeUnavailable, type WorkspaceSpec } from '../runtime/index.js';

const START = Date.UTC(2030, 0, 1);
const SPEC: Omit<WorkspaceSpec, 'installationId'> = {
  tenantId: 'ten_00000000000000000000000000',
  sessionId: 'ses_00000000000000000000000000',
  incarnation: 1,
  intentToken: 'nobody',
  env: {},
  limits: { memoryBytes: 1_000_000, cpus: 1, pids: 10 },
};

/**
 * A control plane on a store and boxes that outlive it. `startAgain` begins another one later; the time of those before stands
 * still from then on, as if they had been killed.
 */
async function installation() {
  let clock = new VirtualClock(START);
  const store = memoryStore();
  const runtime = memoryRuntime({ clock });
  const carrel = await memoryCarrel({ clock, store, runtime });
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  const startAgain = (laterMs: number) => {
    clock = new VirtualClock(clock.now() + laterMs);
    return memoryCarrel({ clock, store, runtime: memoryRuntime({ clock, durableState: runtime.durableState }) });
  };
  const advance = (ms: number) => clock.advance(ms);
  return { carrel, runtime, caller, id, boxes: runtime.durableState, startAgain, advance };
}

/** The id that the boxes of the installation carry. */
function installationOf({ boxes }: Awaited<ReturnType<typeof installation>>): string {
  const [box] = boxes.all();
  if (box === undefined) throw new Error('There is no box.');
  return box.handle.installationId;
}

describe('orphan boxes', () => {
  it('are removed once they are older than the grace age, and no sooner', async () => {
    const it = await installation();
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    expectOk(await it.runtime.create({ ...SPEC, installationId: installationOf(it) }));
    expect(it.boxes.size).toBe(2);

    const again = await it.startAgain(4_000);
    expect(it.boxes.size).toBe(2);
    await it.advance(60_000);

    await eventually(() => {
      expect(it.boxes.size).toBe(1);
    });
    expect(expectOk(await again.workspaces.get(it.caller, it.id)).state).toBe('ready');
  });

  it('of another installation are never touched', async () => {
    const it = await installation();
    expectOk(await it.runtime.create({ ...SPEC, installationId: 'ins_other' }));

    await it.startAgain(600_000);
    await it.advance(600_000);

    expect(it.boxes.size).toBe(1);
  });
});

describe('a control plane that is killed', () => {
  it.each(['create', 'start', 'connect'] as const)(
    'in the middle of %s leaves no box, and a session that starts under a higher incarnation',
    async (operation) => {
      const it = await installation();
      const held = it.runtime.holdNext(operation, { when: 'after' });
      void it.carrel.workspaces.start(it.caller, it.id).match(
        () => undefined,
        () => undefined,
      );
      await held.reached;

      // The other replica cannot know that the first is gone, so it waits for the hold and the lease to run out.
      const again = await it.startAgain(70_000);
      await it.advance(20_000);

      await eventually(async () => {
        const view = expectOk(await again.workspaces.get(it.caller, it.id));
        expect(view).toMatchObject({ state: 'failed', incarnation: 1 });
        expect(it.boxes.size).toBe(0);
      });
      const started = expectOk(await again.workspaces.start(it.caller, it.id));
      expect(started).toMatchObject({ state: 'ready', incarnation: 2 });
      expect(it.boxes.size).toBe(1);
    },
  );

  it('in the middle of a stop has it finished by the next one', async () => {
    const it = await installation();
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    const held = it.runtime.holdNext('stop');
    void it.carrel.workspaces.stop(it.caller, it.id).match(
      () => undefined,
      () => undefined,
    );
    await held.reached;

    const again = await it.startAgain(70_000);
    await it.advance(20_000);

    await eventually(async () => {
      expect(expectOk(await again.workspaces.get(it.caller, it.id)).state).toBe('stopped');
    });
    expect(it.boxes.size).toBe(0);
  });

  it('leaves running workspaces as they are', async () => {
    const it = await installation();
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));

    const again = await it.startAgain(70_000);
    await it.advance(70_000);

    expect(expectOk(await again.workspaces.get(it.caller, it.id))).toMatchObject({
      state: 'ready',
      incarnation: 1,
    });
  });
});

describe('several control planes', () => {
  it('start at the same moment, and none waits for another to end', { timeout: 20_000 }, async () => {
    const clock = new VirtualClock(START);
    const store = memoryStore();
    const { durableState } = memoryRuntime({ clock });
    const start = () => memoryCarrel({ clock, store, runtime: memoryRuntime({ clock, durableState }) });
    const carrels = await Promise.all([start(), start(), start(), start()]);
    const caller = await newCaller(carrels[0]);
    const { id } = expectOk(await carrels[1].sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    expect(expectOk(await carrels[2].workspaces.start(caller, id))).toMatchObject({ state: 'ready' });
    expect(durableState.size).toBe(1);
  });
});

describe('what boxes left behind', () => {
  it('is taken away by the runtime, again and again, for its own installation', async () => {
    const it = await installation();
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    const swept: unknown[] = [];
    const sweep = it.runtime.sweep.bind(it.runtime);
    it.runtime.sweep = (filter, options) => {
      swept.push(filter);
      return sweep(filter, options);
    };

    for (let minute = 1; minute <= 2; minute += 1) {
      for (let at = 0; at < 70_000; at += 10_000) await it.advance(10_000);
      await eventually(() => {
        expect(swept).toHaveLength(minute);
      });
    }

    expect(swept[0]).toEqual({ installationId: installationOf(it), olderThanMs: 60_000 });
  });

  it('holds up no comparison for long when the runtime hangs, and is tried again when it fails', async () => {
    const it = await installation();
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    const held = it.runtime.holdNext('sweep');
    it.runtime.failNext('sweep', runtimeUnavailable('Gone for lunch.'));
    const afterFailing = it.runtime.holdNext('sweep');
    for (let at = 0; at < 70_000; at += 10_000) await it.advance(10_000);
    await held.reached;
    expectOk(await it.runtime.create({ ...SPEC, installationId: installationOf(it) }));
    expect(it.boxes.size).toBe(2);

    for (let at = 0; at < 40_000; at += 10_000) await it.advance(10_000);
    await eventually(() => {
      expect(it.boxes.size).toBe(1);
    });

    for (let at = 0; at < 140_000; at += 10_000) await it.advance(10_000);
    await afterFailing.reached;
  });
});

describe('a sweep', () => {
  it('archives a session whose time is over, and ends its workspace', async () => {
    const it = await installation();
    const expiresAt = new Date(START + 30_000).toISOString();
    expectOk(await it.carrel.sessions.update(it.caller, it.id, { changes: { expiresAt } }));
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));

    await it.advance(20_000);
    expect(expectOk(await it.carrel.workspaces.get(it.caller, it.id)).state).toBe('ready');
    await it.advance(30_000);

    await eventually(async () => {
      const view = expectOk(await it.carrel.workspaces.get(it.caller, it.id));
      expect(view).toMatchObject({ state: 'stopped', reason: 'session-expired' });
    });
    expect(expectOk(await it.carrel.sessions.get(it.caller, it.id)).status).toBe('archived');
    expectErr(await it.carrel.workspaces.start(it.caller, it.id), 'session/archived');
  });

  it('is not waited for by a session whose time is over', async () => {
    const it = await installation();
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const expiresAt = new Date(START + 25_000).toISOString();
    expectOk(await it.carrel.sessions.update(it.caller, it.id, { changes: { expiresAt } }));
    await it.advance(24_999);
    expectOk(await workspace.files.list(''));

    await it.advance(1);

    expect(expectOk(await it.carrel.sessions.get(it.caller, it.id)).status).toBe('archived');
    expect(expectOk(await it.carrel.sessions.list(it.caller, { status: 'active' })).items).toEqual([]);
    expectErr(await workspace.files.list(''), 'session/archived');
    expectErr(await workspace.commands.run(['true']), 'session/archived');
    expectErr(await it.carrel.workspaces.start(it.caller, it.id), 'session/archived');
    const again = { changes: { status: 'active' } } as const;
    expect(expectErr(await it.carrel.sessions.update(it.caller, it.id, again), 'request/invalid').issues).toMatchObject(
      [{ path: 'expiresAt' }],
    );
    expectOk(await it.carrel.sessions.update(it.caller, it.id, { changes: { status: 'active', expiresAt: null } }));
  });

  it('is tried again when the runtime does not answer', async () => {
    const it = await installation();
    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    expectOk(await it.runtime.create({ ...SPEC, installationId: installationOf(it) }));
    it.runtime.failNext('list', runtimeUnavailable('Gone for lunch.'));

    await it.advance(10_000);
    await it.advance(10_000);
    await it.advance(10_000);

    await eventually(() => {
      expect(it.boxes.size).toBe(1);
    });
  });
});
