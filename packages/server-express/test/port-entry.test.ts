import { sessionId } from '@carrel/core/kernel';
import { describe, expect, it } from 'vitest';
import { passIn } from '../src/ports/pass-cookie.js';
import { enterByLink, makePortLink } from '../src/ports/port-entry.js';
import { askedHost, hostOf } from '../src/ports/port-host.js';
import { portResource, ticketOff } from '../src/ports/port-link.js';
import { testServer } from './test-server.js';
import { makeSession, register } from './world.js';

const DOMAIN = 'ports.example.com';
const cookie = { secure: true, sameSite: 'lax', ttlMs: 60_000 } as const;
const facts = { domain: DOMAIN, secure: true, serverPort: '', path: '/a?b=c' };

async function someone() {
  const server = await testServer();
  const { carrel } = server;
  const { client } = await register(server.client);
  const caller = (await carrel.identity.authenticate(client.token ?? '', 'req_1'))._unsafeUnwrap();
  const named = { sessionId: sessionId.parse(await makeSession(client))._unsafeUnwrap(), port: 3000 };
  const link = async (by = caller) => {
    const { url } = (await makePortLink(by, { ...facts, named }, carrel))._unsafeUnwrap();
    const { host, pathname, search } = new URL(url);
    return { host, target: pathname + search, ...ticketOff(pathname + search) };
  };
  const enter = (ticket: string | null, at = named) =>
    enterByLink(
      { named: at, host: hostOf(at, DOMAIN), ticket: ticket ?? '', rest: '/a?b=c', cookie, requestId: 'req_2' },
      carrel,
    );
  return { carrel, caller, named, link, enter, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('a link to a port', () => {
  it('gives a browser a pass for its host, and sends it on without the ticket', async () => {
    await using world = await someone();
    const { host, rest, ticket } = await world.link();

    const { 'Set-Cookie': given = '', ...headers } = (await world.enter(ticket))._unsafeUnwrap();

    expect(askedHost(host, DOMAIN)).toEqual({ kind: 'port', ...world.named });
    expect(rest).toBe('/a?b=c');
    expect(headers).toEqual({ Location: rest, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    const pass = passIn(given.split(';')[0], true) ?? '';
    const { passes } = world.carrel.identity;
    const bearer = (await passes.authenticate(pass, { audience: host }, 'req_3'))._unsafeUnwrap();
    expect([bearer.userId, bearer.authSessionId]).toEqual([world.caller.userId, world.caller.authSessionId]);
    const elsewhere = await passes.authenticate(
      pass,
      { audience: hostOf({ ...world.named, port: 3001 }, DOMAIN) },
      'req_4',
    );
    expect(elsewhere._unsafeUnwrapErr().type).toBe('auth/token-invalid');
  });

  it('works once', async () => {
    await using world = await someone();
    const { ticket } = await world.link();
    expect((await world.enter(ticket)).isOk()).toBe(true);

    expect((await world.enter(ticket))._unsafeUnwrapErr().type).toBe('auth/ticket-invalid');
  });

  it('is for one port of one session', async () => {
    await using world = await someone();
    const other = sessionId.parse('ses_01hzy3v7k8q9rstvwxyz012346')._unsafeUnwrap();
    for (const at of [
      { ...world.named, port: 3001 },
      { ...world.named, sessionId: other },
    ]) {
      const { ticket } = await world.link();

      expect((await world.enter(ticket, at))._unsafeUnwrapErr().type).toBe('auth/ticket-invalid');
    }
  });

  it('is not made of the ticket of a WebSocket', async () => {
    await using world = await someone();
    const input = { purpose: 'websocket', resource: portResource(world.named) } as const;
    const { ticket } = (await world.carrel.identity.tickets.issue(world.caller, input))._unsafeUnwrap();

    expect((await world.enter(ticket))._unsafeUnwrapErr().type).toBe('auth/ticket-invalid');
  });

  it.each([
    [['*'], ['ports:write', 'workspaces:read', 'workspaces:write']],
    [['ports:write', 'files:read'], ['ports:write']],
    [['files:read'], []],
  ])('of a caller who may %j gives a pass for %j', async (scopes, given) => {
    await using world = await someone();
    const { host, ticket } = await world.link({ ...world.caller, scopes });
    const { 'Set-Cookie': set = '' } = (await world.enter(ticket))._unsafeUnwrap();

    const pass = passIn(set.split(';')[0], true) ?? '';
    const bearer = await world.carrel.identity.passes.authenticate(pass, { audience: host }, 'req_3');

    expect(bearer._unsafeUnwrap().scopes).toEqual(given);
  });

  it.each(['', '//evil.com', 'https://evil.com', '/\\evil.com', '/a b'])('leads nowhere like %j', async (path) => {
    await using world = await someone();
    const made = await makePortLink(world.caller, { ...facts, named: world.named, path }, world.carrel);

    expect(made._unsafeUnwrapErr()).toMatchObject({ type: 'request/invalid', issues: [{ path: 'path' }] });
  });
});
