import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectErr, expectOk } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../src/api-objects.js';
import { KubeAccess, type KubeconfigSource } from '../src/kube-access.js';
import { KubeClient } from '../src/kube-client.js';
import { answerJson, scriptedApi, type Asked } from './scripted-api.js';

const place = { resource: 'pods', namespace: 'n', name: 'x' } as const;
const object: KubeObject = { metadata: { name: 'x', namespace: 'n' } };

async function open(answer: (asked: Asked, response: ServerResponse, number: number) => void, callTimeoutMs = 5_000) {
  let number = 0;
  const api = await scriptedApi((asked, response) => answer(asked, response, (number += 1)));
  const access = new KubeAccess({ text: api.kubeconfig });
  return {
    api,
    client: new KubeClient(access, { callTimeoutMs }),
    async [Symbol.asyncDispose]() {
      access.dispose();
      await api[Symbol.asyncDispose]();
    },
  };
}

const refuse = (response: ServerResponse, code: number, reason = '', details = {}) =>
  answerJson(response, { kind: 'Status', code, reason, message: reason, details }, code);

describe('KubeClient', () => {
  it('tries again when it is throttled, as late as it is told', async () => {
    await using opened = await open((_asked, response, number) => {
      if (number > 1) return answerJson(response, object);
      response.writeHead(429, { 'retry-after': '1' }).end();
    });
    const startedAt = performance.now();
    expect(await expectOk(opened.client.attempt((signal) => opened.client.get(place, signal)))).toEqual(object);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1_000);
  });

  it('gives up in its time when it is throttled for longer', async () => {
    await using opened = await open((_asked, response) => response.writeHead(429, { 'retry-after': '60' }).end(), 200);
    const startedAt = performance.now();
    await expectErr(
      opened.client.attempt((signal) => opened.client.get(place, signal)),
      'runtime/unavailable',
    );
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(opened.api.asked).toHaveLength(1);
  });

  it('goes on after a connection that broke', async () => {
    await using opened = await open((_asked, response, number) => {
      if (number > 1) answerJson(response, object);
      else response.destroy();
    });
    expect(await expectOk(opened.client.attempt((signal) => opened.client.get(place, signal)))).toEqual(object);
  });

  it('is late when no answer comes, and aborted when its caller gives up', async () => {
    await using opened = await open(() => undefined, 100);
    const call = (signal?: AbortSignal) =>
      opened.client.attempt((until) => opened.client.get(place, until), { signal });
    await expectErr(call(), 'runtime/timed-out');
    await expectErr(call(AbortSignal.abort()), 'request/aborted');
    const controller = new AbortController();
    const under = call(controller.signal);
    controller.abort(new Error('of my own'));
    await expectErr(under, 'request/aborted');
  });

  it('is late when an answer does not end', async () => {
    await using opened = await open((_asked, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{');
    }, 100);
    await expectErr(
      opened.client.attempt((signal) => opened.client.get(place, signal)),
      'runtime/timed-out',
    );
  });

  it('knows what is missing, and what is there already', async () => {
    await using opened = await open(({ method }, response) => {
      if (method === 'POST') refuse(response, 409, 'AlreadyExists');
      else refuse(response, 404, 'NotFound', { kind: 'pods', name: 'x' });
    });
    const { client } = opened;
    expect(await expectOk(client.attempt((signal) => client.get(place, signal)))).toBeNull();
    expect(await expectOk(client.attempt((signal) => client.delete(place, {}, signal)))).toBe(false);
    expect(await expectOk(client.attempt((signal) => client.patch(place, {}, signal)))).toBeNull();
    expect(await expectOk(client.attempt((signal) => client.create('pods', object, signal)))).toBeNull();
  });

  it('does not take a namespace that is missing for an object that is', async () => {
    await using opened = await open((_asked, response) => refuse(response, 404, 'NotFound', { kind: 'namespaces' }));
    const { client } = opened;
    const error = await expectErr(
      client.attempt((signal) => client.create('pods', object, signal)),
      'runtime/unavailable',
    );
    expect(error.message).toContain('The namespace n');
  });

  it('reads all pages of a list', async () => {
    await using opened = await open(({ query }, response) => {
      const isFirst = query.get('continue') === null;
      const metadata = { resourceVersion: '9', ...(isFirst ? { continue: 'more' } : {}) };
      answerJson(response, { metadata, items: [{ metadata: { name: isFirst ? 'a' : 'b' } }] });
    });
    const { client } = opened;
    const { items, resourceVersion } = await expectOk(
      client.attempt((signal) => client.list({ resource: 'pods', namespace: null }, signal)),
    );
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(resourceVersion).toBe('9');
    expect(opened.api.asked.map(({ path }) => path)).toEqual(['/api/v1/pods', '/api/v1/pods']);
  });

  it('takes an object away by its grace and its uid', async () => {
    await using opened = await open((_asked, response) => answerJson(response, {}));
    const { client } = opened;
    await expectOk(client.attempt((signal) => client.delete(place, { gracePeriodSeconds: 3, uid: 'u' }, signal)));
    expect(opened.api.asked[0]).toMatchObject({
      method: 'DELETE',
      path: '/api/v1/namespaces/n/pods/x',
      body: { gracePeriodSeconds: 3, preconditions: { uid: 'u' } },
    });
  });

  it('keeps connections', async () => {
    const sockets = new Set<unknown>();
    await using opened = await open((_asked, response) => {
      sockets.add(response.socket);
      answerJson(response, object);
    });
    for (let times = 0; times < 5; times += 1) {
      await expectOk(opened.client.attempt((signal) => opened.client.get(place, signal)));
    }
    expect(sockets.size).toBe(1);
  });
});

describe('a kubeconfig in a file', () => {
  it('is read anew when the credentials in it are not taken any more', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'carrel-kubeconfig-'));
    const file = join(directory, 'kubeconfig');
    await using api = await scriptedApi(({ headers }, response) => {
      if (headers.authorization === 'Bearer another-token') answerJson(response, object);
      else refuse(response, 401, 'Unauthorized');
    });
    const access = new KubeAccess({ file });
    const client = new KubeClient(access, { callTimeoutMs: 5_000 });
    const call = () => client.attempt((signal) => client.get(place, signal));
    try {
      await writeFile(file, api.kubeconfig);
      await expectErr(call(), 'runtime/permission-denied');
      await writeFile(file, api.kubeconfig.replace('secret-token', 'another-token'));
      expect(await expectOk(call())).toEqual(object);
    } finally {
      access.dispose();
      await rm(directory, { recursive: true });
    }
  });
});

describe('a kubeconfig that is none', () => {
  it.each<[string, KubeconfigSource]>([
    ['a file that is not there', { file: '/nowhere/kubeconfig' }],
    ['a text that is none', { text: '{' }],
    ['a text without a cluster', { text: '{}' }],
    ['a context that is not there', { text: '{"clusters":[],"users":[],"contexts":[]}', context: 'x' }],
  ])('is unavailable: %s', async (_name, source) => {
    const client = new KubeClient(new KubeAccess(source), { callTimeoutMs: 1_000 });
    await expectErr(
      client.attempt((signal) => client.get(place, signal)),
      'runtime/unavailable',
    );
  });
});
