import { randomUUID } from 'node:crypto';
import { eventually, expectOk } from '@carrel/conformance';
import { createIdSource, systemClock } from '@carrel/core/kernel';
import { processHolder } from '@carrel/core/leases';
import type { RuntimeHandle, WorkspaceSpec } from '@carrel/core/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';

const run = randomUUID();
const mine = `sweep-${run}`;
const theirs = `sweep-other-${run}`;

describe.runIf(await hasDocker())('sweep', { timeout: 120_000 }, () => {
  const runtime = dockerRuntime();
  const handles: RuntimeHandle[] = [];
  let made = 0;

  afterAll(async () => {
    for (const handle of handles) await expectOk(runtime.remove(handle));
    for (const installationId of [mine, theirs]) {
      await expectOk(runtime.sweep({ installationId, olderThanMs: 0 }));
      expect(await volumesOf(installationId)).toEqual([]);
    }
    await runtime.dispose();
  });

  async function boxOf(installationId: string, fields: Partial<WorkspaceSpec> = {}): Promise<RuntimeHandle> {
    const handle = await expectOk(
      runtime.create({
        installationId,
        tenantId: 'ten_a',
        sessionId: 'ses_a',
        incarnation: 1,
        intentToken: `intent-${(made += 1)}`,
        image: IMAGE,
        env: {},
        limits: { memoryBytes: 64 * 1024 * 1024, cpus: 0.5, pids: 20 },
        ...fields,
      }),
    );
    handles.push(handle);
    return handle;
  }

  async function volumesOf(installationId: string): Promise<readonly string[]> {
    const { Volumes } = await docker.listVolumes({ filters: { label: [`carrel.installation=${installationId}`] } });
    return Volumes.map(({ Name }) => Name).sort();
  }

  async function networksOf(installationId: string): Promise<readonly string[]> {
    const found = await docker.listNetworks({ filters: { label: [`carrel.installation=${installationId}`] } });
    return found.map(({ Name }) => Name).sort();
  }

  /** As an operator does, or an engine that lost its memory: the volumes of the box stay. */
  async function takeAwayByHand({ boxId }: RuntimeHandle): Promise<void> {
    await docker.getContainer(boxId).remove({ force: true, v: false });
  }

  it('removes the volumes and the network of boxes that somebody took away, and no others', async () => {
    const [lost, kept, other] = [
      await boxOf(mine, { network: 'internet', tenantId: 'ten_lost' }),
      await boxOf(mine, { network: 'internet' }),
      await boxOf(theirs, { network: 'internet' }),
    ];
    await takeAwayByHand(lost);
    await takeAwayByHand(other);
    const [before, theirVolumes] = [await volumesOf(mine), await volumesOf(theirs)];
    expect([before.length, theirVolumes.length]).toEqual([4, 2]);
    expect([(await networksOf(mine)).length, (await networksOf(theirs)).length]).toEqual([2, 1]);

    await expectOk(runtime.sweep({ installationId: mine, olderThanMs: 0 }));

    const { Mounts: mounts } = await docker.getContainer(kept.boxId).inspect();
    const names = mounts.map(({ Name }) => Name);
    const left = await volumesOf(mine);
    expect(left).toHaveLength(2);
    expect(left.every((name) => names.includes(name))).toBe(true);
    expect(await volumesOf(theirs)).toEqual(theirVolumes);
    expect([(await networksOf(mine)).length, (await networksOf(theirs)).length]).toEqual([1, 1]);
    await expectOk(runtime.start(kept));
  });

  it('leaves what is younger than it was told, and what a box is on that does not run', async () => {
    const [young, stopped] = [await boxOf(mine), await boxOf(mine, { network: 'internet', tenantId: 'ten_stopped' })];
    await takeAwayByHand(young);
    await expectOk(runtime.start(stopped));
    await expectOk(runtime.stop(stopped));
    const [volumes, networks] = [await volumesOf(mine), await networksOf(mine)];

    await expectOk(runtime.sweep({ installationId: mine }));
    expect([await volumesOf(mine), await networksOf(mine)]).toEqual([volumes, networks]);

    await expectOk(runtime.sweep({ installationId: mine, olderThanMs: 0 }));
    expect(await volumesOf(mine)).toHaveLength(volumes.length - 2);
    expect(await networksOf(mine)).toEqual(networks);
    await expectOk(runtime.start(stopped));
  });

  it('removes helpers that were forgotten, once no call can still need them', async () => {
    const labels = (installation?: string) => ({
      'carrel.role': 'fill-agent-volume',
      ...(installation === undefined ? {} : { 'carrel.installation': installation }),
    });
    const helper = (installation?: string) =>
      docker.createContainer({ Image: IMAGE, Cmd: ['true'], Labels: labels(installation) });
    const [own, other, anybodys] = [await helper(mine), await helper(theirs), await helper()];
    const hasty = dockerRuntime({ callTimeoutMs: 1_000 });
    try {
      await expectOk(runtime.sweep({ installationId: mine, olderThanMs: 0 }));
      await own.inspect();
      await eventually(async () => {
        await expectOk(hasty.sweep({ installationId: mine, olderThanMs: 0 }));
        expect(await isThere(own)).toBe(false);
      });

      expect([await isThere(other), await isThere(anybodys)]).toEqual([true, true]);
    } finally {
      await hasty.dispose();
      for (const container of [own, other, anybodys]) await container.remove({ force: true }).catch(() => undefined);
    }
  });

  it('removes the helper of a snapshot once its call may take no longer, and the box goes on', async () => {
    const handle = await boxOf(mine);
    await expectOk(runtime.start(handle));
    const box = docker.getContainer(handle.boxId);
    await box.pause();
    // Of a process of which nothing can be told, such as one in another container.
    const helperFor = (timeout: object) =>
      docker.createContainer({
        Image: IMAGE,
        Cmd: ['true'],
        Labels: {
          ...{ 'carrel.role': 'take-snapshot', 'carrel.installation': mine, 'carrel.process': 'elsewhere/1/7/9/x' },
          ...{ 'carrel.snapshot.paused': handle.boxId, ...timeout },
        },
      });
    const [due, patient] = [await helperFor({ 'carrel.snapshot.timeout': '1000' }), await helperFor({})];
    try {
      await eventually(async () => {
        await expectOk(runtime.sweep({ installationId: mine, olderThanMs: 0 }));
        expect(await isThere(due)).toBe(false);
      });
      expect((await box.inspect()).State.Paused).toBe(false);
      expect(await isThere(patient)).toBe(true);
    } finally {
      for (const container of [due, patient]) await container.remove({ force: true }).catch(() => undefined);
    }
  });

  it('removes at once the helpers of a process that is gone, and none of one that goes on', async () => {
    const here = processHolder(createIdSource(systemClock));
    // Another start of the same pid: another process.
    const gone = here.replace(/\d+(?=\/[^/]+$)/, '1');
    const labels = { 'carrel.role': 'guard', 'carrel.installation': mine };
    const helperOf = (process: string) =>
      docker.createContainer({ Image: IMAGE, Cmd: ['true'], Labels: { ...labels, 'carrel.process': process } });
    const [forgotten, wanted] = [await helperOf(gone), await helperOf(here)];
    try {
      await expectOk(runtime.sweep({ installationId: mine, olderThanMs: 60_000 }));
      expect([await isThere(forgotten), await isThere(wanted)]).toEqual([false, true]);
    } finally {
      for (const container of [forgotten, wanted]) await container.remove({ force: true }).catch(() => undefined);
    }
  });
});

async function isThere(container: { inspect(): Promise<unknown> }): Promise<boolean> {
  return container.inspect().then(
    () => true,
    () => false,
  );
}
