import { describe, expect, it } from 'vitest';
import { CodeWorld, faultyFiles } from '../../test/code-fixture.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually } from '../../test/platform-fixture.js';

const CHANGES = [
  { path: 'a.txt', content: 'A' },
  { path: 'b.txt', content: 'B' },
];

describe('what looks after plans', () => {
  it('settles at its start what a dead process left', async () => {
    await using world = await CodeWorld.open();
    await world.write('a.txt', 'a');
    const before = await world.tree();
    const dead = world.process({ files: faultyFiles(world.carrel.files, { dieAt: 1 }) });
    const { id: planId } = await world.plan(dead, CHANGES);
    expectErr(
      await dead.service.plans.apply(world.owner, { sessionId: world.sessionId, planId }),
      'code/partly-applied',
    );
    expect(await world.tree()).not.toEqual(before);
    const { upkeep } = world.process();
    upkeep.start();
    await eventually(async () => expect(await world.tree()).toEqual(before));
    await upkeep.stop();
  });

  it('has the engine forget sessions that are deleted', async () => {
    await using world = await CodeWorld.open();
    await world.write('a.txt', 'a');
    const { owner, sessionId } = world;
    const { service, upkeep } = world.process();
    const query = { type: 'symbols', path: 'a.txt' } as const;
    expectOk(await service.query(owner, { sessionId, ...query }));
    upkeep.start();
    await world.clock.advance(60_000);
    expect(world.engine.forgotten).toEqual([]);
    expectOk(await world.carrel.sessions.remove(owner, sessionId));
    await eventually(async () => {
      await world.clock.advance(60_000);
      expect(world.engine.forgotten).toEqual([`${owner.tenantId}/${sessionId}`]);
    });
    await upkeep.stop();
  });

  it('ends the engine with the Carrel', async () => {
    const world = await CodeWorld.open();
    const { engine, owner, sessionId } = world;
    const other = await CodeWorld.open({ code: { engine } });
    await other.carrel.dispose();
    const query = { type: 'symbols', path: 'a.txt' } as const;
    expectErr(await world.process().service.query(owner, { sessionId, ...query }), 'code/server-failed');
    await world.carrel.dispose();
  });
});
