import { describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.js';
import { DataDir, runCli, ServerProcess } from './server-process.js';

const PASSWORD = 'correct horse battery';
const CLOSED = { CARREL_AUTH__REGISTRATION: 'closed' };
const BY_INVITATION = { CARREL_AUTH__REGISTRATION: 'invitation' };

function serve(dataDir: DataDir, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  return ServerProcess.launch(dataDir, ['--quiet'], env).listening;
}

function users(dataDir: DataDir, args: readonly string[], input?: string) {
  return runCli(['users', ...args, '--data-dir', dataDir.path], CLOSED, 90_000, input);
}

const register = (client: ApiClient, email: string, invitation?: string) =>
  client.post('/auth/register', { email, password: PASSWORD, ...(invitation === undefined ? {} : { invitation }) });

describe('the first administrator', () => {
  it('is made with a password from standard input, before a server ever ran and while one does', async () => {
    await using dataDir = new DataDir();
    const create = ['create', '--tenant', 'Acme', '--email', 'ada@example.com'];
    const made = await users(dataDir, create, `${PASSWORD}\n`);
    expect(made, made.stderr).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^usr_\w+ ten_\w+\n$/) as string,
    });
    await using server = await serve(dataDir, CLOSED);
    const ada = await server.client.logIn('ada@example.com');
    expect((await ada.get('/users/me')).json()).toMatchObject({ role: 'owner' });
    const refused = await register(server.client, 'eve@example.com');
    expect([refused.status, refused.json()['type']]).toEqual([403, 'identity/registration-closed']);
    const [, tenant = ''] = made.stdout.trim().split(' ');
    const member = ['create', '--tenant', tenant, '--email', 'bob@example.com', '--role', 'member'];
    expect(await users(dataDir, member, PASSWORD)).toMatchObject({ code: 0 });
    const bob = await server.client.logIn('bob@example.com');
    expect((await bob.get('/users/me')).json()).toMatchObject({ role: 'member', tenantId: tenant });
    const audit = (await ada.get('/tenant/audit')).json<{ readonly items: readonly object[] }>().items;
    expect(audit).toContainEqual(expect.objectContaining({ action: 'user.created', actor: { type: 'system' } }));
  });

  it('comes by an invitation that works once, though registration is closed', async () => {
    await using dataDir = new DataDir();
    await using server = await serve(dataDir, CLOSED);
    const invited = await users(dataDir, ['invite', '--tenant', 'Acme', '--hours', '2']);
    expect(invited, invited.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/^civ_\S+\n$/) as string });
    const token = invited.stdout.trim();
    const answer = await register(server.client, 'ada@example.com', token);
    expect(answer.json()).toMatchObject({ user: { role: 'owner' }, tenant: { name: 'Acme' } });
    const again = await register(server.client, 'eve@example.com', token);
    expect([again.status, again.json()['type']]).toEqual([403, 'identity/invitation-invalid']);
  });

  it.each([
    [['create', '--email', 'a@b.c'], 2, '--tenant'],
    [['create', '--tenant', 'x'], 2, '--email'],
    [['create', '--tenant', 'x', '--email', 'a@b.c'], 2, 'password'],
    [['create', '--tenant', 'x', '--email', 'a@b.c', '--role', 'king'], 2, '--role'],
    [['invite'], 2, '--tenant'],
    [['invite', '--tenant', 'x', '--hours', 'two'], 2, '--hours'],
    [['invite', '--tenant', 'x', '--hours', '99999'], 1, 'request/invalid'],
    [['invite', '--tenant', `ten_${'0'.repeat(26)}`], 1, 'tenant/not-found'],
    [['invite', '--tenant', 'x', '--role', 'member'], 1, 'request/invalid'],
  ])('is not made by %j', async (args, code, said) => {
    await using dataDir = new DataDir();
    const ended = await users(dataDir, args, '');
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(said) as string });
  });
});

it('a tenant invites whom it likes where registration is by invitation', async () => {
  await using dataDir = new DataDir();
  await users(dataDir, ['create', '--tenant', 'Acme', '--email', 'ada@example.com'], PASSWORD);
  await using server = await serve(dataDir, BY_INVITATION);
  const ada = await server.client.logIn('ada@example.com');
  expect((await register(server.client, 'eve@example.com')).status).toBe(403);
  const { invitation, token } = (await ada.post('/tenant/invitations', { role: 'member' })).json<{
    readonly invitation: { readonly id: string };
    readonly token: string;
  }>();
  expect((await ada.get('/tenant/invitations')).json()).toEqual({ items: [invitation], nextCursor: null });
  expect((await register(server.client, 'eve@example.com', token)).status).toBe(201);
  const other = (await ada.post('/tenant/invitations')).json<{ readonly invitation: { readonly id: string } }>();
  expect((await ada.delete(`/tenant/invitations/${other.invitation.id}`)).status).toBe(204);
});
