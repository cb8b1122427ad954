import type { ServerResponse } from 'node:http';
import { eventually } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../src/api-objects.js';
import { Informer } from '../src/informer.js';
import { KubeAccess } from '../src/kube-access.js';
import { KubeClient } from '../src/kube-client.js';
import { answerJson, scriptedApi, type Asked } from './scripted-api.js';

const pod = (name: string, version: number): KubeObject => ({
  metadata: { name, namespace: 'n', uid: `uid-${name}`, resourceVersion: String(version) },
});

/** Lists what it has, and leaves watches open for the test to write to. */
class Script {
  items: readonly KubeObject[] = [];
  version = 1;
  readonly watches: { readonly from: string | null; readonly response: ServerResponse }[] = [];
  lists = 0;
  /** Answers the next watch in its place. */
  refuseNext: ((response: ServerResponse) => void) | undefined;

  readonly answer = ({ query }: Asked, response: ServerResponse): void => {
    if (query.get('watch') !== 'true') {
      this.lists += 1;
      return answerJson(response, { metadata: { resourceVersion: String(this.version) }, items: this.items });
    }
    const refuse = this.refuseNext;
    this.refuseNext = undefined;
    if (refuse !== undefined) return refuse(response);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    this.watches.push({ from: query.get('resourceVersion'), response });
  };

  async watch(number: number): Promise<ServerResponse> {
    await eventually(() => {
      expect(this.watches.length).toBeGreaterThanOrEqual(number);
      return Promise.resolve();
    });
    return this.watches[number - 1]!.response;
  }

  async tell(number: number, type: string, object: object): Promise<void> {
    (await this.watch(number)).write(`${JSON.stringify({ type, object })}\n`);
  }
}

async function open(script: Script, silenceMs?: number) {
  const api = await scriptedApi(script.answer);
  const access = new KubeAccess({ text: api.kubeconfig });
  const client = new KubeClient(access, { callTimeoutMs: 5_000 });
  const informer = new Informer(client, { resource: 'pods', namespace: 'n', labelSelector: 'a=b' }, silenceMs);
  return {
    api,
    informer,
    names: () => informer.all().map(({ metadata }) => metadata.name),
    async [Symbol.asyncDispose]() {
      await informer.stop();
      access.dispose();
      await api[Symbol.asyncDispose]();
    },
  };
}

describe('Informer', () => {
  it('lists, then follows from the version of the list', async () => {
    const script = new Script();
    script.items = [pod('a', 5)];
    script.version = 7;
    await using opened = await open(script);
    expect(await opened.informer.ready(AbortSignal.timeout(5_000))).toBe(true);
    expect(opened.names()).toEqual(['a']);
    await script.tell(1, 'ADDED', pod('b', 8));
    await script.tell(1, 'DELETED', pod('a', 9));
    await eventually(() => Promise.resolve(expect(opened.names()).toEqual(['b'])));
    expect(script.watches[0]?.from).toBe('7');
    const [list, watch] = opened.api.asked;
    expect(list?.query.get('labelSelector')).toBe('a=b');
    expect(watch?.query.get('allowWatchBookmarks')).toBe('true');
    expect(watch?.headers.authorization).toBe('Bearer secret-token');
  });

  it('goes on from the last bookmark when a watch breaks, without a new list', async () => {
    const script = new Script();
    await using opened = await open(script);
    opened.informer.start();
    await script.tell(1, 'ADDED', pod('a', 2));
    await script.tell(1, 'BOOKMARK', { metadata: { resourceVersion: '40' } });
    await eventually(() => Promise.resolve(expect(opened.names()).toEqual(['a'])));
    (await script.watch(1)).destroy();
    await script.watch(2);
    expect(script.watches[1]?.from).toBe('40');
    expect(script.lists).toBe(1);
    await eventually(() => Promise.resolve(expect(opened.informer.isFresh).toBe(true)));
  });

  it.each(['in the stream', 'as a status'])('lists anew when its version is forgotten, told %s', async (how) => {
    const script = new Script();
    script.items = [pod('a', 1), pod('b', 1)];
    await using opened = await open(script);
    const changes: string[] = [];
    opened.informer.subscribe(({ before, after }) => {
      changes.push(`${before?.metadata.name ?? '-'} ${after?.metadata.name ?? '-'}`);
    });
    await script.watch(1);
    await eventually(() => Promise.resolve(expect(opened.names()).toEqual(['a', 'b'])));
    script.items = [pod('b', 1), pod('c', 50)];
    script.version = 60;
    const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' };
    if (how === 'in the stream') await script.tell(1, 'ERROR', status);
    else {
      script.refuseNext = (response) => answerJson(response, status, 410);
      (await script.watch(1)).destroy();
    }
    await eventually(() => Promise.resolve(expect(opened.names()).toEqual(['b', 'c'])));
    expect(changes).toEqual(['- a', '- b', 'a -', '- c']);
    expect(script.lists).toBe(2);
  });

  it('does not take half a change for one', async () => {
    const script = new Script();
    await using opened = await open(script);
    opened.informer.start();
    const first = await script.watch(1);
    first.write(JSON.stringify({ type: 'ADDED', object: pod('a', 2) }));
    first.end();
    await script.watch(2);
    expect(opened.names()).toEqual([]);
    expect(script.watches[1]?.from).toBe('1');
  });

  it('is not ready when it may not list, and says why', async () => {
    await using api = await scriptedApi((_asked, response) => {
      answerJson(response, { kind: 'Status', code: 403, reason: 'Forbidden' }, 403);
    });
    const access = new KubeAccess({ text: api.kubeconfig });
    const informer = new Informer(new KubeClient(access, { callTimeoutMs: 5_000 }), {
      resource: 'pods',
      namespace: 'n',
    });
    expect(await informer.ready(AbortSignal.timeout(5_000))).toBe(false);
    expect(informer.failure).toMatchObject({ name: 'ApiFailure', status: { code: 403 } });
    await informer.stop();
    access.dispose();
  });

  it('ends when it is stopped, and begins no more', async () => {
    const script = new Script();
    await using opened = await open(script);
    await opened.informer.ready(AbortSignal.timeout(5_000));
    await opened.informer.stop();
    opened.informer.start();
    expect(opened.informer.isFresh).toBe(false);
    expect(await opened.informer.ready(AbortSignal.timeout(5_000))).toBe(false);
    expect(script.lists).toBe(1);
  });

  it('begins a watch anew that has said nothing for long, and goes on from where it was', async () => {
    const script = new Script();
    await using opened = await open(script, 300);
    opened.informer.start();
    await script.tell(1, 'ADDED', pod('a', 9));
    await script.watch(2);
    expect(script.watches.map(({ from }) => from)).toEqual(['1', '9']);
    expect(script.lists).toBe(1);
    // One that says something goes on.
    const until = performance.now() + 900;
    const drip = async () => {
      await script.tell(script.watches.length, 'BOOKMARK', { metadata: { resourceVersion: '12' } });
      expect(performance.now()).toBeGreaterThan(until);
    };
    await eventually(drip, { everyMs: 50 });
    expect(script.watches.length).toBeLessThanOrEqual(3);
  });
});
