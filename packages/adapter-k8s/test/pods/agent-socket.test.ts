import { expectOk } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { FaultCluster, hasStandIn } from './faults/fault-cluster.js';
import { outputOf } from './faults/ticking.js';

describe.runIf(hasStandIn)('the socket of the agent', () => {
  it('cannot be taken away by a program of the box, whatever that removes', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime();
    const handle = await cluster.box(runtime);
    const first = await expectOk(runtime.connect(handle));
    const script =
      'for place in /.carrel/run /tmp /workspace; do rm -rf "$place"/* "$place"/.[!.]*; done; ls -A /.carrel/run';
    expect(await outputOf(first, script)).toBe('');
    await first.close();

    const second = await expectOk(runtime.connect(handle));
    expect(await outputOf(second, 'echo here')).toBe('here\n');
    expect(second.life).toBe(first.life);
    await second.close();

    await expectOk(runtime.stop(handle));
    await cluster.clear(runtime, handle);
  });
});
