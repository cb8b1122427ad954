import { expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';

const QUICK = { CARREL_AUTH__KEY_RELOAD_MS: '500' };

function keys(dataDir: DataDir, args: readonly string[]) {
  return runCli(['keys', ...args, '--data-dir', dataDir.path], QUICK);
}

function kidOf({ token = '' }: ApiClient): unknown {
  const header = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()) as { kid: unknown };
  return header.kid;
}

async function published({ origin }: ServerProcess): Promise<readonly string[]> {
  const { keys: all } = (await (await fetch(`${origin}/.well-known/jwks.json`)).json()) as {
    readonly keys: readonly { readonly kid: string }[];
  };
  return all.map(({ kid }) => kid);
}

it('a running server takes a new key over, and believes tokens of the old one', async () => {
  await using dataDir = new DataDir();
  await using server = await ServerProcess.launch(dataDir, ['--quiet'], QUICK).listening;
  const before = await server.client.register('ada@example.com');
  const rotated = await keys(dataDir, ['rotate']);
  expect(rotated, rotated.stderr).toMatchObject({ code: 0 });
  const kid = rotated.stdout.split(' ', 1)[0] ?? '';
  expect(kid).not.toBe(kidOf(before));
  await eventually(async () => (await published(server)).includes(kid));
  await eventually(async () => kidOf(await server.client.logIn('ada@example.com')) === kid);
  expect((await before.get('/users/me')).status).toBe(200);
  expect(await published(server)).toEqual(expect.arrayContaining([kid, kidOf(before)]));
  const listed = (await keys(dataDir, ['list'])).stdout;
  expect(listed).toMatch(new RegExp(`^${String(kidOf(before))}  verifying .*\\n${kid}  signing .*\\n$`));
  expect(listed).not.toContain('"d"');
});

it('a running server refuses every token of keys that were taken away, and no refresh', async () => {
  await using dataDir = new DataDir();
  await using server = await ServerProcess.launch(dataDir, ['--quiet'], QUICK).listening;
  const credentials = { email: 'ada@example.com', password: 'correct horse battery' };
  const { tokens } = (await server.client.post('/auth/register', credentials)).json<{
    readonly tokens: { readonly accessToken: string; readonly refreshToken: string };
  }>();
  expect(await keys(dataDir, ['rotate', '--revoke'])).toMatchObject({ code: 0 });
  await eventually(async () => (await server.client.as(tokens.accessToken).get('/users/me')).status === 401);
  const refreshed = await server.client.post('/auth/refresh', { refreshToken: tokens.refreshToken });
  expect(refreshed.status).toBe(200);
  expect(await published(server)).toHaveLength(1);
});
