import { spawnSync } from 'node:child_process';
import { eventually, expectOk } from '@carrel/conformance';
import type { WorkspaceRuntime } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { FaultCluster, hasStandIn } from './faults/fault-cluster.js';
import { outputOf } from './faults/ticking.js';
import { OWNER_LABEL, owner } from '../stand-in/kubelet/leftovers.js';

const BOXES = 100;
const AT_ONCE = 10;

/** All of a box's life: made, started, used over one link, stopped and removed. */
async function live(cluster: FaultCluster, runtime: WorkspaceRuntime): Promise<void> {
  const handle = await cluster.box(runtime);
  const connection = await expectOk(runtime.connect(handle));
  expect(await outputOf(connection, 'echo "$SESSION_ID"')).toBe(`${handle.sessionId}\n`);
  await connection.close();
  await expectOk(runtime.stop(handle));
  await expectOk(runtime.remove(handle));
}

/** How often each call was answered, those that were throttled left out. */
function answered(cluster: FaultCluster): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { code, resource, verb } of cluster.standIn.calls()) {
    // A server asks for one of two rights for an exec, by its version.
    const name = resource === 'pods/exec' ? resource : `${verb} ${resource}`;
    if (code !== 429) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe.runIf(hasStandIn)('the lives of a hundred boxes', () => {
  it('cost few calls each, which no watch could spare, though the API server throttles, and leave nothing', async () => {
    await using cluster = await FaultCluster.open();
    const runtime = cluster.runtime({ startTimeoutMs: 120_000, callTimeoutMs: 60_000, forceAfterMs: 60_000 });
    await expectOk(runtime.open());
    const release = cluster.standIn.faults.throttle({ perSecond: 12, burst: 4, retryAfterSeconds: 1 });

    let left = BOXES;
    const work = async () => {
      while (left > 0) {
        left -= 1;
        await live(cluster, runtime);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    release();

    const { 'pods/exec': execs = 0, 'get pods': looks = 0, ...calls } = answered(cluster);
    expect(cluster.standIn.faults.throttled()).toBeGreaterThan(0);
    expect(calls).toEqual({
      ...{ 'create secrets': BOXES, 'create pods': BOXES, 'patch secrets': 2 * BOXES },
      ...{ 'delete pods': BOXES, 'delete secrets': BOXES },
      // Of the whole runtime.
      ...{ 'list secrets': 1, 'list pods': 1, 'watch secrets': 1, 'watch pods': 1 },
    });
    // One for the link, one for the order to end unless throttling outlasts the time that it has, and those before the agent of the box answered.
    expect(execs).toBeGreaterThanOrEqual(BOXES);
    expect(execs).toBeLessThanOrEqual(4 * BOXES);
    // A start that waits for half a minute looks whether its watch is dumb.
    expect(looks).toBeLessThan(BOXES / 10);
    expect(await cluster.objects()).toEqual([]);
    const filter = `label=${OWNER_LABEL}=${owner()}`;
    expect(spawnSync('docker', ['ps', '-aq', '--filter', filter], { encoding: 'utf8' }).stdout).toBe('');
    await eventually(() => {
      expect(cluster.standIn.open()).toEqual({ watches: 2, streams: 0 });
    });
  }, 600_000);
});
