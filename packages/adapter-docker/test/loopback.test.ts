import { expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceRuntime, WorkspaceSpec } from '@carrel/core/runtime';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { hasDocker } from './docker-backend.js';
import { installationOf, specOf } from './faults.js';
import { run } from './follower.js';
import { mayStartEngines, PrivateEngine } from './private-engine.js';

const installationId = installationOf('loopback');
const LOOK = ['sh', '-c', 'getent hosts localhost; ls /sys/class/net; cat /proc/net/fib_trie | grep -c 127.0.0.1'];
const ONLY_LOOPBACK = /^::1\s+localhost.*\nlo\n[1-9]\d*\n$/;

const here = await hasDocker();

describe.runIf(here && mayStartEngines())('boxes on an engine of their own', { timeout: 120_000 }, () => {
  let engine: PrivateEngine;

  beforeAll(async () => {
    engine = await PrivateEngine.create();
  }, 120_000);
  afterAll(async () => {
    await engine.dispose();
  }, 120_000);

  it('without a network have a loopback of their own, by name too, of which the engine made nothing', async () => {
    await using boxes = new Boxes(engine.docker);
    const handle = await boxes.started();

    expect(await boxes.output(handle)).toMatch(ONLY_LOOPBACK);
    expect(await isMadeByEngine(engine.docker, handle)).toBe(false);
  });

  it('without a network have it from the engine, where that refuses the mount of names', async () => {
    await using boxes = new Boxes(refusing(engine.socketPath));
    const handle = await boxes.started();

    expect(await boxes.output(handle)).toMatch(ONLY_LOOPBACK);
    expect(await isMadeByEngine(engine.docker, handle)).toBe(true);
  });

  it('without a network are made as before also after somebody removed the volume of the agent', async () => {
    await using boxes = new Boxes(engine.docker);
    await boxes.started();
    await boxes.removeAll();
    await removeAgents(engine.docker);

    const handle = await boxes.started();

    expect(await boxes.output(handle)).toMatch(ONLY_LOOPBACK);
    expect(await isMadeByEngine(engine.docker, handle)).toBe(false);
  });

  it.each(['none', 'internet'] as const)(
    'start with the network %s although somebody removed the volume of the agent',
    async (network) => {
      const docker = network === 'none' ? refusing(engine.socketPath) : engine.docker;
      await using boxes = new Boxes(docker);
      await boxes.started({ network });
      await boxes.removeAll();
      await removeAgents(engine.docker);

      const handles = await Promise.all(Array.from({ length: 4 }, () => boxes.started({ network })));

      for (const handle of handles) expect(await boxes.output(handle)).toMatch(/localhost[^]*\nlo\n/);
    },
  );
});

class Boxes implements AsyncDisposable {
  private readonly runtime: WorkspaceRuntime;

  constructor(docker: Docker) {
    this.runtime = dockerRuntime({ docker });
  }

  async started(fields: Partial<WorkspaceSpec> = {}): Promise<RuntimeHandle> {
    const handle = await expectOk(this.runtime.create(specOf(installationId, fields)));
    await expectOk(this.runtime.start(handle));
    return handle;
  }

  async output(handle: RuntimeHandle): Promise<string> {
    const connection = await expectOk(this.runtime.connect(handle));
    return (await run(connection, LOOK)).text;
  }

  async removeAll(): Promise<void> {
    const all = await expectOk(this.runtime.list({ installationId }));
    for (const { handle } of all) await expectOk(this.runtime.remove(handle));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.removeAll();
    await this.runtime.dispose();
  }
}

async function isMadeByEngine(docker: Docker, { boxId }: RuntimeHandle): Promise<boolean> {
  const { NetworkSettings } = await docker.getContainer(boxId).inspect();
  return NetworkSettings.SandboxKey !== '';
}

async function removeAgents(docker: Docker): Promise<void> {
  const { Volumes } = await docker.listVolumes();
  const agents = Volumes.filter(({ Name }) => Name.startsWith('carrel-agent-'));
  expect(agents).not.toEqual([]);
  for (const { Name } of agents) await docker.getVolume(Name).remove();
}

/** The engine as one that asks somebody else first, who lets no path of the machine be mounted. */
function refusing(socketPath: string): Docker {
  const engine = new Docker({ socketPath });
  const dial = engine.modem.dial.bind(engine.modem);
  engine.modem.dial = (options, callback) => {
    if (!JSON.stringify(options).includes('"Type":"bind"')) {
      dial(options, callback);
      return;
    }
    callback?.(Object.assign(new Error('authorization denied: no path may be mounted'), { statusCode: 403 }), null);
  };
  return engine;
}
