import { once } from 'node:events';
import { request } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { afterEach, describe, expect, it } from 'vitest';
import { asker } from './stand-in-ask.js';
import { startStandIn, type StandIn, type StandInOptions } from './stand-in/index.js';

let standIn: StandIn;

afterEach(async () => {
  await standIn.stop();
});

const start = async (options: StandInOptions = {}): Promise<void> => {
  standIn = await startStandIn({ kubelet: false, ...options });
};

const ask = asker(() => standIn);

const SECRETS = '/api/v1/namespaces/default/secrets';
const PODS = '/api/v1/namespaces/default/pods';

const secret = (name: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name } });

const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'nothing:1', ...more }] },
});

interface Watching {
  /** What was told so far, in lines. */
  readonly lines: () => readonly { type: string; object: { code?: number; metadata?: { name?: string } } }[];
  readonly isOpen: () => boolean;
  readonly end: () => void;
}

/** A watch that a test looks at while it is open. */
async function watch(path: string): Promise<Watching> {
  const config = new KubeConfig();
  config.loadFromString(standIn.kubeconfig);
  const ca = Buffer.from(config.getCurrentCluster()?.caData ?? '', 'base64');
  const headers = { authorization: `Bearer ${config.getCurrentUser()?.token ?? ''}` };
  const asking = request(`${standIn.url}${path}`, { ca, headers, agent: false }).end();
  const [response] = (await once(asking, 'response')) as [NodeJS.ReadableStream];
  let text = '';
  let isOpen = true;
  response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  response.on('error', () => undefined);
  response.on('close', () => (isOpen = false));
  asking.on('error', () => undefined);
  return {
    lines: () =>
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as ReturnType<Watching['lines']>[number]),
    isOpen: () => isOpen,
    end: () => asking.destroy(),
  };
}

describe('faults of requests', () => {
  it('throttles with the time to wait', async () => {
    await start();
    const stop = standIn.faults.throttle({ perSecond: 1, burst: 2, retryAfterSeconds: 3 });
    const replies = [await ask('GET', SECRETS), await ask('GET', SECRETS), await ask('GET', SECRETS)];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(replies[2]?.headers['retry-after']).toBe('3');
    expect(standIn.faults.throttled()).toBe(1);
    stop();
    expect((await ask('GET', SECRETS)).status).toBe(200);
  });

  it('fails the next of a kind, before or after it is done', async () => {
    await start();
    standIn.faults.failNext({ verb: 'create', resource: 'secrets' }, { status: 503, retryAfterSeconds: 1 });
    expect((await ask('GET', SECRETS)).status).toBe(200);
    expect(await ask('POST', SECRETS, { body: secret('a') })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
    });
    expect((await ask('GET', `${SECRETS}/a`)).status).toBe(404);
    standIn.faults.failNext({ verb: 'create', resource: 'secrets' }, { status: 'cut', afterwards: true });
    await expect(ask('POST', SECRETS, { body: secret('a') })).rejects.toThrow();
    expect((await ask('GET', `${SECRETS}/a`)).status).toBe(200);
  });

  it('is slow, and comes back from a restart with what it knew', async () => {
    await start();
    await ask('POST', SECRETS, { body: secret('a') });
    const stop = standIn.faults.slow({ resource: 'secrets' }, 300);
    const from = performance.now();
    await ask('GET', SECRETS);
    expect(performance.now() - from).toBeGreaterThan(290);
    stop();
    const watching = ask('GET', `${SECRETS}?watch=true`);
    await expect.poll(() => standIn.open().watches).toBe(1);
    const [broken] = await Promise.allSettled([watching, standIn.faults.restart(50)]);
    expect(broken.status).toBe('rejected');
    expect(standIn.open().watches).toBe(0);
    expect((await ask('GET', `${SECRETS}/a`)).status).toBe(200);
  });

  it('counts what was asked', async () => {
    await start();
    standIn.clearCalls();
    await ask('GET', SECRETS);
    await ask('GET', `${SECRETS}/none`);
    expect(standIn.calls()).toMatchObject([
      { verb: 'list', resource: 'secrets', user: 'admin', code: 200 },
      { verb: 'get', resource: 'secrets', name: 'none', code: 404 },
    ]);
  });
});

describe('faults of watches', () => {
  const revision = async (): Promise<string> => (await ask('GET', SECRETS)).body.metadata.resourceVersion;

  it('breaks them, and lets them resume', async () => {
    await start();
    const from = await revision();
    const watching = await watch(`${SECRETS}?watch=true&resourceVersion=${from}`);
    standIn.faults.dropWatches();
    await expect.poll(watching.isOpen).toBe(false);
    await ask('POST', SECRETS, { body: secret('a') });
    const again = await watch(`${SECRETS}?watch=true&resourceVersion=${from}`);
    await expect.poll(() => again.lines().map(({ type }) => type)).toEqual(['ADDED']);
    again.end();
  });

  it('forgets what they would resume from', async () => {
    await start();
    const from = await revision();
    const watching = await watch(`${SECRETS}?watch=true&resourceVersion=${from}`);
    standIn.faults.expireWatches();
    await expect.poll(watching.isOpen).toBe(false);
    const late = await ask('GET', `${SECRETS}?watch=true&resourceVersion=${from}`);
    expect(late).toMatchObject({ status: 200, body: { type: 'ERROR', object: { code: 410, reason: 'Expired' } } });
    const anew = await watch(`${SECRETS}?watch=true&resourceVersion=${await revision()}`);
    await ask('POST', SECRETS, { body: secret('a') });
    await expect.poll(() => anew.lines().map(({ type }) => type)).toEqual(['ADDED']);
    anew.end();
  });

  it('silences those that are open, past their own end', async () => {
    await start({ bookmarkMs: 50 });
    const path = `${SECRETS}?watch=true&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion=${await revision()}`;
    const [silent, from] = [await watch(path), performance.now()];
    await expect.poll(() => silent.lines().length).toBeGreaterThan(0);
    standIn.faults.silenceWatches();
    await ask('POST', SECRETS, { body: secret('a') });
    const lines = silent.lines().length;
    const other = await watch(path);
    await expect.poll(other.isOpen, { timeout: 5000 }).toBe(false);
    expect(performance.now() - from).toBeGreaterThan(1000);
    expect(other.lines()[0]).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a' } } });
    expect(silent.lines()).toHaveLength(lines);
    expect(silent.isOpen()).toBe(true);
    silent.end();
  });
});

describe('faults of writes', () => {
  it('lets somebody else write first, so that a stale writer is told', async () => {
    await start();
    const { body } = await ask('POST', SECRETS, { body: secret('a') });
    const stop = standIn.faults.interfere({ verb: 'update', resource: 'secrets' }, 2);
    const change = { ...body, data: { key: 'eA==' } };
    expect(await ask('PUT', `${SECRETS}/a`, { body: change })).toMatchObject({
      status: 409,
      body: { reason: 'Conflict', details: { name: 'a', kind: 'secrets' } },
    });
    const { body: read } = await ask('GET', `${SECRETS}/a`);
    expect(Number(read.metadata.resourceVersion)).toBeGreaterThan(Number(body.metadata.resourceVersion));
    stop();
    expect((await ask('PUT', `${SECRETS}/a`, { body: { ...read, data: { key: 'eA==' } } })).status).toBe(200);
  });

  it('denies by a webhook, with its words, and where it does not answer', async () => {
    await start();
    const match = { resource: 'pods', verb: 'create' };
    const allow = standIn.faults.denyWrites(match, { name: 'policy.test', message: 'no such image', code: 403 });
    expect(await ask('POST', PODS, { body: pod('p') })).toMatchObject({
      status: 403,
      body: { reason: 'Forbidden', message: 'admission webhook "policy.test" denied the request: no such image' },
    });
    expect((await ask('GET', PODS)).status).toBe(200);
    allow();
    standIn.faults.denyWrites(match, { name: 'mute.test' })();
    const mend = standIn.faults.breakWebhook(match, 'away.test');
    const refused = await ask('POST', PODS, { body: pod('p') });
    expect(refused).toMatchObject({ status: 500, body: { reason: 'InternalError' } });
    expect(refused.body.message).toContain('failed calling webhook "away.test"');
    mend();
    expect((await ask('POST', PODS, { body: pod('p') })).status).toBe(201);
  });

  it('takes a right away from all, and says which', async () => {
    await start();
    const stop = standIn.faults.withholdRight({ verb: 'create', resource: 'pods' });
    expect(await ask('POST', PODS, { body: pod('p') })).toMatchObject({
      status: 403,
      body: {
        reason: 'Forbidden',
        message:
          'pods is forbidden: User "admin" cannot create resource "pods" in API group "" in the namespace "default"',
      },
    });
    expect((await ask('POST', SECRETS, { body: secret('a') })).status).toBe(201);
    const may = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      body: { spec: { resourceAttributes: { verb: 'create', resource: 'pods', namespace: 'default' } } },
    });
    expect(may.body.status.allowed).toBe(false);
    stop();
    expect((await ask('POST', PODS, { body: pod('p') })).status).toBe(201);
  });

  it('revokes tokens', async () => {
    await start();
    standIn.faults.revokeTokens('admin');
    expect(await ask('GET', SECRETS)).toMatchObject({ status: 401, body: { reason: 'Unauthorized' } });
  });

  it('allows no more than a quota', async () => {
    await start();
    const stop = standIn.faults.setQuota('default', { pods: '0' });
    expect(await ask('POST', PODS, { body: pod('p') })).toMatchObject({
      status: 403,
      body: {
        reason: 'Forbidden',
        message: 'pods "p" is forbidden: exceeded quota: stand-in, requested: pods=1, used: pods=0, limited: pods=0',
      },
    });
    stop();
    expect((await ask('POST', PODS, { body: pod('p') })).status).toBe(201);
  });
});

describe('faults of namespaces', () => {
  const inTeam = '/api/v1/namespaces/team';

  it('holds one that is to go, with nothing new in it', async () => {
    await start({ namespaces: ['team'] });
    await ask('POST', `${inTeam}/secrets`, { body: secret('a') });
    const release = standIn.faults.terminateNamespace('team');
    await expect.poll(async () => (await ask('GET', `${inTeam}/secrets/a`)).status).toBe(404);
    expect(await ask('POST', `${inTeam}/secrets`, { body: secret('b') })).toMatchObject({
      status: 403,
      body: { reason: 'Forbidden', details: { causes: [{ reason: 'NamespaceTerminating' }] } },
    });
    expect((await ask('GET', inTeam)).body).toMatchObject({ status: { phase: 'Terminating' } });
    const again = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } };
    expect(await ask('POST', '/api/v1/namespaces', { body: again })).toMatchObject({
      status: 409,
      body: { reason: 'AlreadyExists' },
    });
    release();
    await expect.poll(async () => (await ask('GET', inTeam)).status).toBe(404);
  });

  it('lets a new one wait for its service account', async () => {
    await start();
    const give = standIn.faults.holdServiceAccounts();
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } };
    expect((await ask('POST', '/api/v1/namespaces', { body: namespace })).status).toBe(201);
    const make = () => ask('POST', `${inTeam}/pods`, { body: pod('p') });
    expect(await make()).toMatchObject({
      status: 403,
      body: {
        message:
          'pods "p" is forbidden: error looking up service account team/default: serviceaccount "default" not found',
      },
    });
    give();
    await expect.poll(async () => (await make()).status).toBe(201);
  });
});

describe('faults of nodes', () => {
  it('gives claims no volume, and pods that use them no node', async () => {
    await start();
    const bind = standIn.faults.withholdVolumes();
    const metadata = { name: 'c' };
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
    const using = pod('p');
    const volumes = [{ name: 'c', persistentVolumeClaim: { claimName: 'c' } }];
    await ask('POST', PODS, { body: { ...using, spec: { ...using.spec, volumes } } });
    const conditions = async () => (await ask('GET', `${PODS}/p`)).body.status.conditions;
    const told = (why: string) => [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: `0/1 nodes are available: ${why}.` },
    ];
    await expect.poll(conditions).toMatchObject(told('persistentvolumeclaim "c" not found'));
    await ask('POST', claims, { body: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec } });
    await expect.poll(conditions).toMatchObject(told('pod has unbound immediate PersistentVolumeClaims'));
    bind();
    await expect.poll(conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
    expect((await ask('GET', `${claims}/c`)).body.status.phase).toBe('Bound');
  });

  it('leaves no room for one more pod, until there is', async () => {
    await start();
    const empty = standIn.faults.fillNodes();
    await ask('POST', PODS, { body: pod('p') });
    const conditions = async () => (await ask('GET', `${PODS}/p`)).body.status.conditions;
    await expect.poll(conditions).toMatchObject([
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: '0/1 nodes are available: 1 Insufficient cpu.',
      },
    ]);
    empty();
    await expect.poll(conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
  });
});
