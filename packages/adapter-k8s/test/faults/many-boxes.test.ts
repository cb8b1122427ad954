import { execFileSync } from 'node:child_process';
import { eventually, expectOk } from '@carrel/conformance';
import type { WorkspaceRuntime } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { owner, OWNER_LABEL } from '../stand-in/kubelet/leftovers.js';
import { FaultCluster, hasStandIn } from './fault-cluster.js';
import { outputOf } from './ticking.js';

const LIVES = 100;
const AT_ONCE = 10;

/** What one life asks of the API at most. Of the two links one proves that the box has started. Nothing is asked again and again. */
const CALLS_OF_A_LIFE: Readonly<Record<string, number>> = {
  'create secrets': 1,
  'create pods': 1,
  'patch secrets': 2,
  'get pods/exec': 2,
  'delete pods': 1,
  'delete secrets': 1,
};

async function live(cluster: FaultCluster, runtime: WorkspaceRuntime): Promise<void> {
  const handle = await cluster.box(runtime);
  const connection = await expectOk(runtime.connect(handle));
  expect(await outputOf(connection, 'echo up')).toBe('up\n');
  await connection.close();
  await expectOk(runtime.stop(handle));
  await expectOk(runtime.remove(handle));
}

/** How often each call was made and was not refused for being one too many. */
function counted({ standIn }: FaultCluster): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { verb, resource, code } of standIn.calls()) {
    const name = `${verb} ${resource}`;
    if (code !== 429) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe.runIf(hasStandIn)('a hundred boxes on Kubernetes', () => {
  it('live their lives while the API throttles, each with the same few calls, and leave nothing', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ callTimeoutMs: 60_000, startTimeoutMs: 120_000, forceAfterMs: 60_000 });
    await expectOk(runtime.open());
    const { faults } = cluster.standIn;
    const watches = cluster.standIn.open().watches;
    cluster.standIn.clearCalls();
    const release = faults.throttle({ perSecond: 12, burst: 4 });
    let left = LIVES;
    const oneAfterAnother = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await live(cluster, runtime);
      }
    };

    await Promise.all(Array.from({ length: AT_ONCE }, oneAfterAnother));

    expect(faults.throttled()).toBeGreaterThan(0);
    release();
    const counts = counted(cluster);
    expect(Object.keys(counts).sort()).toEqual(Object.keys(CALLS_OF_A_LIFE).sort());
    for (const [name, times] of Object.entries(CALLS_OF_A_LIFE))
      expect(counts[name], name).toBeLessThanOrEqual(times * LIVES);
    expect(await cluster.objects()).toEqual([]);
    await eventually(() => {
      expect(cluster.standIn.open()).toEqual({ watches, streams: 0 });
    });
    const label = `label=${OWNER_LABEL}=${owner()}`;
    expect(execFileSync('docker', ['ps', '--all', '--quiet', '--filter', label], { encoding: 'utf8' })).toBe('');
  }, 900_000);
});
