import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually } from '../../test/platform-fixture.js';
import { becomes, newSession, positionOf, queued, runningSession, world } from '../../test/queue-fixture.js';
import { createIdSource, type SessionId } from '../kernel/index.js';
import { processHolder } from '../leases/index.js';
import { runtimeExhausted } from '../runtime/index.js';
import type { Metrics } from '../telemetry/index.js';
import { noopMetrics } from '../telemetry/index.js';
import { waitingStarts } from './capacity-records.js';

describe('a start that waits', () => {
  it('is cancelled by a stop, and by a delete', async () => {
    await using it = await world({ workspaces: { max: 1 } });
    const running = await runningSession(it.carrel, it.caller);
    const [stopped, deleted, last] = [
      await queued(it.carrel, it.caller),
      await queued(it.carrel, it.caller),
      await queued(it.carrel, it.caller),
    ];

    expect(expectOk(await it.carrel.workspaces.stop(it.caller, stopped.id)).state).toBe('stopped');
    expectErr(await stopped.starting, 'workspace/not-running');
    expectOk(await it.carrel.sessions.remove(it.caller, deleted.id));
    expectErr(await deleted.starting, 'workspace/not-running');
    expect(await positionOf(it.carrel, it.caller, last.id)).toBe(1);
    expectOk(await it.carrel.workspaces.stop(it.caller, running));

    expect(expectOk(await last.starting).state).toBe('ready');
    expect(it.runtime.durableState.size).toBe(1);
    expect(expectOk(await it.carrel.workspaces.get(it.caller, stopped.id)).state).toBe('stopped');
  });

  it('stays when its caller is gone, unless the caller wanted it only while waiting', async () => {
    await using it = await world({ workspaces: { max: 1 } });
    await runningSession(it.carrel, it.caller);
    const start = async (onlyWhileWaiting: boolean) => {
      const gone = new AbortController();
      const id = await newSession(it.carrel, it.caller);
      const starting = it.carrel.workspaces.start(it.caller, id, { signal: gone.signal, onlyWhileWaiting });
      await becomes(it.carrel, it.caller, { id, state: 'queued' });
      return { id, gone, starting };
    };
    const [staying, leaving, shared] = [await start(false), await start(true), await start(true)];
    const also = new AbortController();
    const other = it.carrel.workspaces.start(it.caller, shared.id, { signal: also.signal });

    for (const { gone, starting } of [staying, leaving, shared]) {
      gone.abort();
      expectErr(await starting, 'request/aborted');
    }
    also.abort();
    expectErr(await other, 'request/aborted');

    expect(expectOk(await it.carrel.workspaces.get(it.caller, staying.id)).queuePosition).toBe(1);
    expect(expectOk(await it.carrel.workspaces.get(it.caller, shared.id)).queuePosition).toBe(2);
    expect(expectOk(await it.carrel.workspaces.get(it.caller, leaving.id)).state).toBe('stopped');
    expect(expectOk(await it.carrel.sessions.get(it.caller, leaving.id)).desired).toBe('stopped');
  });

  it('goes on waiting while another caller does who wants it only while waiting', async () => {
    await using it = await world({ workspaces: { max: 1 } });
    await runningSession(it.carrel, it.caller);
    const id = await newSession(it.carrel, it.caller);
    const [one, two] = [new AbortController(), new AbortController()];
    const starts = [one, two].map(({ signal }) =>
      it.carrel.workspaces.start(it.caller, id, { signal, onlyWhileWaiting: true }),
    );
    await becomes(it.carrel, it.caller, { id, state: 'queued' });

    one.abort();
    expectErr(await starts[0]!, 'request/aborted');
    expect(expectOk(await it.carrel.workspaces.get(it.caller, id)).state).toBe('queued');
    two.abort();
    expectErr(await starts[1]!, 'request/aborted');

    expect(expectOk(await it.carrel.workspaces.get(it.caller, id)).state).toBe('stopped');
  });

  it('is given up at whatever moment its only caller is gone', async () => {
    await using it = await world({ workspaces: { max: 1 } });
    await runningSession(it.carrel, it.caller);
    const ids: SessionId[] = [];
    for (let ticks = 0; ticks < 120; ticks += 5) {
      const id = await newSession(it.carrel, it.caller);
      ids.push(id);
      const gone = new AbortController();
      const starting = it.carrel.workspaces.start(it.caller, id, { signal: gone.signal, onlyWhileWaiting: true });
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      gone.abort();
      expectErr(await starting, 'request/aborted');
    }

    await eventually(async () => {
      for (const id of ids) {
        expect(['none', 'stopped']).toContain(expectOk(await it.carrel.workspaces.get(it.caller, id)).state);
        expect(expectOk(await it.carrel.sessions.get(it.caller, id)).desired).toBe('stopped');
      }
    });
  });

  it('is given up when the replica is gone whose callers alone wanted it', async () => {
    await using it = await world({ workspaces: { max: 1 } });
    await runningSession(it.carrel, it.caller);
    const { id } = await queued(it.carrel, it.caller);
    const { id: other } = await queued(it.carrel, it.caller);
    // The same machine, and a process that cannot be.
    const waiter = processHolder(createIdSource(it.clock)).replace(/^([^/]*\/[^/]*)\/\d+/, '$1/4194305');
    expectOk(
      await it.store.transact((tx) =>
        tx
          .get(waitingStarts, [it.caller.tenantId, id])
          .andThen((found) => tx.put(waitingStarts, { ...found!.value, waiter })),
      ),
    );

    await it.clock.advance(10_000);

    await becomes(it.carrel, it.caller, { id, state: 'stopped' });
    expect(await positionOf(it.carrel, it.caller, other)).toBe(1);
  });

  it('gets the room of a start that failed', async () => {
    await using it = await world({ workspaces: { max: 1 } });
    const held = it.runtime.holdNext('create');
    it.runtime.failNext('start', runtimeExhausted('No room.'));
    const failing = it.carrel.workspaces.start(it.caller, await newSession(it.carrel, it.caller));
    await held.reached;
    const waiting = await queued(it.carrel, it.caller);

    held.release();

    expectErr(await failing, 'workspace/start-failed');
    expect(expectOk(await waiting.starting).state).toBe('ready');
  });

  it('is measured', async () => {
    const measured = new Map<string, number[]>();
    const note =
      (name: string) =>
      (...[value]: readonly [number, ...unknown[]]) => {
        measured.set(name, [...(measured.get(name) ?? []), value]);
      };
    const metrics: Metrics = {
      ...noopMetrics,
      gauge: (name) => ({ set: note(name) }),
      histogram: (name) => ({ observe: note(name) }),
    };
    await using it = await world({ workspaces: { max: 1 }, metrics });
    const running = await runningSession(it.carrel, it.caller);
    const waiting = await queued(it.carrel, it.caller);
    await it.clock.advance(30_000);
    expectOk(await it.carrel.workspaces.stop(it.caller, running));
    expectOk(await waiting.starting);

    expect(measured.get('carrel_queue_wait_seconds')).toEqual([30]);
    expect(measured.get('carrel_queue_length')).toContain(1);
  });
});
