import { describe, expect, it } from 'vitest';
import { ActivityWorld, MINUTE } from './activity-fixture.js';
import { expectErr, expectOk } from './expect-result.js';
import { eventually, newCaller } from './platform-fixture.js';

/** How often records and boxes are compared. */
const SWEEP = 10_000;

describe('traffic to a port, as a proxy tells of it', () => {
  it('keeps the workspace while there is some, and an open connection without any up to a time', async () => {
    await using it = await ActivityWorld.open({ workspaces: { ...MINUTE, idleSocketMaxMs: 120_000 } });
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const connection = expectOk(await it.carrel.workspaces.holdForTraffic(it.caller, it.id));

    for (let minute = 0; minute < 5; minute += 1) {
      await it.pass(60_000);
      connection.touch();
      expect(await it.explain()).toMatchObject({
        cause: 'held',
        leases: [{ reason: 'proxy' }],
        next: { action: 'look' },
      });
    }
    await it.pass(110_000);
    expect((await it.explain()).cause).toBe('held');
    await it.pass(15_000);
    expect(await it.explain()).toMatchObject({ cause: 'used', leases: [], workspace: { idleAt: it.at(480_000) } });
    await it.pass(55_000 + SWEEP);

    await eventually(async () => {
      expect(await it.view()).toMatchObject({ state: 'stopped', reason: 'idle' });
    });
    connection.touch();
    connection.end();
    await it.pass(5_000);
    expect((await it.view()).state).toBe('stopped');
  });

  it('is over with its connection, and the idle time begins then', async () => {
    await using it = await ActivityWorld.open();
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    const connection = expectOk(await it.carrel.workspaces.holdForTraffic(it.caller, it.id));
    await it.pass(100_000);
    connection.end();
    connection.end();
    await it.pass(3_000);

    expect(await it.explain()).toMatchObject({ cause: 'used', leases: [], workspace: { idleAt: it.at(160_000) } });
  });

  it('is none where nothing listens, however often it is tried', async () => {
    await using it = await ActivityWorld.open();
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));

    for (let second = 0; second < 50; second += 1) {
      await it.pass(1_000);
      expectErr(await it.carrel.ports.open(it.caller, { sessionId: it.id, port: 9 }), 'port/refused');
    }

    expect(await it.explain()).toMatchObject({ cause: 'used', leases: [], workspace: { idleAt: it.at(60_000) } });
  });

  it('is that of a running workspace and of callers of its session, and starts nothing', async () => {
    await using it = await ActivityWorld.open();
    const stranger = await newCaller(it.carrel);

    expectErr(await it.carrel.workspaces.holdForTraffic(it.caller, it.id), 'workspace/not-running');
    expect((await it.view()).state).toBe('none');
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    expectErr(await it.carrel.workspaces.holdForTraffic(stranger, it.id), 'session/not-found');
  });
});
