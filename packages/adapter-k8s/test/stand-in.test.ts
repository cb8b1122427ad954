import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';
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

const secret = (name: string, more: object = {}) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, ...more } });

const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'nothing:1', ...more }] },
});

describe('objects', () => {
  it('makes, reads, changes and deletes one, each write with a later revision', async () => {
    await start();
    const made = await ask('POST', SECRETS, { body: { ...secret('a'), stringData: { key: 'text' } } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ type: 'Opaque', data: { key: 'dGV4dA==' }, metadata: { namespace: 'default' } });
    const changed = await ask('PUT', `${SECRETS}/a`, { body: { ...made.body, data: { key: 'eA==' } } });
    expect(changed.status).toBe(200);
    expect(Number(changed.body.metadata.resourceVersion)).toBeGreaterThan(Number(made.body.metadata.resourceVersion));
    const deleted = await ask('DELETE', `${SECRETS}/a`);
    expect(deleted.body).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'a', kind: 'secrets' } });
    const gone = await ask('GET', `${SECRETS}/a`);
    expect(gone).toMatchObject({ status: 404, body: { reason: 'NotFound', message: 'secrets "a" not found' } });
  });

  it('refuses a name that is taken, one that is none, and a stale revision', async () => {
    await start();
    const first = await ask('POST', SECRETS, { body: secret('a') });
    expect(await ask('POST', SECRETS, { body: secret('a') })).toMatchObject({
      status: 409,
      body: { reason: 'AlreadyExists' },
    });
    expect(await ask('POST', SECRETS, { body: secret('Not_A_Name') })).toMatchObject({
      status: 422,
      body: { reason: 'Invalid' },
    });
    const long = secret('b', { labels: { key: 'v'.repeat(64) } });
    expect(await ask('POST', SECRETS, { body: long })).toMatchObject({ status: 422 });
    await ask('PUT', `${SECRETS}/a`, { body: { ...first.body, data: { key: 'eA==' } } });
    const stale = await ask('PUT', `${SECRETS}/a`, { body: first.body });
    expect(stale).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
  });

  it('makes names of a prefix', async () => {
    await start();
    const made = await ask('POST', SECRETS, { body: { ...secret(''), metadata: { generateName: 'box-' } } });
    expect(made.body.metadata.name).toMatch(/^box-[a-z0-9]{5}$/);
  });

  it('lists by labels and fields, page by page', async () => {
    await start();
    for (const name of ['a', 'b', 'c']) await ask('POST', SECRETS, { body: secret(name, { labels: { of: name } }) });
    const some = await ask('GET', `${SECRETS}?labelSelector=${encodeURIComponent('of in (a,c)')}`);
    expect(some.body.items.map((item) => item.metadata.name)).toEqual(['a', 'c']);
    const one = await ask('GET', `${SECRETS}?fieldSelector=metadata.name%3Db`);
    expect(one.body.items).toHaveLength(1);
    expect(await ask('GET', `${SECRETS}?fieldSelector=data.key%3Db`)).toMatchObject({ status: 400 });
    const page = await ask('GET', `${SECRETS}?limit=2`);
    expect(page.body.metadata.remainingItemCount).toBe(1);
    const rest = await ask('GET', `${SECRETS}?limit=2&continue=${page.body.metadata.continue ?? ''}`);
    expect(rest.body.items.map((item) => item.metadata.name)).toEqual(['c']);
    standIn.faults.expireWatches();
    const late = await ask('GET', `${SECRETS}?limit=2&continue=${page.body.metadata.continue ?? ''}`);
    expect(late).toMatchObject({ status: 410, body: { reason: 'Expired' } });
  });

  it('waits for finalizers, and collects what is owned', async () => {
    await start();
    const owner = await ask('POST', SECRETS, { body: secret('owner', { finalizers: ['carrel.dev/held'] }) });
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Secret', name: 'owner', uid: owner.body.metadata.uid }];
    await ask('POST', SECRETS, { body: secret('owned', { ownerReferences }) });
    const marked = await ask('DELETE', `${SECRETS}/owner`);
    expect(marked.body.metadata.deletionTimestamp).toBeDefined();
    expect((await ask('GET', `${SECRETS}/owned`)).status).toBe(200);
    const body = { metadata: { finalizers: null } };
    await ask('PATCH', `${SECRETS}/owner`, { body, type: 'application/merge-patch+json' });
    await expect.poll(async () => (await ask('GET', `${SECRETS}/owned`)).status).toBe(404);
  });

  it('deletes a collection, and only what is the one meant', async () => {
    await start();
    for (const name of ['a', 'b']) await ask('POST', SECRETS, { body: secret(name, { labels: { of: name } }) });
    const other = await ask('DELETE', `${SECRETS}/a`, { body: { preconditions: { uid: 'another' } } });
    expect(other).toMatchObject({ status: 409 });
    await ask('DELETE', `${SECRETS}?labelSelector=of%3Da`);
    const left = await ask('GET', SECRETS);
    expect(left.body.items.map((item) => item.metadata.name)).toEqual(['b']);
  });

  it('ends a namespace with all that is in it', async () => {
    await start({ namespaces: ['team'] });
    await ask('POST', '/api/v1/namespaces/team/secrets', { body: secret('a') });
    expect((await ask('DELETE', '/api/v1/namespaces/team')).body.status.phase).toBe('Terminating');
    await expect.poll(async () => (await ask('GET', '/api/v1/namespaces/team')).status).toBe(404);
    expect(await ask('POST', '/api/v1/namespaces/team/secrets', { body: secret('a') })).toMatchObject({ status: 404 });
  });
});

describe('fields', () => {
  const odd = pod('odd', { imagePullPolice: 'Never' });
  const message =
    'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imagePullPolice"';

  it('drops those that a kind does not have, and warns of them', async () => {
    await start();
    const made = await ask('POST', PODS, { body: odd });
    expect(made.status).toBe(201);
    expect(made.headers['warning']).toBe('299 - "unknown field \\"spec.containers[0].imagePullPolice\\""');
    expect(made.body.spec.containers[0]).not.toHaveProperty('imagePullPolice');
    const type = 'application/merge-patch+json';
    const patched = await ask('PATCH', `${PODS}/odd`, { type, body: { metadata: { label: { of: 'test' } } } });
    expect(patched.headers['warning']).toBe('299 - "unknown field \\"metadata.label\\""');
  });

  it('refuses them when a request or the options say so', async () => {
    await start({ fieldValidation: 'Strict' });
    expect(await ask('POST', PODS, { body: odd })).toMatchObject({
      status: 400,
      body: { reason: 'BadRequest', message },
    });
    expect((await ask('POST', `${PODS}?fieldValidation=Ignore`, { body: odd })).headers).not.toHaveProperty('warning');
  });

  it.each([
    [{ image: 1 }, 'number', 'spec.containers[0].image', 'string'],
    [{ command: 'sleep' }, 'string', 'spec.containers[0].command', 'a list'],
    [{ resources: [] }, 'object', 'spec.containers[0].resources', 'an object'],
  ])('refuses %j, of another type', async (container, is, path, wanted) => {
    await start();
    const refused = await ask('POST', PODS, { body: pod('p', container) });
    expect(refused.status).toBe(400);
    expect(refused.body.message).toBe(
      `Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal ${is} into field ${path} of type ${wanted}`,
    );
  });

  it('takes quantities as numbers too', async () => {
    await start();
    const resources = { limits: { cpu: 1 }, requests: { cpu: '500m' } };
    expect((await ask('POST', PODS, { body: pod('p', { resources }) })).status).toBe(201);
  });
});

describe('patches', () => {
  it('merges, by JSON patch and by strategic merge', async () => {
    await start();
    const containers = [
      { name: 'one', image: 'a:1' },
      { name: 'two', image: 'b:1' },
    ];
    await ask('POST', PODS, { body: { ...pod('p'), spec: { containers } } });
    const strategic = await ask('PATCH', `${PODS}/p`, {
      type: 'application/strategic-merge-patch+json',
      body: { spec: { containers: [{ name: 'two', image: 'b:2' }] } },
    });
    expect(strategic.body.spec.containers.map(({ image }) => image)).toEqual(['a:1', 'b:2']);
    const json = await ask('PATCH', `${PODS}/p`, {
      type: 'application/json-patch+json',
      body: [
        { op: 'test', path: '/spec/containers/0/name', value: 'one' },
        { op: 'add', path: '/metadata/labels', value: { 'a/b': 'c' } },
      ],
    });
    expect(json.body.metadata.labels).toEqual({ 'a/b': 'c' });
    const failed = await ask('PATCH', `${PODS}/p`, {
      type: 'application/json-patch+json',
      body: [{ op: 'test', path: '/spec/containers/0/name', value: 'three' }],
    });
    expect(failed.status).toBe(422);
    const fixed = await ask('PATCH', `${PODS}/p`, {
      type: 'application/merge-patch+json',
      body: { spec: { hostNetwork: true } },
    });
    expect(fixed).toMatchObject({ status: 422, body: { reason: 'Invalid' } });
  });

  it('applies as one manager of several', async () => {
    await start();
    const apply = (manager: string, data: object, force = false) =>
      ask('PATCH', `${SECRETS}/s?fieldManager=${manager}&force=${String(force)}`, {
        type: 'application/apply-patch+yaml',
        body: { ...secret('s'), data },
      });
    expect((await apply('one', { a: 'MQ==', b: 'MQ==' })).status).toBe(201);
    expect(await apply('two', { b: 'Mg==' })).toMatchObject({
      status: 409,
      body: { details: { causes: [{ field: '.data.b' }] } },
    });
    expect((await apply('two', { b: 'Mg==' }, true)).body.data).toEqual({ a: 'MQ==', b: 'Mg==' });
    // The first no longer applies `a`, which goes; `b` is the other's now.
    expect((await apply('one', { c: 'Mw==' })).body.data).toEqual({ b: 'Mg==', c: 'Mw==' });
    expect(
      (await ask('PATCH', `${SECRETS}/s`, { type: 'application/apply-patch+yaml', body: secret('s') })).status,
    ).toBe(422);
  });
});

describe('watches', () => {
  it('tells each change from a revision on, with bookmarks', async () => {
    await start({ bookmarkMs: 200 });
    const { body } = await ask('GET', SECRETS);
    const path = `${SECRETS}?watch=true&allowWatchBookmarks=true&timeoutSeconds=1&labelSelector=of%3Da&resourceVersion=`;
    await ask('POST', SECRETS, { body: secret('a', { labels: { of: 'a' } }) });
    await ask('POST', SECRETS, { body: secret('other') });
    const watching = ask('GET', path + body.metadata.resourceVersion);
    const type = 'application/merge-patch+json';
    await ask('PATCH', `${SECRETS}/a`, { type, body: { metadata: { labels: { of: 'b' } } } });
    const { events } = await watching;
    const seen = events
      .filter((event) => event.type !== 'BOOKMARK')
      .map((event) => [event.type, event.object.metadata.name]);
    expect(seen).toEqual([
      ['ADDED', 'a'],
      ['DELETED', 'a'],
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'BOOKMARK', object: { kind: 'Secret' } });
  });

  it('tells 410 to one that comes too late', async () => {
    await start({ historyLimit: 5 });
    for (let i = 0; i < 10; i += 1) await ask('POST', SECRETS, { body: secret(`s${i}`) });
    const late = await ask('GET', `${SECRETS}?watch=true&resourceVersion=2`);
    expect(late).toMatchObject({ status: 200, body: { type: 'ERROR', object: { code: 410, reason: 'Expired' } } });
  });
});

describe('an informer of the client', () => {
  it('goes on through broken watches, changes that are forgotten, and a restart', async () => {
    await start();
    const config = new KubeConfig();
    config.loadFromString(standIn.kubeconfig);
    const api = config.makeApiClient(CoreV1Api);
    const informer = makeInformer(config, SECRETS, () => api.listNamespacedSecret({ namespace: 'default' }));
    const names = new Set<string>();
    informer.on('add', ({ metadata }) => names.add(metadata?.name ?? ''));
    informer.on('error', () => void setTimeout(() => void informer.start().catch(() => undefined), 100));
    await informer.start();
    const seen = async (name: string) => {
      await ask('POST', SECRETS, { body: secret(name) });
      await expect.poll(() => names.has(name)).toBe(true);
    };
    await seen('first');
    standIn.faults.dropWatches();
    await seen('after-drop');
    standIn.faults.expireWatches();
    await seen('after-gone');
    await standIn.faults.restart(300);
    await seen('after-restart');
    await informer.stop();
  });
});

describe('access', () => {
  const role = (name: string, rules: object[]) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name },
    rules,
  });
  const binding = (name: string, user: string) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'User', name: user }],
  });
  const RBAC = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';

  it('lets in whom it knows, to do what roles say', async () => {
    await start();
    const kubeconfig = standIn.kubeconfigFor('jo');
    const refused = await ask('GET', SECRETS, { kubeconfig });
    expect(refused.status).toBe(403);
    expect(refused.body.message).toBe(
      'secrets is forbidden: User "jo" cannot list resource "secrets" in API group "" in the namespace "default"',
    );
    await ask('POST', `${RBAC}/roles`, {
      body: role('reader', [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }]),
    });
    await ask('POST', `${RBAC}/rolebindings`, { body: binding('reader', 'jo') });
    expect((await ask('GET', SECRETS, { kubeconfig })).status).toBe(200);
    expect((await ask('GET', '/api/v1/namespaces/kube-system/secrets', { kubeconfig })).status).toBe(403);
    expect((await ask('POST', SECRETS, { kubeconfig, body: secret('a') })).status).toBe(403);
    const stranger = kubeconfig.replace(/token: .*/, 'token: another');
    expect(await ask('GET', SECRETS, { kubeconfig: stranger })).toMatchObject({
      status: 401,
      body: { reason: 'Unauthorized' },
    });
  });

  it('answers reviews of what one may', async () => {
    await start();
    await ask('POST', `${RBAC}/roles`, {
      body: role('execs', [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] }]),
    });
    await ask('POST', `${RBAC}/rolebindings`, { body: binding('execs', 'jo') });
    const kubeconfig = standIn.kubeconfigFor('jo');
    const may = async (resourceAttributes: object) => {
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      };
      const reply = await ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body, kubeconfig });
      return reply.body.status.allowed;
    };
    expect(await may({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'default' })).toBe(true);
    expect(await may({ verb: 'create', resource: 'pods', namespace: 'default' })).toBe(false);
    expect(await may({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'kube-system' })).toBe(false);
  });

  it('gives tokens of service accounts, for their audience alone', async () => {
    await start();
    const account = '/api/v1/namespaces/default/serviceaccounts/default/token';
    const { body } = await ask('POST', account, { body: { spec: { audiences: ['carrel'] } } });
    const review = async (audiences?: string[]) => {
      const spec = { token: body.status.token, audiences };
      const reply = await ask('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { body: { spec } });
      return reply.body.status;
    };
    expect(await review(['carrel'])).toMatchObject({
      authenticated: true,
      user: { username: 'system:serviceaccount:default:default' },
    });
    expect(await review()).toMatchObject({ authenticated: false });
  });
});

describe('admission', () => {
  it('refuses what a quota does not allow', async () => {
    await start();
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'q' },
      spec: { hard: { pods: '1', 'limits.memory': '1Gi' } },
    };
    await ask('POST', '/api/v1/namespaces/default/resourcequotas', { body: quota });
    expect((await ask('POST', PODS, { body: pod('p') })).body.message).toContain('must specify limits.memory');
    const limited = { resources: { limits: { memory: '600Mi' } } };
    expect((await ask('POST', PODS, { body: pod('p', limited) })).status).toBe(201);
    const second = await ask('POST', PODS, { body: pod('p2', limited) });
    expect(second).toMatchObject({ status: 403, body: { reason: 'Forbidden' } });
    expect(second.body.message).toContain('exceeded quota: q');
  });

  it('gives the limits of the namespace to what names none', async () => {
    await start();
    const item = {
      type: 'Container',
      default: { memory: '1Gi' },
      defaultRequest: { memory: '512Mi' },
      max: { memory: '2Gi' },
    };
    const range = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'r' }, spec: { limits: [item] } };
    await ask('POST', '/api/v1/namespaces/default/limitranges', { body: range });
    const { body } = await ask('POST', PODS, { body: pod('p') });
    expect(body.spec.containers[0]?.resources).toEqual({ limits: { memory: '1Gi' }, requests: { memory: '512Mi' } });
    const large = await ask('POST', PODS, { body: pod('large', { resources: { limits: { memory: '3Gi' } } }) });
    expect(large.status).toBe(403);
  });

  it('refuses what a namespace with restricted pods does not allow, and says each thing', async () => {
    await start();
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await ask('POST', '/api/v1/namespaces', {
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'strict', labels } },
    });
    await expect
      .poll(async () => (await ask('GET', '/api/v1/namespaces/strict/serviceaccounts/default')).status)
      .toBe(200);
    const make = (container: object, spec: object = {}) => {
      const made = pod('p', container);
      return ask('POST', '/api/v1/namespaces/strict/pods', { body: { ...made, spec: { ...made.spec, ...spec } } });
    };
    const refused = await make({}, { hostNetwork: true, volumes: [{ name: 'v', hostPath: { path: '/' } }] });
    expect(refused.status).toBe(403);
    expect(refused.body.message).toBe(
      'pods "p" is forbidden: violates PodSecurity "restricted:latest": host namespaces (hostNetwork=true), ' +
        'restricted volume types (volume "v"), ' +
        'allowPrivilegeEscalation != false (container "main" must set securityContext.allowPrivilegeEscalation=false), ' +
        'unrestricted capabilities (container "main" must set securityContext.capabilities.drop=["ALL"]), ' +
        'runAsNonRoot != true (container "main" must set securityContext.runAsNonRoot=true), ' +
        'seccompProfile (container "main" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    );
    const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    const ofPod = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
    expect((await make({ securityContext }, { securityContext: ofPod })).status).toBe(201);
  });

  it('says of a pod that no node has room for why', async () => {
    await start({ nodes: [{ name: 'small', cpu: '1' }] });
    await ask('POST', PODS, { body: pod('p', { resources: { requests: { cpu: '2' } } }) });
    await expect
      .poll(async () => (await ask('GET', `${PODS}/p`)).body.status.conditions)
      .toMatchObject([
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: '0/1 nodes are available: 1 Insufficient cpu.',
        },
      ]);
  });

  it('binds a claim with its first pod where its class says so', async () => {
    await start();
    const late = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'late' },
      provisioner: 'stand-in',
      volumeBindingMode: 'WaitForFirstConsumer',
    };
    await ask('POST', '/apis/storage.k8s.io/v1/storageclasses', { body: late });
    const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const claim = (name: string, more: object) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name },
      spec: { ...spec, ...more },
    });
    const phase = async (name: string) => (await ask('GET', `${claims}/${name}`)).body.status.phase;
    await ask('POST', claims, { body: claim('late', { storageClassName: 'late' }) });
    await ask('POST', claims, { body: claim('soon', {}) });
    await expect.poll(() => phase('soon')).toBe('Bound');
    expect(await phase('late')).toBe('Pending');
    const volumes = [{ name: 'c', persistentVolumeClaim: { claimName: 'late' } }];
    await ask('POST', PODS, { body: { ...pod('p'), spec: { ...pod('p').spec, volumes } } });
    await expect.poll(() => phase('late')).toBe('Bound');
  });

  it('keeps a claim while a pod uses it', async () => {
    await start();
    const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    await ask('POST', claims, {
      body: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c' }, spec },
    });
    await expect.poll(async () => (await ask('GET', `${claims}/c`)).body.status.phase).toBe('Bound');
    const using = {
      ...pod('p'),
      spec: { ...pod('p').spec, volumes: [{ name: 'c', persistentVolumeClaim: { claimName: 'c' } }] },
    };
    await ask('POST', PODS, { body: using });
    await ask('DELETE', `${claims}/c`);
    expect((await ask('GET', `${claims}/c`)).body.metadata.deletionTimestamp).toBeDefined();
    await ask('DELETE', `${PODS}/p`, { body: { gracePeriodSeconds: 0 } });
    await expect.poll(async () => (await ask('GET', `${claims}/c`)).status).toBe(404);
  });
});
