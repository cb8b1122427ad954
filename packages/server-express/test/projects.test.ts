import { memoryRuntime, type Program } from '@carrel/core/memory';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readUntil } from './event-reader.js';
import type { HttpClient } from './http-client.js';
import { testServer } from './test-server.js';
import { register, startedSession } from './world.js';

/** Installs nothing; a package of the name `slow` takes for ever. */
const npm: Program = async ({ argv, write, sleep }) => {
  await write('stdout', `${argv.join(' ')}\n`);
  if (argv.includes('slow')) await sleep(600_000);
  return argv.includes('missing') ? 1 : 0;
};

const server = await testServer({ runtime: memoryRuntime({ programs: { npm } }) });
let client: HttpClient;
let session: string;
let projects: string;

beforeEach(async () => {
  ({ client } = await register(server.client));
  session = `/sessions/${await startedSession(client)}`;
  projects = `${session}/projects`;
});
afterAll(() => server[Symbol.asyncDispose]());

const write = (path: string, body: string) => client.call('PUT', `${session}/files/content?path=${path}`, { body });
const PACKAGE = JSON.stringify({ dependencies: { next: '14' }, scripts: { dev: 'next dev' } });

describe('what a workspace is built with', () => {
  it('is told with evidence, commands and ports', async () => {
    await write('web/package.json', PACKAGE);

    const answer = await client.get(projects);

    expect([answer.status, answer.json()]).toEqual([
      200,
      {
        items: [
          {
            id: 'next',
            name: 'Next.js',
            language: 'javascript',
            directory: 'web',
            confidence: 0.9,
            evidence: ['web/package.json: dependency next'],
            manager: 'npm',
            commands: { install: ['npm', 'install'], run: ['npm', 'run', 'dev'], build: ['npx', 'next', 'build'] },
            ports: [3000],
          },
        ],
        nextCursor: null,
        truncated: false,
      },
    ]);
    expect((await client.get(`${projects}?path=other`)).json()).toMatchObject({ status: 404, type: 'file/not-found' });
    expect((await client.get(`${projects}?path=../x`)).json()).toMatchObject({ status: 400, type: 'request/invalid' });
  });

  it('comes in pages', async () => {
    for (const name of ['a', 'b', 'c']) await write(`${name}/package.json`, PACKAGE);
    const seen: unknown[] = [];
    let cursor: unknown = '';

    for (let page = 0; page < 3; page += 1) {
      const query: string = cursor === '' ? '' : `&cursor=${String(cursor)}`;
      const { items, nextCursor } = (await client.get(`${projects}?limit=1${query}`)).json<{
        readonly items: readonly { readonly directory: string }[];
        readonly nextCursor: string | null;
      }>();
      seen.push(...items.map(({ directory }) => directory));
      cursor = nextCursor;
    }

    expect([seen, cursor]).toEqual([['a', 'b', 'c'], null]);
  });
});

describe('packages that are stored for a tenant', () => {
  it('are told with the installation that began with them, at its end and at its start', async () => {
    await using caching = await testServer({
      runtime: memoryRuntime({ programs: { npm } }),
      projects: { cache: 'tenant' },
    });
    const { client: user } = await register(caching.client);
    const place = `/sessions/${await startedSession(user)}`;
    await user.call('PUT', `${place}/files/content?path=package.json`, { body: PACKAGE });

    const ended = await user.call('POST', `${place}/projects/install`);
    const cached = `path=.carrel/cache/npm/_cacache/content-v2/sha512/own`;
    await user.call('PUT', `${place}/files/content?${cached}`, { body: 'something' });
    const begun = await user.post(`${place}/projects/install`, { background: true });

    expect([ended.status, ended.json()]).toMatchObject([200, { exitCode: 0, cache: 'miss' }]);
    expect([begun.status, begun.json()]).toMatchObject([201, { state: 'running', cache: 'own' }]);
  });
});

describe('installing packages', () => {
  it('answers with its end and the end of its output', async () => {
    await write('package.json', PACKAGE);

    const answer = await client.call('POST', `${projects}/install`);

    expect([answer.status, answer.json()]).toEqual([
      200,
      {
        commandId: expect.stringMatching(/^cmd_/) as string,
        manager: 'npm',
        directory: '',
        argv: ['npm', 'install'],
        exitCode: 0,
        signal: null,
        reason: 'exited',
        durationMs: expect.any(Number) as number,
        output: 'npm install\n',
        truncated: false,
      },
    ]);
  });

  it('tells a failure as a value, with what may be the cause', async () => {
    await write('package.json', PACKAGE);

    const answer = await client.post(`${projects}/install`, { packages: ['missing'] });

    expect([answer.status, answer.json()]).toMatchObject([200, { exitCode: 1, hint: { type: 'no-network' } }]);
  });

  it('goes on in the background as a command, and is refused meanwhile', async () => {
    await write('package.json', PACKAGE);
    const started = await client.post(`${projects}/install`, { packages: ['slow'], background: true });
    const { commandId } = started.json<{ readonly commandId: string }>();
    const command = `${session}/commands/${commandId}`;

    expect([started.status, started.json()]).toMatchObject([201, { state: 'running', manager: 'npm' }]);
    expect(started.headers.get('location')).toBe(`/api/v5${command}`);
    const refused = await client.post(`${projects}/install`, {});
    expect([refused.status, refused.json()]).toMatchObject([409, { type: 'project/install-running', commandId }]);
    await client.delete(command);
    const leaving = new AbortController();
    const output = await client.open('GET', `${command}/output`, { signal: leaving.signal });
    const events = await readUntil(output, ({ event }) => event === 'exit');
    expect(events.map(({ event }) => event)).toEqual(['output', 'exit']);
    expect((await client.post(`${projects}/install`, {})).status).toBe(200);
  });

  it('says what could be meant, what is missing, and what is wrong', async () => {
    await write('a/package.json', PACKAGE);
    await write('b/package.json', PACKAGE);
    const install = async (body: object) => (await client.post(`${projects}/install`, body)).json();

    expect(await install({})).toMatchObject({
      ...{ status: 409, type: 'project/ambiguous' },
      candidates: [
        { directory: 'a', manager: 'npm' },
        { directory: 'b', manager: 'npm' },
      ],
    });
    expect(await install({ path: '' })).toMatchObject({ status: 404, type: 'project/not-found' });
    expect(await install({ path: 'a', manager: 'yarn' })).toMatchObject({
      ...{ status: 422, type: 'project/manager-not-installed' },
    });
    expect(await install({ path: 'a', packages: ['-g'] })).toMatchObject({
      ...{ status: 400, type: 'request/invalid' },
      issues: [{ path: 'packages.0' }],
    });
    expect(await install({ path: 'a', global: true })).toMatchObject({ status: 400, type: 'request/invalid' });
  });
});
