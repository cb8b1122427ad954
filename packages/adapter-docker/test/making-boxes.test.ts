import { randomUUID } from 'node:crypto';
import { expectErr, expectOk } from '@carrel/conformance';
import type { RuntimeHandle, WorkspaceSpec } from '@carrel/core/runtime';
import Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';

const installationId = `making-${randomUUID()}`;
const repo = `carrel/making-${process.pid}`;
const TAG = `${repo}:now`;
const SPEC = {
  ...{ installationId, tenantId: 'ten_a', sessionId: 'ses_a', incarnation: 1, image: TAG, env: {} },
  limits: { memoryBytes: 128 * 1024 * 1024, cpus: 0.5, pids: 40 },
};

const here = await hasDocker();

describe.runIf(here)('making one box after another of one image', { timeout: 120_000 }, () => {
  const calls: string[] = [];
  const runtime = dockerRuntime({ docker: recording(calls) });
  const handles: RuntimeHandle[] = [];
  let made = 0;

  beforeAll(async () => {
    await name(IMAGE);
    await expectOk(runtime.open());
  });
  afterEach(async () => {
    for (const handle of handles.splice(0)) await expectOk(runtime.remove(handle));
  });
  afterAll(async () => {
    await runtime.dispose();
    await docker.getImage(TAG).remove();
  });

  const spec = (): WorkspaceSpec => ({ ...SPEC, intentToken: `box-${String((made += 1))}` });

  async function make(wanted: WorkspaceSpec): Promise<RuntimeHandle> {
    const handle = await expectOk(runtime.create(wanted));
    handles.push(handle);
    return handle;
  }

  it('takes three calls of the engine, once its image is known', async () => {
    await expectOk(runtime.start(await make(spec())));
    calls.length = 0;

    const handle = await make(spec());
    await expectOk(runtime.start(handle));
    const connection = await expectOk(runtime.connect(handle));

    const expected = [/^POST \/containers\/create/, /^GET \/containers\/\S+\/json/, /^POST \/containers\/\S+\/start/];
    expect(calls).toEqual(expected.map((call) => expect.stringMatching(call) as string));
    await connection.close();
  });

  it('starts it also when somebody else did meanwhile', async () => {
    const handle = await make(spec());
    await docker.getContainer(handle.boxId).start();

    await expectOk(runtime.start(handle));

    expect(await expectOk(runtime.inspect(handle))).toMatchObject({ state: 'running' });
  });

  it('says so when somebody else removed it meanwhile', async () => {
    const handle = await make(spec());
    await docker.getContainer(handle.boxId).remove({ v: true });

    await expectErr(runtime.start(handle), 'runtime/not-found');
  });

  it('refuses an image that took the name of the known one and breaks the contract, and leaves nothing', async () => {
    await make(spec());
    await name('debian:bookworm-slim');
    const before = await boxes();

    const error = await expectErr(runtime.create(spec()), 'runtime/unavailable');

    expect(error.message).toContain('/workspace');
    expect(await boxes()).toEqual(before);
    await name(IMAGE);
    await make(spec());
  });

  it('says so when the known image is gone', async () => {
    await make(spec());
    await docker.getImage(TAG).remove();

    const error = await expectErr(runtime.create(spec()), 'runtime/unavailable');

    expect(error.message).toBe(`The image ${TAG} is not there.`);
    await name(IMAGE);
    await make(spec());
  });
});

async function name(image: string): Promise<void> {
  await docker.getImage(image).tag({ repo, tag: TAG.slice(repo.length + 1) });
}

async function boxes(): Promise<readonly string[]> {
  const filters = { label: [`carrel.installation=${installationId}`] };
  return (await docker.listContainers({ all: true, filters })).map(({ Id }) => Id).sort();
}

/** The engine, with what it is asked written down. */
function recording(calls: string[]): Docker {
  const engine = new Docker();
  const dial = engine.modem.dial.bind(engine.modem);
  engine.modem.dial = (options, callback) => {
    const { method, path } = options as { readonly method: string; readonly path: string };
    calls.push(`${method} ${path}`);
    dial(options, callback);
  };
  return engine;
}
