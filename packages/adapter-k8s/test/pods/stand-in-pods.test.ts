import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { CoreV1Api, Exec, KubeConfig } from '@kubernetes/client-node';
import { hasBackend } from '@carrel/conformance';
import { afterEach, describe, expect, it } from 'vitest';
import { IMAGE, pod, Pods, PODS } from './stand-in-pod.js';
import { standInMissing, startStandIn, type StandIn, type StandInOptions } from '../stand-in/index.js';

let standIn: StandIn;
const on = new Pods(() => standIn);
const here = hasBackend('a stand-in for Kubernetes', standInMissing());

afterEach(async () => {
  await standIn.stop();
});

const start = async (options: StandInOptions = {}): Promise<void> => {
  standIn = await startStandIn(options);
};

describe.runIf(here)('pods', () => {
  it('run as containers, and leave nothing', async () => {
    await start();
    await on.make(pod('alone'));
    await on.reaches('alone', 'Running');
    const { status } = await on.read('alone');
    expect(status.podIP).toMatch(/^\d+\./);
    const found = () =>
      execFileSync('docker', ['ps', '-aq', '--filter', 'label=io.kubernetes.pod.name=alone'], { encoding: 'utf8' });
    expect(found()).not.toBe('');
    await on.ask('DELETE', `${PODS}/alone`);
    expect((await on.read('alone')).metadata.deletionTimestamp).toBeDefined();
    await on.isGone('alone');
    expect(found()).toBe('');
  });

  it('run their init containers first, with volumes, secrets and the environment', async () => {
    await start();
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { token: 'hidden' } };
    await on.ask('POST', '/api/v1/namespaces/default/secrets', { body: secret });
    const volumeMounts = [
      { name: 'shared', mountPath: '/shared' },
      { name: 's', mountPath: '/s', readOnly: true },
    ];
    const env = [
      { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'FULL', value: 'of $(NAME)' },
    ];
    const script = 'cat /shared/made /s/token; echo " $FULL"; id -u; touch /x 2>&1 || exit 3';
    const securityContext = {
      runAsUser: 1000,
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    };
    await on.make(
      pod(
        'p',
        { command: ['bash', '-c', script], env, securityContext, volumeMounts },
        {
          initContainers: [
            { name: 'init', image: IMAGE, command: ['sh', '-c', 'printf made- >/shared/made'], volumeMounts },
          ],
          volumes: [
            { name: 'shared', emptyDir: {} },
            { name: 's', projected: { sources: [{ secret: { name: 's' } }] } },
          ],
        },
      ),
    );
    await on.reaches('p', 'Failed');
    const log = await on.ask('GET', `${PODS}/p/log`);
    expect(log.text).toContain('made-hidden of p\n1000\n');
    expect(log.text).toContain('Read-only file system');
    expect((await on.read('p')).status.containerStatuses).toMatchObject([
      { state: { terminated: { exitCode: 3, reason: 'Error' } } },
    ]);
  });

  it('see a secret that changes', async () => {
    await start();
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { token: 'first' } };
    await on.ask('POST', '/api/v1/namespaces/default/secrets', { body: secret });
    const volumes = [{ name: 's', secret: { secretName: 's' } }];
    await on.make(pod('p', { volumeMounts: [{ name: 's', mountPath: '/s' }] }, { volumes }));
    await on.reaches('p', 'Running');
    const content = async () => (await (await on.exec('p', ['cat', '/s/token'])).ended).stdout;
    expect(await content()).toBe('first');
    const type = 'application/merge-patch+json';
    await on.ask('PATCH', '/api/v1/namespaces/default/secrets/s', { type, body: { stringData: { token: 'second' } } });
    await expect.poll(content).toBe('second');
  });

  it('say that they ran out of memory', async () => {
    await start();
    const command = ['perl', '-e', '$x = "x" x (200 * 1024 * 1024); sleep 60'];
    await on.make(pod('p', { command, resources: { limits: { memory: '20Mi' } } }));
    await expect
      .poll(async () => (await on.read('p')).status.containerStatuses?.[0]?.state)
      .toMatchObject({ terminated: { reason: 'OOMKilled' } });
  });

  it('wait for an image that is not there, and start when it is', async () => {
    await start();
    const stop = standIn.faults.withholdImage(IMAGE);
    await on.make(pod('p'));
    await expect
      .poll(async () => (await on.read('p')).status.containerStatuses?.[0]?.state)
      .toMatchObject({ waiting: { reason: 'ImagePullBackOff' } });
    stop();
    await on.reaches('p', 'Running');
  });

  it('are refused to run as root where they may not', async () => {
    await start();
    await on.make(pod('p', { securityContext: { runAsNonRoot: true } }));
    await expect
      .poll(async () => (await on.read('p')).status.containerStatuses?.[0]?.state)
      .toMatchObject({ waiting: { reason: 'CreateContainerConfigError' } });
  });

  it('keep the files of a claim from one to the next', async () => {
    await start();
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c' }, spec };
    await on.ask('POST', '/api/v1/namespaces/default/persistentvolumeclaims', { body: claim });
    const volumes = [{ name: 'c', persistentVolumeClaim: { claimName: 'c' } }];
    const volumeMounts = [{ name: 'c', mountPath: '/c' }];
    await on.make(pod('one', { command: ['sh', '-c', 'echo kept >/c/file'], volumeMounts }, { volumes }));
    await on.reaches('one', 'Succeeded');
    await on.ask('DELETE', `${PODS}/one`);
    await on.make(pod('two', { command: ['cat', '/c/file'], volumeMounts }, { volumes }));
    await on.reaches('two', 'Succeeded');
    expect((await on.ask('GET', `${PODS}/two/log`)).text).toBe('kept\n');
  });

  it('are evicted, and lost with their node', async () => {
    await start();
    const tolerations = [
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 },
    ];
    await on.make(pod('evicted'));
    await on.make(pod('lost', {}, { tolerations }));
    await on.reaches('evicted', 'Running');
    await on.reaches('lost', 'Running');
    await standIn.faults.evict('default', 'evicted');
    expect((await on.read('evicted')).status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
    standIn.faults.loseNode('node-1');
    await expect.poll(async () => (await on.read('lost')).metadata.deletionTimestamp).toBeDefined();
    await expect(on.exec('lost', ['true'])).rejects.toMatchObject({ message: expect.stringContaining('500') });
    expect((await on.read('lost')).status.phase).toBe('Running');
    standIn.faults.restoreNode('node-1');
    await on.isGone('lost');
  });
});

describe.runIf(here).each(['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const)('exec by %s', (protocol) => {
  it('gives both outputs and the exit code', async () => {
    await start({ execProtocols: [protocol] });
    await on.make(pod('p'));
    await on.reaches('p', 'Running');
    const { ended, socket } = await on.exec('p', ['sh', '-c', 'echo out; echo err >&2; exit 3']);
    expect(socket.protocol).toBe(protocol);
    const { stdout, stderr, status } = await ended;
    expect([stdout, stderr]).toEqual(['out\n', 'err\n']);
    expect(status).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
  });

  it('says of a program that is not there that it is not', async () => {
    await start({ execProtocols: [protocol] });
    await on.make(pod('p'));
    await on.reaches('p', 'Running');
    const { status, stdout } = await (await on.exec('p', ['/no/such'])).ended;
    expect(stdout).toBe('');
    expect(status).toMatchObject({ status: 'Failure', reason: 'InternalError' });
  });
});

describe.runIf(here)('exec', () => {
  it('closes what the program reads, and carries a megabyte through it', async () => {
    await start();
    await on.make(pod('p'));
    await on.reaches('p', 'Running');
    const { stdin, ended } = await on.exec('p', ['wc', '-c']);
    stdin.end(Buffer.alloc(1024 * 1024, 'x'));
    const { stdout, status } = await ended;
    expect(stdout.trim()).toBe(String(1024 * 1024));
    expect(status?.status).toBe('Success');
  });

  it('leaves the program running when the stream is cut', async () => {
    await start();
    await on.make(pod('p'));
    await on.reaches('p', 'Running');
    const { ended } = await on.exec('p', ['sh', '-c', 'sleep 1; echo done >/tmp/done']);
    await expect.poll(() => standIn.open().streams).toBe(1);
    expect(standIn.faults.cutStreams({ subresource: 'exec', name: 'p' })).toBe(1);
    expect((await ended).status).toBeUndefined();
    const later = await on.exec('p', ['sh', '-c', 'sleep 2; cat /tmp/done']);
    expect((await later.ended).stdout).toBe('done\n');
  });

  it('is refused to one who may only get', async () => {
    await start();
    const rules = [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['get'] }];
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'r' }, rules };
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'r' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'r' },
      subjects: [{ kind: 'User', name: 'jo' }],
    };
    await on.ask('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', { body: role });
    await on.ask('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', { body: binding });
    await on.make(pod('p'));
    await on.reaches('p', 'Running');
    const config = new KubeConfig();
    config.loadFromString(standIn.kubeconfigFor('jo'));
    const asked = new Exec(config).exec('default', 'p', 'main', ['true'], new PassThrough(), null, null, false);
    await expect(asked).rejects.toMatchObject({ message: expect.stringContaining('403') });
  });
});

describe.runIf(here)('the client of Kubernetes', () => {
  it('reads what the API gives', async () => {
    await start();
    const config = new KubeConfig();
    config.loadFromString(standIn.kubeconfig);
    const api = config.makeApiClient(CoreV1Api);
    await on.make(pod('p', { command: ['sh', '-c', 'echo one; echo two'] }));
    await on.reaches('p', 'Succeeded');
    const { items } = await api.listNamespacedPod({ namespace: 'default', labelSelector: 'of=test' });
    expect(items[0]?.status?.startTime).toBeInstanceOf(Date);
    expect(await api.readNamespacedPodLog({ name: 'p', namespace: 'default', tailLines: 1 })).toBe('two\n');
  });
});
