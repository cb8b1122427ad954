import { afterAll, describe, expect, it } from 'vitest';
import { hostWorld, PAGE, SCRIPT, typeOf } from './host-world.js';
import { site } from './port-world.js';
import { refusal, SocketClient } from './socket-client.js';
import { PORT_DOMAIN } from './test-server.js';
import { logIn, makeSession, PASSWORD, register } from './world.js';

const SECURE = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': '' };
const world = await hostWorld({
  http: { trustedProxies: ['loopback'], rateLimit: { refusedTokensPerAddress: 40 }, ports: { passTtlMs: 3_600_000 } },
});
const { ask, hostFor, linkTo, owner, server, session } = world;
const PORT = 4_200;
const host = hostFor(PORT);
const asked: string[] = [];
await world.listen(
  site((request, response) => {
    asked.push(request.url ?? '');
    response.end('page');
  }),
  PORT,
);
asked.length = 0;

afterAll(() => world[Symbol.asyncDispose]());

describe('a link to a port', () => {
  it('names the host of the port, as the client reaches the server', async () => {
    const path = '/a?b=c#d';
    const made = await owner.client.post(`/sessions/${session}/port-links`, { port: PORT, path });
    const { url, expiresAt } = made.json<{ readonly url: string; readonly expiresAt: string }>();

    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(url).toMatch(new RegExp(`^http://${host}:${String(server.port)}/a\\?b=c&token=ctk_[\\w-]{43}#d$`));
    const left = Date.parse(expiresAt) - Date.now();
    expect([left > 20_000, left <= 30_000]).toEqual([true, true]);
    const secure = await owner.client.post(
      `/sessions/${session}/port-links`,
      { port: PORT },
      { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'carrel.example' },
    );
    expect(secure.json<{ readonly url: string }>().url).toMatch(new RegExp(`^https://${host}/\\?token=ctk_`));
  });

  it('gives a pass, and sends the browser on without the ticket', async () => {
    const target = await linkTo(PORT, { path: '/a%20b?c=%2F&d' });
    const entered = await ask(host, target, { headers: PAGE });

    expect(entered.status).toBe(303);
    expect(entered.headers).toMatchObject({
      ...{ location: '/a%20b?c=%2F&d', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
      'content-length': '0',
    });
    const given = entered.headers['set-cookie'] ?? [];
    expect(given).toEqual([
      expect.stringMatching(/^carrel-port=[\w.-]+; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/),
    ]);
    const [cookie = ''] = given[0]?.split(';') ?? [];
    const page = await ask(host, '/a%20b?c=%2F&d', { headers: { ...PAGE, Cookie: cookie } });
    expect([page.status, page.text, asked.splice(0)]).toEqual([200, 'page', ['/a%20b?c=%2F&d']]);
  });

  it('gives by TLS a pass that no other host can set', async () => {
    const entered = await ask(host, await linkTo(PORT), { headers: { ...PAGE, ...SECURE } });
    expect(entered.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-carrel-port=[\w.-]+; Path=\/; Max-Age=3600; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  it('is found by the host that a trusted proxy names', async () => {
    const named = { ...PAGE, 'X-Forwarded-Host': host, 'X-Forwarded-Proto': 'https' };
    const entered = await ask('10.0.0.1', await linkTo(PORT), { headers: named });
    const [cookie = ''] = entered.headers['set-cookie']?.[0]?.split(';') ?? [];
    expect(entered.status).toBe(303);
    expect((await ask('10.0.0.1', '/', { headers: { ...named, Cookie: cookie } })).status).toBe(200);
    asked.splice(0);
    // Where the client came by TLS only what TLS gave is a pass.
    const plain = { ...named, Cookie: cookie.replace('__Host-', '') };
    expect((await ask('10.0.0.1', '/', { headers: plain })).status).toBe(401);
    expect(asked.splice(0)).toEqual([]);
  });

  it('works once; who came in by it before is sent on all the same', async () => {
    const target = await linkTo(PORT, { path: '/x' });
    const [first] = await Promise.all([ask(host, target, { headers: PAGE })]);
    const [cookie = ''] = first.headers['set-cookie']?.[0]?.split(';') ?? [];

    const stranger = await ask(host, target, { headers: PAGE });
    expect([stranger.status, stranger.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8']);
    expect(stranger.text).toContain('Open it again');
    expect(stranger.text).not.toContain('ctk_');
    expect(stranger.headers).not.toHaveProperty('set-cookie');
    const again = await ask(host, target, { headers: { ...PAGE, Cookie: cookie } });
    expect([again.status, again.headers.location]).toEqual([303, '/x']);
    expect(again.headers).not.toHaveProperty('set-cookie');
  });

  it('lets one of many in', async () => {
    const target = await linkTo(PORT);
    const all = await Promise.all(Array.from({ length: 8 }, () => ask(host, target, { headers: PAGE })));
    expect(all.filter(({ status }) => status === 303)).toHaveLength(1);
  });

  it.each([
    ['HEAD', { method: 'HEAD', headers: PAGE }],
    ['a look ahead', { headers: { ...PAGE, 'Sec-Purpose': 'prefetch;prerender' } }],
    ['an older look ahead', { headers: { ...PAGE, Purpose: 'prefetch' } }],
    ['a preview that is no browser', { headers: { Accept: '*/*' } }],
    ['a script', { headers: SCRIPT }],
    ['a POST', { method: 'POST', headers: PAGE }],
  ])('is not used up by %s', async (_what, asking) => {
    const target = await linkTo(PORT);
    const looked = await ask(host, target, asking);
    expect(looked.status).toBe(401);
    expect(looked.headers).not.toHaveProperty('set-cookie');

    expect((await ask(host, target, { headers: PAGE })).status).toBe(303);
    expect(asked.splice(0)).toEqual([]);
  });

  it('opens no WebSocket', async () => {
    const target = await linkTo(PORT);
    const refused = await refusal(SocketClient.open(server.origin + target, { headers: { Host: host } }));
    expect([refused.status, asked.splice(0)]).toEqual([401, []]);
  });

  it('is told to no program, whoever asks with it', async () => {
    const cookie = await world.enter(PORT);
    const target = await linkTo(PORT, { path: '/y?a=1' });
    expect((await ask(host, target, { headers: { ...SCRIPT, Cookie: cookie } })).status).toBe(200);
    expect(asked.splice(0)).toEqual(['/y?a=1']);
  });

  it('is for its port and session alone', async () => {
    const other = await makeSession(owner.client);
    for (const at of [hostFor(PORT + 1), hostFor(PORT, other)]) {
      const answer = await ask(at, await linkTo(PORT), { headers: PAGE });
      expect([at, answer.status]).toEqual([at, 401]);
    }
  });

  it.each(['//evil.example/x', '/\\evil.example/x', 'http://evil.example//x', '/a\tb'])(
    'sends nobody to another host by %j',
    async (start) => {
      const target = await linkTo(PORT);
      const answer = await ask(host, start.replace('\t', '%09') + target.slice(1), { headers: PAGE });
      const { location = '' } = answer.headers;
      expect(answer.status).toBe(303);
      expect(new URL(location, `http://${host}`).host).toBe(host);
      expect(location).toMatch(/^\/(?![/\\])/);
    },
  );

  it('is not made by an access token, which goes to the program as anything in a query does', async () => {
    const token = owner.client.token ?? '';
    const answer = await ask(host, `/?token=${token}`, { headers: PAGE });
    expect([answer.status, asked.splice(0)]).toEqual([401, []]);
  });
});

describe('who gets a link', () => {
  it('is whoever may use the port', async () => {
    const room = await makeSession(owner.client, { kind: 'room' });
    const email = `viewer-of-${owner.email}`;
    await owner.client.post('/tenant/users', { email, password: PASSWORD });
    const viewer = await logIn(server.client, email);
    const ask = (client = viewer.client, body: unknown = { port: 80 }) =>
      client.post(`/sessions/${room}/port-links`, body);
    expect((await ask()).status).toBe(404);
    await owner.client.put(`/sessions/${room}/members/${viewer.userId}`, { role: 'viewer' });
    expect((await ask()).json()).toMatchObject({ type: 'session/forbidden', neededRole: 'participant' });
    const foreigner = await register(server.client);
    expect((await ask(foreigner.client)).json()).toMatchObject({ type: 'session/not-found' });
    const made = await owner.client.post('/tenant/agents', { name: 'narrow', scopes: ['sessions:*'] });
    const narrow = server.client.as(made.json<{ readonly key: string }>().key);
    expect((await ask(narrow)).json()).toMatchObject({ type: 'auth/forbidden' });
    for (const body of [
      {},
      { port: 0 },
      { port: 65_536 },
      { port: 80, path: '//evil.example' },
      { port: 80, path: 'x' },
    ])
      expect([body, (await ask(owner.client, body)).status]).toEqual([body, 400]);
  });

  it('is nobody where ports have no hosts', async () => {
    await using plain = await hostWorld({ http: { ports: { domain: '' } } });
    const made = await plain.owner.client.post(`/sessions/${plain.session}/port-links`, { port: 80 });
    expect([made.status, made.json()]).toEqual([422, expect.objectContaining({ type: 'port/no-domain' })]);
    const elsewhere = await plain.ask(`80-${plain.session.slice(4)}.${PORT_DOMAIN}`, '/healthz');
    expect(elsewhere.status).toBe(200);
  });
});

it('links that are made up count', async () => {
  const target = `/?token=ctk_${'x'.repeat(43)}`;
  const answers = [];
  for (let count = 0; count < 41; count += 1) answers.push(await ask(host, target, { headers: PAGE }));
  expect(answers.some(({ status }) => status === 429)).toBe(true);
  expect(typeOf(await ask(host, target, { headers: SCRIPT }))).toBe('auth/token-missing');
});
