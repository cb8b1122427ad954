import { randomUUID } from 'node:crypto';
import { eventually, expectOk } from '@carrel/conformance';
import { createCarrel, type Carrel } from '@carrel/core';
import type { Caller } from '@carrel/core/kernel';
import { builtInLanguages, resolveImage } from '@carrel/core/languages';
import { memoryStore } from '@carrel/core/memory';
import type { NetworkAccess, RuntimeHandle, WorkspaceConnection } from '@carrel/core/runtime';
import { poolBoxes } from '@carrel/core/workspaces';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { networkNameOf } from '../src/tenant-networks.js';
import { LISTEN, tcp } from './box-shell.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';

const here = await hasDocker();
const REFUSED = 'Connection refused';
const PORT = 7_000;
const BY_STOCK = { index: 'byStock', limit: 10 };

describe.runIf(here)('sessions from a pool of containers', { timeout: 120_000 }, () => {
  const bash = builtInLanguages.filter(({ id }) => id === 'bash');
  const images = { repository: `carrel/pool-${process.pid}` };
  const tag = resolveImage(bash, images)._unsafeUnwrap().tag;

  beforeAll(() => docker.getImage(IMAGE).tag({ repo: images.repository, tag: tag.slice(tag.lastIndexOf(':') + 1) }));
  afterAll(async () => {
    // None is left but by a test that failed.
    for (const { Id, Image } of await docker.listContainers({ all: true })) {
      if (Image === tag) await docker.getContainer(Id).remove({ force: true, v: true });
    }
    await docker.getImage(tag).remove();
  });

  it.each(['none', 'internet'] as const)(
    'run in what waited, with the network %s, and leave nothing',
    async (network) => {
      const kept = memoryStore();
      // What waits goes on without a control plane, as far as the records of it do.
      const store: typeof kept = Object.assign(Object.create(kept) as typeof kept, {
        dispose: () => Promise.resolve(),
      });
      const start = (size: number) =>
        createCarrel({
          ...{ store, runtime: dockerRuntime(), images },
          workspaces: { network, pool: [{ languages: ['bash'], size }], reconcileIntervalMs: 500, graceAgeMs: 500 },
        });
      const carrel = await start(1);
      const warm = async () => {
        const page = await expectOk(store.read((view) => view.scan(poolBoxes, { prefix: ['warm'], ...BY_STOCK })));
        expect(page.items).toHaveLength(1);
      };
      await eventually(warm);
      const [waiting] = await boxes(1);
      const callers = [await newCaller(carrel, 'ada'), await newCaller(carrel, 'grace')];
      for (const caller of callers) {
        await eventually(warm);
        const before = await boxes(1);
        const { id } = await expectOk(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'] }));
        const workspace = await expectOk(carrel.workspaces.open(caller, id));
        const script = 'echo "$USER_ID $TENANT_ID $SESSION_ID"';
        const { stdout } = await expectOk(workspace.commands.run(['bash', '-c', script]));
        expect(stdout).toBe(`${caller.userId} ${caller.tenantId} ${id}\n`);
        const mine = before[0] ?? '';
        expect(await networksOf(mine)).toEqual(await expectedNetworks(mine, caller, network));
        await boxes(2);
        await expectOk(carrel.sessions.remove(caller, id));
        expect(await boxes(1)).not.toContain(mine);
      }
      expect(await boxes(1)).not.toContain(waiting);
      await carrel.dispose();

      const without = await start(0);
      await boxes(0);
      await without.dispose();
      for (const tenantId of ['pool', ...callers.map((caller) => caller.tenantId)]) {
        const filters = { label: [`carrel.tenant=${tenantId}`] };
        for (const { Id, Containers } of await docker.listNetworks({ filters })) {
          if (Object.keys(Containers ?? {}).length === 0)
            await docker
              .getNetwork(Id)
              .remove()
              .catch(() => undefined);
        }
      }
    },
  );

  /** The names of the containers of the image, when there are so many, and all run. */
  async function boxes(count: number): Promise<readonly string[]> {
    let names: readonly string[] = [];
    await eventually(async () => {
      const found = await docker.listContainers({ all: true });
      const ours = found.filter(({ Image, Labels }) => Image === tag && 'carrel.intent' in Labels);
      expect(ours.map(({ State }) => State)).toEqual(Array.from({ length: count }, () => 'running'));
      names = ours.map(({ Names }) => (Names[0] ?? '').slice(1));
    });
    return names;
  }
});

async function networksOf(boxId: string): Promise<readonly string[]> {
  const { NetworkSettings } = await docker.getContainer(boxId).inspect();
  return Object.keys(NetworkSettings.Networks);
}

async function expectedNetworks(
  boxId: string,
  { tenantId }: Caller,
  network: NetworkAccess,
): Promise<readonly string[]> {
  if (network === 'none') return [];
  const { Config } = await docker.getContainer(boxId).inspect();
  return [networkNameOf({ installationId: Config.Labels['carrel.installation'] ?? '', tenantId })];
}

async function newCaller(carrel: Carrel, name: string): Promise<Caller> {
  const user = { email: `${name}@example.com`, password: 'analytical engine' };
  const { tokens } = await expectOk(carrel.identity.register(user, { requestId: 'pool' }));
  return expectOk(carrel.identity.authenticate(tokens.accessToken, 'pool'));
}

describe.runIf(here)('containers with the network internet that are claimed', { timeout: 120_000 }, () => {
  const installationId = `pool-${randomUUID()}`;
  const runtime = dockerRuntime();
  const handles: RuntimeHandle[] = [];

  afterAll(async () => {
    for (const handle of handles) await expectOk(runtime.remove(handle));
    await expectOk(runtime.sweep({ installationId, olderThanMs: 0 }));
    await runtime.dispose();
    expect(await docker.listNetworks({ filters: { label: [`carrel.installation=${installationId}`] } })).toEqual([]);
  });

  async function claimed(name: string, tenantId: string): Promise<[RuntimeHandle, WorkspaceConnection]> {
    const identity = { installationId, tenantId: 'pool', sessionId: 'pool', incarnation: 1, intentToken: name };
    const limits = { memoryBytes: 128 * 1024 * 1024, cpus: 0.5, pids: 40 };
    const handle = await expectOk(runtime.create({ ...identity, limits, image: IMAGE, env: {}, network: 'internet' }));
    handles.push(handle);
    await expectOk(runtime.start(handle));
    const connection = await expectOk(runtime.connect(handle));
    await expectOk(runtime.claim(handle, tenantId));
    return [handle, connection];
  }

  it('are on the network of their tenant alone, and reach neither its other boxes nor the machine', async () => {
    const [one, link] = await claimed('one', 'ten_a');
    const [neighbour, neighbourLink] = await claimed('neighbour', 'ten_a');
    const [stranger, strangerLink] = await claimed('stranger', 'ten_b');
    for (const [handle, tenantId] of [
      [one, 'ten_a'],
      [neighbour, 'ten_a'],
      [stranger, 'ten_b'],
    ] as const) {
      expect(await networksOf(handle.boxId)).toEqual([networkNameOf({ installationId, tenantId })]);
    }
    for (const [handle, other] of [
      [neighbour, neighbourLink],
      [stranger, strangerLink],
    ] as const) {
      const argv = ['perl', '-e', LISTEN, String(PORT)];
      for await (const event of await expectOk(other.processes.spawnAttached({ id: 'listener', argv }))) {
        if (event.type === 'output') break;
      }
      const { NetworkSettings } = await docker.getContainer(handle.boxId).inspect();
      const [network] = Object.values(NetworkSettings.Networks);
      expect(await tcp(link, { address: network?.IPAddress ?? '', port: PORT })).toBe(REFUSED);
      expect(await tcp(link, { address: network?.Gateway ?? '', port: PORT })).toBe(REFUSED);
    }
  });

  it('keep their network in a sweep, and are guarded by whoever connects to them next', async () => {
    const [handle] = await claimed('kept', 'ten_c');
    await expectOk(runtime.sweep({ installationId, olderThanMs: 0 }));

    const other = dockerRuntime();
    const link = await expectOk(other.connect(handle));

    const { NetworkSettings } = await docker.getContainer(handle.boxId).inspect();
    expect(Object.keys(NetworkSettings.Networks)).toEqual([networkNameOf({ installationId, tenantId: 'ten_c' })]);
    const [network] = Object.values(NetworkSettings.Networks);
    expect(await tcp(link, { address: network?.Gateway ?? '', port: PORT })).toBe(REFUSED);
    await other.dispose();
  });

  it('are refused to another tenant, also by a runtime object that did not claim them', async () => {
    const [handle] = await claimed('once', 'ten_d');
    const other = dockerRuntime();
    const refused = await other.claim(handle, 'ten_e');
    expect(refused.isErr() && refused.error.type).toBe('runtime/permission-denied');
    expect(await networksOf(handle.boxId)).toEqual([networkNameOf({ installationId, tenantId: 'ten_d' })]);
    await other.dispose();
    await docker.getNetwork(networkNameOf({ installationId, tenantId: 'ten_e' })).remove();
  });
});
