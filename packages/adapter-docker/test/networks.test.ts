import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { readFileSync } from 'node:fs';
import { allAtOnce, expectErr, expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceConnection, WorkspaceRuntime, WorkspaceSpec } from '@carrel/core/runtime';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultBlockedNetworks, dockerRuntime, type NetworkOptions } from '../src/index.js';
import { LISTEN, outputOf, tcp } from './box-shell.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';

const installationId = `networks-${randomUUID()}`;
const PORT = 7_000;
const REFUSED = 'Connection refused';

function specOf(intentToken: string, fields: Partial<WorkspaceSpec> = {}): WorkspaceSpec {
  return {
    installationId,
    tenantId: 'ten_a',
    sessionId: `ses_${intentToken}`,
    incarnation: 1,
    intentToken,
    image: IMAGE,
    env: {},
    limits: { memoryBytes: 128 * 1024 * 1024, cpus: 0.5, pids: 40 },
    network: 'internet',
    ...fields,
  };
}

const runtimes: WorkspaceRuntime[] = [];
const handles: RuntimeHandle[] = [];

function runtimeWith(network: NetworkOptions): WorkspaceRuntime {
  const resolvers = readFileSync('/etc/resolv.conf', 'utf8').matchAll(/^nameserver\s+([\d.]+)$/gm);
  const runtime = dockerRuntime({ network: { dns: [...resolvers].map(([, address = '']) => address), ...network } });
  runtimes.push(runtime);
  return runtime;
}

interface Box {
  readonly handle: RuntimeHandle;
  readonly connection: WorkspaceConnection;
  readonly address: string;
}

async function boxOn(runtime: WorkspaceRuntime, spec: WorkspaceSpec): Promise<Box> {
  const handle = await expectOk(runtime.create(spec));
  handles.push(handle);
  await expectOk(runtime.start(handle));
  return { handle, connection: await expectOk(runtime.connect(handle)), address: await addressOf(handle) };
}

async function addressOf({ boxId }: RuntimeHandle): Promise<string> {
  const { NetworkSettings: settings } = await docker.getContainer(boxId).inspect();
  return Object.values(settings.Networks)[0]?.IPAddress ?? '';
}

/** A box with a program that takes connections. */
async function listeningBox(runtime: WorkspaceRuntime, spec: WorkspaceSpec): Promise<Box> {
  const box = await boxOn(runtime, spec);
  const argv = ['perl', '-e', LISTEN, String(PORT)];
  const events = await expectOk(box.connection.processes.spawnAttached({ id: 'listener', argv }));
  for await (const event of events) if (event.type === 'output') break;
  expect(await tcp(box.connection, { address: '127.0.0.1', port: PORT })).toBe('connected');
  return box;
}

async function networksOf(installation: string): Promise<readonly string[]> {
  const networks = await docker.listNetworks({ filters: { label: [`carrel.installation=${installation}`] } });
  return networks.map(({ Name }) => Name);
}

async function gatewayOf(handle: RuntimeHandle): Promise<string> {
  const { HostConfig: host } = await docker.getContainer(handle.boxId).inspect();
  const network = await docker.getNetwork(host.NetworkMode ?? '').inspect();
  return network.IPAM?.Config?.[0]?.['Gateway'] ?? '';
}

const here = await hasDocker();

afterAll(async () => {
  if (!here) return;
  const runtime = dockerRuntime();
  for (const handle of handles) await expectOk(runtime.remove(handle));
  await expectOk(runtime.sweep({ installationId, olderThanMs: 0 }));
  for (const one of [...runtimes, runtime]) await one.dispose();
  expect(await networksOf(installationId)).toEqual([]);
});

describe.runIf(here)('a box with the network internet', { timeout: 120_000 }, () => {
  const runtime = runtimeWith({});
  let box: Box;
  let host: Server;
  let hostPort: number;
  let hostAddresses: readonly string[];

  beforeAll(async () => {
    box = await boxOn(runtime, specOf('guarded'));
    host = createServer((socket) => socket.end()).listen(0, '0.0.0.0');
    await new Promise((resolve) => host.once('listening', resolve));
    const bound = host.address();
    hostPort = typeof bound === 'object' && bound !== null ? bound.port : 0;
    hostAddresses = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address);
  }, 120_000);

  afterAll(() => host.close());

  it('reaches no service of the machine, by none of its addresses', async () => {
    const gateway = await gatewayOf(box.handle);
    expect(hostAddresses).toContain(gateway);

    for (const address of hostAddresses) {
      for (const device of ['', 'eth0']) {
        expect([address, device, await tcp(box.connection, { address, port: hostPort, device })]).toEqual([
          address,
          device,
          REFUSED,
        ]);
      }
    }
    const open = await boxOn(runtimeWith({ allow: [gateway] }), specOf('reaches-gateway'));
    expect(await tcp(open.connection, { address: gateway, port: hostPort })).toBe('connected');
  });

  it('reaches no other box, of its own tenant or of another', async () => {
    const neighbour = await listeningBox(runtime, specOf('neighbour'));
    const stranger = await listeningBox(runtime, specOf('stranger', { tenantId: 'ten_b' }));

    for (const { address } of [neighbour, stranger]) {
      for (const device of ['', 'eth0']) {
        expect(await tcp(box.connection, { address, port: PORT, device })).toBe(REFUSED);
      }
    }
    const network = await docker.getNetwork((await networksOf(installationId))[0] ?? '').inspect();
    expect(network.Options).toMatchObject({ 'com.docker.network.bridge.enable_icc': 'false' });
  });

  it('hears at once that it may not reach metadata, private networks and groups of receivers', async () => {
    for (const address of ['169.254.169.254', '100.100.100.200', '168.63.129.16', '10.0.0.1', '192.168.1.1']) {
      expect([address, await tcp(box.connection, { address, port: 80 })]).toEqual([address, REFUSED]);
    }
    const send = `use Socket;
      socket(my $s, PF_INET, SOCK_DGRAM, 0); setsockopt($s, SOL_SOCKET, SO_BROADCAST, 1);
      print defined(send($s, 'x', 0, sockaddr_in(53, inet_aton($_)))) ? 'sent ' : "$! " for @ARGV`;
    const sent = await outputOf(box.connection, ['perl', '-e', send, '224.0.0.251', '255.255.255.255', '10.0.0.1']);
    expect(sent).toBe('Operation not permitted '.repeat(3));
  });

  it('has no IPv6', async () => {
    expect(await outputOf(box.connection, ['sh', '-c', 'grep -v " lo$" /proc/net/if_inet6; true'])).toBe('');
  });

  it('finds names and reaches what is allowed, though a wider network is blocked', async () => {
    const registry = new URL(execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim());
    const port = Number(registry.port === '' ? ({ 'http:': 80 }[registry.protocol] ?? 443) : registry.port);
    const { address } = await lookup(registry.hostname, { family: 4 });
    const resolve = 'use Socket; print inet_ntoa(scalar gethostbyname($ARGV[0]))';
    const closed = await boxOn(runtimeWith({ block: [`${address}/24`] }), specOf('closed'));
    const open = await boxOn(runtimeWith({ block: [`${address}/24`], allow: [address] }), specOf('open'));

    for (const { connection } of [closed, open]) {
      const found = await outputOf(connection, ['perl', '-e', resolve, registry.hostname]);
      expect(found).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    }
    expect(await tcp(closed.connection, { address, port })).toBe(REFUSED);
    expect(await tcp(open.connection, { address, port })).toBe('connected');
  });

  it('has no right that would let it out, and the engine was told of none', async () => {
    const { HostConfig: told } = await docker.getContainer(box.handle.boxId).inspect();
    const rights = await outputOf(box.connection, ['grep', '-E', '^Cap(Prm|Eff|Bnd)', '/proc/self/status']);

    expect(told).toMatchObject({ Privileged: false, CapDrop: ['ALL'], CapAdd: null, PortBindings: {} });
    expect(rights.match(/0000000000000000/g)).toHaveLength(3);
    const netlink = `socket(my $s, 16, 3, 12) or die; print defined(syswrite($s, pack('LSSLL S', 20, 0xa02, 5, 1, 0, 1) . "\\0\\0")) ? 'sent' : $!;
      sysread($s, my $answer, 4096); print ' ', unpack('x16 l', $answer)`;
    expect(await outputOf(box.connection, ['perl', '-e', netlink])).toBe('sent -1');
  });

  it('is guarded again after each start, also one that somebody else made', async () => {
    const { handle } = box;
    const probe = async (connection: WorkspaceConnection) => {
      for (const address of [...hostAddresses, '169.254.169.254']) {
        expect(await tcp(connection, { address, port: hostPort })).toBe(REFUSED);
      }
    };
    await expectOk(runtime.stop(handle));
    await expectOk(runtime.start(handle));
    await probe(await expectOk(runtime.connect(handle)));

    await docker.getContainer(handle.boxId).restart({ t: 0 });
    await probe(await expectOk(runtime.connect(handle)));

    await docker.getContainer(handle.boxId).restart({ t: 0 });
    await probe(await expectOk(runtimeWith({}).connect(handle)));
  });

  it('has no link, and does not count as started, when its guard cannot be put up', async () => {
    class WithoutRights extends Docker {
      override createContainer(options: Docker.ContainerCreateOptions): Promise<Docker.Container> {
        const { HostConfig: told = {}, ...rest } = options;
        return super.createContainer({ ...rest, HostConfig: { ...told, CapAdd: [] } });
      }
    }
    const failing = dockerRuntime({ docker: new WithoutRights() });
    runtimes.push(failing);
    const handle = await expectOk(failing.create(specOf('unguarded')));
    handles.push(handle);

    const { message } = await expectErr(failing.start(handle), 'runtime/unavailable');
    expect(message).toContain('could not be limited');
    await expectErr(failing.connect(handle), 'runtime/unavailable');

    const connection = await expectOk(runtime.connect(handle));
    expect(await tcp(connection, { address: await gatewayOf(handle), port: hostPort })).toBe(REFUSED);
  });

  it('starts again when somebody removed its network meanwhile', async () => {
    const { handle, connection } = await boxOn(runtime, specOf('network-lost', { tenantId: 'ten_lost' }));
    const { HostConfig: told } = await docker.getContainer(handle.boxId).inspect();
    await connection.close();
    await expectOk(runtime.stop(handle));
    await docker.getNetwork(told.NetworkMode ?? '').remove();

    await expectOk(runtime.start(handle));

    const again = await expectOk(runtime.connect(handle));
    expect(await tcp(again, { address: await gatewayOf(handle), port: hostPort })).toBe(REFUSED);
    expect(await addressOf(handle)).not.toBe('');
  });
});

describe.runIf(here)('the networks of tenants', { timeout: 120_000 }, () => {
  it('are one for each tenant, however many boxes want it at the same time', async () => {
    const own = `one-${installationId}`;
    const several = [runtimeWith({}), runtimeWith({}), runtimeWith({})];
    let made = 0;
    const created = await allAtOnce(6, () => {
      made += 1;
      const runtime = several[made % several.length] ?? several[0];
      return runtime?.create(specOf(`many-${made}`, { installationId: own })) ?? Promise.reject(new Error('none'));
    });
    for (const one of created) handles.push(await expectOk(one));

    expect(await networksOf(own)).toHaveLength(1);

    const [runtime] = several;
    await expectOk(runtime?.sweep({ installationId: own, olderThanMs: 0 }) ?? Promise.reject(new Error('none')));
    expect(await networksOf(own)).toHaveLength(1);
    for (const one of created)
      await expectOk(runtime?.remove(await expectOk(one)) ?? Promise.reject(new Error('none')));
    await expectOk(runtime?.sweep({ installationId: own, olderThanMs: 0 }) ?? Promise.reject(new Error('none')));
    expect(await networksOf(own)).toEqual([]);
  });

  it('are not taken over from whoever made one otherwise', async () => {
    const spec = specOf('foreign', { tenantId: 'ten_foreign' });
    const runtime = runtimeWith({});
    const handle = await expectOk(runtime.create(spec));
    handles.push(handle);
    const { HostConfig: told } = await docker.getContainer(handle.boxId).inspect();
    const name = told.NetworkMode ?? '';
    await docker.getNetwork(name).remove();
    const foreign = await docker.createNetwork({ Name: name, Driver: 'bridge' });
    try {
      expect((await expectErr(runtime.start(handle), 'runtime/failed')).message).toContain(name);
    } finally {
      await foreign.remove();
    }
  });
});

describe.runIf(here)('a box with the network none', () => {
  it('has its loopback and nothing else, and is on no network of its tenant', async () => {
    const own = `none-${installationId}`;
    const { connection, handle } = await boxOn(
      runtimeWith({}),
      specOf('none', { network: 'none', installationId: own }),
    );

    expect(await outputOf(connection, ['ls', '/sys/class/net'])).toBe('lo\n');
    expect(await tcp(connection, { address: '192.0.2.1', port: 80 })).toBe('Network is unreachable');
    expect((await docker.getContainer(handle.boxId).inspect()).HostConfig.NetworkMode).toBe('none');
    expect(await networksOf(own)).toEqual([]);
  });
});

it('refuses networks that are none', () => {
  for (const network of [{ dns: ['one.one'] }, { allow: ['10.0.0.0/33'] }, { block: ['::/0'] }, { block: ['10/8'] }]) {
    expect(() => dockerRuntime({ network })).toThrow(/IPv4/);
  }
  expect(() => dockerRuntime({ network: { block: Array.from({ length: 129 }, () => '10.0.0.1') } })).toThrow('At most');
});

it('offers the network internet with the runtimes whose boxes it can guard, and no other', async () => {
  expect(dockerRuntime({ isolationClasses: ['runc', 'runsc'] }).capabilities.networks).toEqual(['none', 'internet']);
  const sandboxed = dockerRuntime({ isolationClasses: ['runsc'] });
  expect(sandboxed.capabilities.networks).toEqual(['none']);
  await expectErr(sandboxed.create(specOf('sandboxed')), 'runtime/unsupported');
  const both = dockerRuntime({ isolationClasses: ['runc', 'runsc'] });
  const creating = both.create(specOf('sandboxed', { isolationClass: 'runsc' }));
  expect((await expectErr(creating, 'runtime/unsupported')).capability).toContain('runsc');
});

it('says in its documentation which networks are blocked', () => {
  const document = readFileSync(new URL('../../../docs/docker.md', import.meta.url), 'utf8');
  for (const network of defaultBlockedNetworks) expect(document).toContain(network);
});
