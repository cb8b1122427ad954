import { createCarrelClient, unwrap } from '../../src/index.js';
import { counting, failure, holds, same, type Check, type World } from './check.js';

/** A client of something that is not well; `how` says in which way, see `hand.ts`. */
function clientOf(world: World, how: string, options: object = {}) {
  const id = String(Math.random()).slice(2);
  const client = createCarrelClient({
    baseUrl: `${world.places.main}/ill/${how}/${id}`,
    tokens: { accessToken: 'any' },
    retry: { minDelayMs: 20 },
    ...options,
  });
  return { client, hits: () => world.hand<number>('hits', { id }) };
}

export const callChecks: readonly Check[] = [
  {
    name: 'a busy server is asked again when it said, for what is idempotent',
    run: async (world) => {
      const { client, hits } = clientOf(world, 'busy');
      const began = Date.now();
      same((await unwrap(client.identity.me())).id, 'usr_1');
      holds(Date.now() - began >= 1_000, 'it waited for the second that was asked for');
      same(await hits(), 2);
    },
  },
  {
    name: 'what is not idempotent is sent once, and what has a key as often as it takes',
    run: async (world) => {
      const once = clientOf(world, 'busy');
      same(
        await failure(once.client.tenant.users.create({ email: 'a@b.example', password: 'x' })),
        'service/shutting-down',
      );
      same(await once.hits(), 1);
      const keyed = clientOf(world, 'busy');
      await unwrap(keyed.client.sessions.create({ kind: 'solo', languages: [] }));
      same(await keyed.hits(), 2);
    },
  },
  {
    name: 'a POST whose connection is cut behind it is never sent again by the client',
    run: async (world) => {
      const sent = counting();
      const { client, hits } = clientOf(world, 'cut', { fetch: sent.fetch });
      same(await failure(client.tenant.users.create({ email: 'a@b.example', password: 'x' })), 'client/unreachable');
      same(sent.count('POST '), 1);
      // A page may send it again by itself, on a connection that it had used before.
      const isPage = 'document' in globalThis;
      holds(isPage || (await hits()) === 1, 'the server got it once');
      const keyed = clientOf(world, 'cut', { fetch: sent.fetch, retry: { maxAttempts: 3, minDelayMs: 5 } });
      same(await failure(keyed.client.sessions.create({ kind: 'solo', languages: [] })), 'client/unreachable');
      same(sent.count('POST '), 4);
    },
  },
  {
    name: 'no more is tried than the time of the caller allows',
    run: async (world) => {
      const { client, hits } = clientOf(world, 'busy');
      const began = Date.now();
      same(await failure(client.identity.me({ requestTimeoutMs: 500 })), 'service/shutting-down');
      holds(Date.now() - began < 900, 'it did not wait for a time that is too late');
      same(await hits(), 1);
    },
  },
  {
    name: 'a server that never answers is timed out, and one that was aborted is asked no more',
    run: async (world) => {
      const { client } = clientOf(world, 'silent');
      same(await failure(client.identity.me({ requestTimeoutMs: 100 })), 'client/timed-out');
      const controller = new AbortController();
      const outcome = failure(client.identity.me({ signal: controller.signal }));
      controller.abort();
      same(await outcome, 'client/aborted');
      same(await failure(client.identity.me({ signal: controller.signal })), 'client/aborted');
      const busy = clientOf(world, 'busy');
      const later = new AbortController();
      const pending = failure(busy.client.identity.me({ signal: later.signal }));
      while ((await busy.hits()) === 0);
      later.abort();
      same([await pending, await busy.hits()], ['client/aborted', 1]);
    },
  },
  {
    name: 'what is no Carrel, too large or not there has an error of its own',
    run: async (world) => {
      same(await failure(clientOf(world, 'junk').client.identity.me()), 'client/protocol');
      const html = clientOf(world, 'html', { retry: { maxAttempts: 2, minDelayMs: 1 } });
      const answer = await html.client.identity.me();
      const error = answer._unsafeUnwrapErr();
      same([error.type, error.status, error.retryable], ['client/unreachable', 502, true]);
      same(await html.hits(), 2);
      const small = clientOf(world, 'large', { maxAnswerBytes: 1_000 });
      same(await failure(small.client.identity.me()), 'client/protocol');
      const gone = createCarrelClient({ baseUrl: 'http://127.0.0.1:1/api/v5', retry: { maxAttempts: 1 } });
      same(await failure(gone.identity.me()), 'client/unreachable');
    },
  },
  {
    name: 'a call whose connection breaks in the middle of the answer is sent again',
    run: async (world) => {
      const { client, hits } = clientOf(world, 'broken');
      same((await unwrap(client.identity.me())).id, 'usr_1');
      same(await hits(), 2);
    },
  },
  {
    name: 'a DELETE whose answer was lost is done when there is nothing left',
    run: async (world) => {
      const { client, hits } = clientOf(world, 'lost-delete');
      await unwrap(client.sessions.remove('ses_1'));
      same(await hits(), 2);
      same(await failure(clientOf(world, 'missing').client.sessions.remove('ses_1')), 'session/not-found');
    },
  },
  {
    name: 'who calls too much waits as long as the server says and is served',
    run: async (world) => {
      const hasty = await world.user({ retry: { maxAttempts: 1 } }, 'limited');
      let last = 'ok';
      for (let calls = 0; last === 'ok' && calls < 200; calls += 1) last = await failure(hasty.languages.list());
      same(last, 'request/rate-limited');
      const sent = counting();
      const patient = world.client(
        { fetch: sent.fetch, tokens: hasty.identity.tokens ?? { accessToken: '' } },
        'limited',
      );
      holds((await unwrap(patient.languages.list())).items.length > 0, 'it was served');
      holds(sent.count('/languages') <= 3, 'it was patient');
    },
  },
];
