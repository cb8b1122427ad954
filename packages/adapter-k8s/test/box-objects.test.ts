import type { ServerResponse } from 'node:http';
import { eventually, expectErr, expectOk } from '@carrel/conformance';
import { ResultAsync } from '@carrel/core/kernel';
import type { WorkspaceSpec } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import type { KubeObject, PodObject } from '../src/api-objects.js';
import { handleOf, identityOf } from '../src/box-labels.js';
import { BoxObjects } from '../src/box-objects.js';
import { recordObject } from '../src/box-record.js';
import { KubeAccess } from '../src/kube-access.js';
import { KubeClient } from '../src/kube-client.js';
import { resolveKubernetesOptions } from '../src/resolve-options.js';
import { answerJson, scriptedApi, type Asked } from './scripted-api.js';

const spec: WorkspaceSpec = {
  ...{ installationId: 'i', tenantId: 't', sessionId: 's', incarnation: 1, intentToken: 'k', env: {} },
  limits: { cpus: 1, memoryBytes: 1024, pids: 10 },
};
const options = resolveKubernetesOptions({});
const stored = <T extends KubeObject>(object: T, version: number): T => ({
  ...object,
  metadata: { ...object.metadata, uid: `uid-${object.kind ?? ''}`, resourceVersion: String(version) },
});
const secret = stored(recordObject(spec, options), 3);
const handle = handleOf(secret)!;
const pod: PodObject = stored(
  {
    kind: 'Pod',
    metadata: { ...identityOf(spec), name: handle.boxId, namespace: 'carrel-workspaces' },
    status: { phase: 'Running', containerStatuses: [{ name: 'workspace', state: { running: {} } }] },
  },
  4,
);
const place = { namespace: 'carrel-workspaces', name: handle.boxId };

const missing = (response: ServerResponse) =>
  answerJson(response, { kind: 'Status', code: 404, reason: 'NotFound', details: { kind: 'pods' } }, 404);

/** What the API server has, and whether it lets watches be. */
class Script {
  secrets: readonly KubeObject[] = [secret];
  pods: readonly KubeObject[] = [pod];
  isWatched = true;
  /** Waits before a pod is answered. */
  hold: Promise<void> = Promise.resolve();

  readonly answer = ({ path, query }: Asked, response: ServerResponse): void => {
    const items = path.includes('/secrets') ? this.secrets : this.pods;
    if (query.get('watch') === 'true') {
      if (!this.isWatched) return answerJson(response, { kind: 'Status', code: 503 }, 503);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
    } else if (path.endsWith(handle.boxId)) {
      const [found] = items;
      void this.hold.then(() => (found === undefined ? missing(response) : answerJson(response, found)));
    } else answerJson(response, { metadata: { resourceVersion: '10' }, items });
  };
}

async function open(script: Script) {
  const api = await scriptedApi(script.answer);
  const access = new KubeAccess({ text: api.kubeconfig });
  const objects = new BoxObjects(new KubeClient(access, { callTimeoutMs: 5_000 }), options);
  return {
    objects,
    gets: () => api.asked.filter(({ path }) => path.endsWith(handle.boxId)).length,
    async [Symbol.asyncDispose]() {
      await objects.stop();
      access.dispose();
      await api[Symbol.asyncDispose]();
    },
  };
}

const inTime = () => AbortSignal.timeout(5_000);

describe('BoxObjects', () => {
  it('finds a box without a call while watches tell of it', async () => {
    await using opened = await open(new Script());
    const { objects } = opened;
    await objects.secrets.ready(inTime());
    await objects.pods.ready(inTime());
    const box = await expectOk(new ResultAsync(objects.find(handle)));
    expect(box.info).toMatchObject({ handle, state: 'running' });
    expect(await expectOk(new ResultAsync(objects.list('i', {})))).toHaveLength(1);
    expect(await expectOk(new ResultAsync(objects.list('another', {})))).toEqual([]);
    expect(opened.gets()).toBe(0);
  });

  it('asks the API server where no watch tells, and where it has to be exact', async () => {
    const script = new Script();
    script.isWatched = false;
    await using opened = await open(script);
    await expectOk(new ResultAsync(opened.objects.find(handle)));
    expect(opened.gets()).toBe(2);
    expect(await expectOk(new ResultAsync(opened.objects.list('i', {})))).toHaveLength(1);

    await using watched = await open(new Script());
    await watched.objects.secrets.ready(inTime());
    await watched.objects.pods.ready(inTime());
    await expectOk(new ResultAsync(watched.objects.find(handle, { isExact: true })));
    expect(watched.gets()).toBe(2);
  });

  it('finds no box of another life, and none of a name that no object has', async () => {
    await using opened = await open(new Script());
    const { objects } = opened;
    for (const other of [{ incarnation: 2 }, { tenantId: 'u' }, { intentToken: 'l' }, { boxId: '../x' }]) {
      await expectErr(new ResultAsync(objects.find({ ...handle, ...other })), 'runtime/not-found');
    }
  });

  it('does not forget a pod that is made while the server says that there is none', async () => {
    const script = new Script();
    script.pods = [];
    let go = (): void => undefined;
    script.hold = new Promise((resolve) => (go = resolve));
    await using opened = await open(script);
    const { objects } = opened;
    await objects.pods.ready(inTime());
    const fetched = objects.fetchPod(place, inTime());
    await eventually(() => {
      expect(opened.gets()).toBe(1);
    });
    objects.pods.observe(pod);
    go();
    expect(await fetched).toBeNull();
    expect(objects.pods.get(place.namespace, place.name)).toBe(pod);
  });

  it('waits for a pod until it is as it should be, by the watch alone', async () => {
    const script = new Script();
    script.pods = [];
    await using opened = await open(script);
    const { objects } = opened;
    await objects.pods.ready(inTime());
    const there = objects.until(place, (found) => found?.metadata.uid, inTime());
    objects.pods.observe(pod);
    expect(await there).toBe('uid-Pod');
    const gone = objects.until(place, (found) => (found === null ? 'gone' : undefined), inTime());
    objects.pods.forget(pod);
    expect(await gone).toBe('gone');
    expect(opened.gets()).toBe(0);
  });

  it('asks for a pod that it waits for while no watch tells of it', async () => {
    const script = new Script();
    script.isWatched = false;
    script.pods = [];
    await using opened = await open(script);
    const there = opened.objects.until(place, (found) => found?.metadata.uid, AbortSignal.timeout(10_000));
    await eventually(() => {
      expect(opened.gets()).toBe(1);
    });
    script.pods = [pod];
    expect(await there).toBe('uid-Pod');
  });

  it('gives up waiting with its signal', async () => {
    await using opened = await open(new Script());
    const { objects } = opened;
    await objects.pods.ready(inTime());
    const controller = new AbortController();
    const never = objects.until(place, () => undefined, controller.signal);
    controller.abort(new Error('enough'));
    await expect(never).rejects.toThrow('enough');
    await expect(objects.until(place, () => undefined, AbortSignal.abort(new Error('before')))).rejects.toThrow(
      'before',
    );
  });
});
