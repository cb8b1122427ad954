import {
  browserTokenStore,
  memoryTokenStore,
  unwrap,
  type CarrelClient,
  type TokenSet,
  type TokenStore,
} from '../../src/index.js';
import { counting, eventually, failure, holds, newLogin, same, World, type Check, type Places } from './check.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** That of browsers where there is one. */
const newStore = (): TokenStore =>
  'localStorage' in globalThis ? browserTokenStore({ key: String(Math.random()) }) : memoryTokenStore();

async function runOut(client: CarrelClient): Promise<void> {
  await pause(Math.max(0, Date.parse(client.identity.tokens?.expiresAt ?? '') - Date.now()));
}

/** Uses a login that the tabs of a page share for some lives of its tokens. What it fails with, or `ok`. */
export async function useSharedLogin(places: Places, mode: 'make' | 'use'): Promise<string> {
  const client = new World(places).client({ tokenStore: browserTokenStore() }, 'brief');
  if (mode === 'make') return failure(client.identity.register(newLogin()));
  for (let life = 0; life < 3; life += 1) {
    const outcome = await failure(client.identity.me());
    if (outcome !== 'ok') return outcome;
    await runOut(client);
  }
  return failure(client.identity.me());
}

export const identityChecks: readonly Check[] = [
  {
    name: 'clients that share a token store share a login, also when all refresh at once and one sleeps meanwhile',
    run: async (world) => {
      const tokenStore = newStore();
      const sent = counting();
      const clients = [1, 2, 3].map(() => world.client({ tokenStore, fetch: sent.fetch }, 'brief'));
      const [first, second, sleeper] = clients as [CarrelClient, CarrelClient, CarrelClient];
      same(await failure(second.identity.me()), 'auth/token-missing');
      const { user } = await unwrap(first.identity.register(newLogin()));
      for (const client of clients) same((await unwrap(client.identity.me())).id, user.id);
      for (let life = 1; life <= 2; life += 1) {
        await runOut(first);
        await Promise.all([first, second, first].map((client) => unwrap(client.identity.me())));
        same(sent.count('/auth/refresh'), life, 'refreshes');
      }
      same((await unwrap(sleeper.identity.me())).id, user.id);
      await unwrap(first.identity.logout());
      const left = await failure(second.identity.me());
      holds(left.startsWith('auth/token-'), `it is logged out too: ${left}`);
      await runOut(sleeper);
      same([await failure(sleeper.identity.me()), sleeper.identity.tokens], ['auth/token-missing', null]);
    },
  },
  {
    name: 'clients that share refresh tokens without a store end their login',
    run: async (world) => {
      const first = await world.user({}, 'brief');
      const tokens = first.identity.tokens ?? { accessToken: '' };
      const second = world.client({ tokens }, 'brief');
      await runOut(first);
      await unwrap(first.identity.me());
      same(await failure(second.identity.me()), 'auth/refresh-token-reused');
    },
  },
  {
    name: 'a token store that throws is a typed error of the call that met it',
    run: async (world) => {
      const tokenStore = memoryTokenStore();
      const throwing = () => {
        throw new Error('full');
      };
      same(
        await failure(world.client({ tokenStore: { ...tokenStore, read: throwing } }).identity.me()),
        'client/token-store',
      );
      const client = world.client({ tokenStore: { ...tokenStore, write: throwing } });
      same(await failure(client.identity.register(newLogin())), 'client/token-store');
      same(await failure(client.identity.me()), 'ok');
    },
  },
  {
    name: 'somebody registers, is told of tokens, logs out and is nobody',
    run: async (world) => {
      const told: (TokenSet | null)[] = [];
      const client = world.client({ onTokens: (tokens) => told.push(tokens) });
      const login = newLogin();
      same(await failure(client.identity.me()), 'auth/token-missing');
      const { user } = await unwrap(client.identity.register({ ...login, displayName: 'Ada' }));
      same((await unwrap(client.identity.me())).id, user.id);
      same((await unwrap(client.identity.updateProfile({ displayName: 'Ada L.' }))).displayName, 'Ada L.');
      await unwrap(
        client.identity.changePassword({ currentPassword: login.password, newPassword: 'another one here' }),
      );
      const { ticket } = await unwrap(client.identity.ticket('/api/v5/ws/terminals/trm_01arz3ndektsv4rrffq69g5fav'));
      holds(ticket.length > 10, 'there is a ticket');
      await unwrap(client.identity.logout());
      same(client.identity.tokens, null);
      same(told.length, 2);
      holds(typeof told[0]?.expiresAt === 'string' && told[1] === null, 'tokens were told of, then their end');
      same(await failure(client.identity.login(login)), 'auth/invalid-credentials');
      await unwrap(client.identity.login({ ...login, password: 'another one here' }));
      same((await unwrap(client.identity.me())).email, login.email);
    },
  },
  {
    name: 'many calls with a token that ran out refresh once',
    run: async (world) => {
      const sent = counting();
      const client = await world.user({ fetch: sent.fetch }, 'brief');
      const { accessToken, refreshToken } = client.identity.tokens ?? {};
      // Its age is not known, so that it is sent and refused.
      await unwrap(client.identity.useTokens({ accessToken: accessToken ?? '', refreshToken }));
      await eventually(async () => {
        const bare = world.client({ tokens: { accessToken: accessToken ?? '' } }, 'brief');
        return (await failure(bare.identity.me())) === 'auth/token-expired';
      });
      const all = await Promise.all(Array.from({ length: 20 }, () => unwrap(client.identity.me())));
      same(new Set(all.map(({ id }) => id)).size, 1);
      same(sent.count('/auth/refresh'), 1, 'refreshes');
      holds(client.identity.tokens?.accessToken !== accessToken, 'there is another token');
    },
  },
  {
    name: 'a token that is about to run out is refreshed before it is refused, once',
    run: async (world) => {
      const sent = counting();
      const client = await world.user({ fetch: sent.fetch }, 'brief');
      await pause(Math.max(0, Date.parse(client.identity.tokens?.expiresAt ?? '') - Date.now()));
      await Promise.all(Array.from({ length: 10 }, () => unwrap(client.identity.me())));
      same([sent.count('/auth/refresh'), sent.count('/users/me')], [1, 10]);
    },
  },
  {
    name: 'a refresh that is refused is one typed error for all, ends the tokens, and is not tried again',
    run: async (world) => {
      const sent = counting();
      const told: (TokenSet | null)[] = [];
      const tokens = { accessToken: 'not.a.token', refreshToken: 'nor this' };
      const client = world.client({ tokens, fetch: sent.fetch, onTokens: (one) => told.push(one) });
      const failures = await Promise.all(Array.from({ length: 5 }, () => failure(client.identity.me())));
      same(new Set(failures), new Set(['auth/refresh-token-invalid']));
      same(failures[0], 'auth/refresh-token-invalid');
      same([sent.count('/auth/refresh'), told.length, told[0]], [1, 1, null]);
      same(await failure(client.identity.me()), 'auth/token-missing');
      same(sent.count('/auth/refresh'), 1);
    },
  },
  {
    name: 'an agent acts by its key, and tenants are administered',
    run: async (world) => {
      const client = await world.user();
      const { users, agents } = client.tenant;
      const made = await unwrap(users.create({ ...newLogin(), role: 'member' }));
      same((await unwrap(users.update(made.id, { displayName: 'Grace' }))).displayName, 'Grace');
      same((await unwrap(users.list({ limit: 200 }))).items.length, 2);
      const { agent, key } = await unwrap(agents.create({ name: 'robot', scopes: ['sessions:read'] }));
      const robot = world.client({ tokens: { accessToken: key } });
      same((await unwrap(robot.sessions.list())).items, []);
      same(await failure(robot.sessions.create({ kind: 'solo', languages: [] })), 'auth/forbidden');
      same(
        (await unwrap(agents.list())).items.map(({ id }) => id),
        [agent.id],
      );
      await unwrap(agents.remove(agent.id));
      same(await failure(robot.sessions.list()), 'auth/token-invalid');
      await unwrap(users.remove(made.id));
      holds((await unwrap(client.tenant.audit())).items.length > 0, 'it is in the audit');
    },
  },
];
