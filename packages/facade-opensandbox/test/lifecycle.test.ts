import { SandboxApiException, Sandbox } from '@alibaba-group/opensandbox';
import { eventually } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { makeWorld, toClient } from './world.js';

describe('the lifecycle of a sandbox', () => {
  it('is made, looked at, and deleted', async () => {
    await using world = await makeWorld();
    const client = await world.client();
    const sandbox = await client.create({ metadata: { project: 'apollo' } });

    expect(await sandbox.getInfo()).toMatchObject({
      id: sandbox.id,
      image: { uri: 'ubuntu:24.04' },
      entrypoint: ['tail', '-f', '/dev/null'],
      metadata: { project: 'apollo' },
      status: { state: 'Running' },
    });
    expect(await sandbox.isHealthy()).toBe(true);
    const ran = await sandbox.commands.run('echo hello');
    expect(ran).toMatchObject({ exitCode: 0, logs: { stdout: [{ text: 'hello' }], stderr: [] } });

    await sandbox.kill();
    await expect(sandbox.getInfo()).rejects.toMatchObject({ statusCode: 404, error: { code: 'SANDBOX_NOT_FOUND' } });
    await sandbox.close();
  });

  it('keeps its files while it is paused, and runs again', async () => {
    await using world = await makeWorld();
    const client = await world.client();
    const sandbox = await client.create();
    await sandbox.files.writeFiles([{ path: 'kept.txt', data: 'kept' }]);

    await sandbox.pause();
    await eventually(async () => {
      expect((await sandbox.getInfo()).status.state).toBe('Paused');
    });
    expect(await sandbox.isHealthy()).toBe(false);
    await expect(sandbox.commands.run('true')).rejects.toMatchObject({ statusCode: 409 });
    await expect(sandbox.pause()).rejects.toMatchObject({ statusCode: 409, error: { code: 'INVALID_STATE' } });

    const again = await sandbox.resume({ healthCheckPollingInterval: 50 });
    expect(await again.files.readFile('kept.txt')).toBe('kept');
    await again.kill();
  });

  it('expires, and can be renewed', async () => {
    await using world = await makeWorld();
    const client = await world.client();
    const sandbox = await client.create({ timeoutSeconds: 900 });
    const { expiresAt } = await sandbox.getInfo();
    expect(expiresAt?.getTime()).toBeGreaterThan(Date.now() + 800_000);

    const renewed = await sandbox.renew(1_800);
    expect(renewed.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 1_700_000);
    await sandbox.renew(1);
    await eventually(async () => {
      expect((await sandbox.getInfo()).status.state).toBe('Terminated');
    });
    // The next one takes it away for good.
    await client.create();
    await expect(sandbox.getInfo()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('is listed by state and metadata, a page at a time', async () => {
    await using world = await makeWorld();
    const client = await world.client();
    const [red, blue, other] = await Promise.all([
      client.create({ metadata: { colour: 'red', team: 'a b' } }),
      client.create({ metadata: { colour: 'blue' } }),
      client.create(),
    ]);
    const manager = client.manager();
    const idsOf = async (filter: Parameters<typeof manager.listSandboxInfos>[0]) =>
      (await manager.listSandboxInfos(filter)).items.map(({ id }) => id).toSorted();

    expect(await idsOf({})).toEqual([red.id, blue.id, other.id].toSorted());
    expect(await idsOf({ metadata: { colour: 'red', team: 'a b' } })).toEqual([red.id]);
    expect(await idsOf({ states: ['Paused'] })).toEqual([]);
    await blue.pause();
    expect(await idsOf({ states: ['Paused', 'Pausing'] })).toEqual([blue.id]);
    const page = await manager.listSandboxInfos({ page: 2, pageSize: 2 });
    expect(page.items).toHaveLength(1);
    expect(page.pagination).toEqual({ page: 2, pageSize: 2, totalItems: 3, totalPages: 2, hasNextPage: false });

    expect((await red.patchMetadata({ colour: null, size: 'xl' })).metadata).toEqual({ team: 'a b', size: 'xl' });
  });

  it("is nobody else's, and absent and foreign ones look alike", async () => {
    await using world = await makeWorld();
    const [owner, stranger] = [await world.client(), await world.client()];
    const sandbox = await owner.create();
    const [absent] = [sandbox.id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))];

    for (const id of [sandbox.id, absent, 'nonsense']) {
      for (const [method, path] of [
        ['GET', `/v1/sandboxes/${id}`],
        ['DELETE', `/v1/sandboxes/${id}`],
        ['POST', `/v1/sandboxes/${id}/pause`],
        ['POST', `/v1/sandboxes/${id}/resume`],
        ['GET', `/v1/sandboxes/${id}/endpoints/44772`],
        ['GET', `/sandboxes/${id}/execd/ping`],
        ['GET', `/sandboxes/${id}/execd/files/info?path=a`],
        ['DELETE', `/sandboxes/${id}/execd/files?path=a`],
        ['GET', `/sandboxes/${id}/execd/directories/list?path=.`],
      ] as const) {
        const answer = await stranger.fetch(path, { method });
        expect([path, answer.status, await answer.json()]).toEqual([
          path,
          404,
          { code: 'SANDBOX_NOT_FOUND', message: 'There is no such sandbox.' },
        ]);
      }
    }
    expect((await stranger.manager().listSandboxInfos()).items).toEqual([]);
    expect(await sandbox.isHealthy()).toBe(true);
  });

  it('is no session that was made elsewhere', async () => {
    await using world = await makeWorld();
    const client = await world.client();
    const made = await fetch(world.url.replace(/\/opensandbox$/, '/api/v5/sessions'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${client.key}` },
      body: JSON.stringify({ kind: 'solo', languages: ['bash'] }),
    });
    const { id } = (await made.json()) as { readonly id: string };
    expect((await client.fetch(`/v1/sandboxes/${id}`)).status).toBe(404);
    expect((await client.manager().listSandboxInfos()).items).toEqual([]);
  });
});

describe('what is refused', () => {
  it('is a key that is none, or missing', async () => {
    await using world = await makeWorld();
    await expect(toClient(world.url, 'nonsense').create()).rejects.toMatchObject({
      statusCode: 401,
      error: { code: 'INVALID_API_KEY' },
    });
    const answer = await fetch(`${world.url}/v1/sandboxes`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'MISSING_API_KEY' });
  });

  it.each([
    ['a body without an image', { entrypoint: [] }, 400, 'INVALID_REQUEST_BODY'],
    ['an image that nothing is known of', { image: { uri: 'example/nothing:1' } }, 400, 'UNKNOWN_IMAGE'],
    ['a time that is none', { image: { uri: 'ubuntu' }, timeout: -1 }, 400, 'INVALID_REQUEST_BODY'],
    [
      'metadata with a name of ours',
      { image: { uri: 'ubuntu' }, metadata: { 'opensandbox/image': 'x' } },
      400,
      'INVALID_REQUEST_BODY',
    ],
    ['a snapshot', { snapshotId: 'snap' }, 501, 'NOT_SUPPORTED'],
    ['an entrypoint', { image: { uri: 'ubuntu' }, entrypoint: ['sh', 'serve'] }, 501, 'NOT_SUPPORTED'],
    ['volumes', { image: { uri: 'ubuntu' }, volumes: [{ name: 'v' }] }, 501, 'NOT_SUPPORTED'],
    ['a network policy', { image: { uri: 'ubuntu' }, networkPolicy: { defaultAction: 'deny' } }, 501, 'NOT_SUPPORTED'],
  ])('is %s', async (_, body, status, code) => {
    await using world = await makeWorld();
    const client = await world.client();
    const answer = await client.fetch('/v1/sandboxes', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([answer.status, await answer.json()]).toEqual([status, { code, message: expect.any(String) }]);
    expect((await client.manager().listSandboxInfos()).items).toEqual([]);
  });

  it('is what is not served, in its own form', async () => {
    await using world = await makeWorld();
    const sandbox = await (await world.client()).create();
    for (const call of [
      () => sandbox.getMetrics(),
      () => sandbox.getEgressPolicy(),
      () => sandbox.commands.createSession(),
      () => sandbox.getSignedEndpoint(8_080, 2_000_000_000),
      () => sandbox.sandboxes.createSnapshot(sandbox.id),
    ]) {
      const error = await call().then(String, (thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SandboxApiException);
      expect(error).toMatchObject({ statusCode: 501, error: { code: 'NOT_SUPPORTED' } });
    }
  });

  it('is too many calls of one user', async () => {
    await using world = await makeWorld({ http: { rateLimit: { pointsPerUser: 20 } } });
    const client = await world.client();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.fetch('/v1/sandboxes')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(await refused[0]?.json()).toMatchObject({ code: 'REQUEST_RATE_LIMITED' });
  });
});

describe('another client', () => {
  it('connects to a sandbox by its id', async () => {
    await using world = await makeWorld();
    const client = await world.client();
    const { id } = await client.create();
    const same = await Sandbox.connect({ sandboxId: id, connectionConfig: client.connection });
    expect((await same.commands.run('echo again')).logs.stdout).toMatchObject([{ text: 'again' }]);
  });
});
