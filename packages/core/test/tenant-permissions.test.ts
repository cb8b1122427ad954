import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, Carrel } from '../src/index.js';
import type { CarrelError, ResultAsync } from '../src/kernel/index.js';
import { expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';
import { publicMethods } from './public-methods.js';

const PASSWORD = 'correct horse';
const REQUEST = { requestId: 'req_test' };
const NEVER = '01arz3ndektsv4rrffq69g5fav';

/** Everybody who calls: the three roles of a tenant, an agent of its owner whose key covers nothing here, and another tenant's owner. */
const PEOPLE = ['owner', 'admin', 'member', 'agent', 'stranger'] as const;
type Person = (typeof PEOPLE)[number];

/** What a row names: things of the tenant that everybody but the stranger is of. */
interface Target {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly user: string;
  readonly agent: string;
  readonly invitation: string;
}

interface Row {
  /** Who may. To the stranger what is named is missing, or the row says what is the stranger's own. */
  readonly may: readonly Person[];
  readonly call: (target: Target) => ResultAsync<unknown, CarrelError>;
  /** What is answered where there is no such thing; `null` for methods that name nothing. */
  readonly missing: string | null;
}

const EVERYBODY: Pick<Row, 'may' | 'missing'> = { may: ['owner', 'admin', 'member', 'stranger'], missing: null };
const ADMINS: Pick<Row, 'may' | 'missing'> = { may: ['owner', 'admin', 'stranger'], missing: null };

let emails = 0;
const newUser = () => ({
  email: `made${String((emails += 1))}@example.com`,
  password: PASSWORD,
  role: 'member' as const,
  tier: 'low' as const,
});

/** Every method of the services about a tenant, and who may call it. */
const rows: Readonly<Record<string, Row>> = {
  'profile.get': { may: PEOPLE, missing: null, call: ({ carrel, caller }) => carrel.identity.profile.get(caller) },
  'profile.update': {
    ...EVERYBODY,
    call: ({ carrel, caller }) => carrel.identity.profile.update(caller, { displayName: 'Ada' }),
  },
  'profile.changePassword': {
    ...EVERYBODY,
    call: ({ carrel, caller }) =>
      carrel.identity.profile.changePassword(caller, { currentPassword: PASSWORD, newPassword: PASSWORD }),
  },
  'users.list': { ...ADMINS, call: ({ carrel, caller }) => carrel.identity.users.list(caller) },
  'users.get': {
    ...ADMINS,
    missing: 'user/not-found',
    call: ({ carrel, caller, user }) => carrel.identity.users.get(caller, user),
  },
  'users.create': { ...ADMINS, call: ({ carrel, caller }) => carrel.identity.users.create(caller, newUser()) },
  'users.update': {
    ...ADMINS,
    missing: 'user/not-found',
    call: ({ carrel, caller, user }) => carrel.identity.users.update(caller, user, { displayName: 'Bob' }),
  },
  'users.remove': {
    ...ADMINS,
    missing: 'user/not-found',
    call: ({ carrel, caller, user }) => carrel.identity.users.remove(caller, user),
  },
  'agents.list': { ...ADMINS, call: ({ carrel, caller }) => carrel.identity.agents.list(caller) },
  'agents.create': {
    ...ADMINS,
    call: ({ carrel, caller }) => carrel.identity.agents.create(caller, { name: 'x', scopes: ['sessions:read'] }),
  },
  'agents.remove': {
    ...ADMINS,
    missing: 'agent/not-found',
    call: ({ carrel, caller, agent }) => carrel.identity.agents.remove(caller, agent),
  },
  'audit.list': { ...ADMINS, call: ({ carrel, caller }) => carrel.audit.list(caller) },
  'invitations.list': { ...ADMINS, call: ({ carrel, caller }) => carrel.identity.invitations.list(caller) },
  'invitations.create': { ...ADMINS, call: ({ carrel, caller }) => carrel.identity.invitations.create(caller, {}) },
  'invitations.remove': {
    ...ADMINS,
    missing: 'invitation/not-found',
    call: ({ carrel, caller, invitation }) => carrel.identity.invitations.remove(caller, invitation),
  },
  'settings.list': { ...EVERYBODY, call: ({ carrel, caller }) => carrel.settings.list(caller) },
  'settings.put': {
    ...EVERYBODY,
    call: ({ carrel, caller }) => carrel.settings.put(caller, { category: 'editor', key: 'theme' }, 'dark'),
  },
  'settings.remove': {
    ...EVERYBODY,
    missing: 'setting/not-found',
    call: ({ carrel, caller }) => carrel.settings.remove(caller, { category: 'editor', key: 'never' }),
  },
};

/** Methods without a row, and why. */
const EXEMPT: Readonly<Record<string, string>> = {
  'tickets.issue': 'gives a pass for what its own route checks',
  'tickets.redeem': 'takes a ticket, not a caller',
  'passes.issue': 'gives what its caller has already, for one place',
  'passes.authenticate': 'takes a pass, not a caller',
  'audit.append': 'is what services call',
  'audit.record': 'is what services call',
  'audit.note': 'is what services call',
  'audit.refused': 'is what edges call',
  'audit.close': 'takes no caller',
  'identity.register': 'takes no caller',
  'identity.login': 'takes no caller',
  'identity.refresh': 'takes a token, not a caller',
  'identity.logout': 'takes a token, not a caller',
  'identity.logoutEverywhere': 'ends the logins of the caller alone',
  'identity.authenticate': 'says who the caller is',
  'identity.standing': 'says who the caller is',
  'identity.admit': 'is what the operator says',
  'identity.watch': 'is what edges call for whoever they let in',
  'identity.heed': 'is what other processes tell',
  'identity.jwks': 'is public',
};

let carrel: Carrel;
let people: Readonly<Record<Person, Caller>>;

beforeAll(async () => {
  carrel = await memoryCarrel({ identity: { maxAgentsPerUser: 10_000, maxInvitationsPerTenant: 10_000 } });
  const owner = await newCaller(carrel);
  const made = expectOk(await carrel.identity.agents.create(owner, { name: 'narrow', scopes: ['nothing:here'] }));
  people = {
    owner,
    admin: await colleague(owner, 'admin'),
    member: await colleague(owner, 'member'),
    agent: expectOk(await carrel.identity.authenticate(made.key, REQUEST.requestId)),
    stranger: await newCaller(carrel),
  };
});

afterAll(() => carrel.dispose());

async function colleague(owner: Caller, role: 'admin' | 'member'): Promise<Caller> {
  const input = { ...newUser(), role };
  expectOk(await carrel.identity.users.create(owner, input));
  const { tokens } = expectOk(await carrel.identity.login({ email: input.email, password: PASSWORD }, REQUEST));
  return expectOk(await carrel.identity.authenticate(tokens.accessToken, REQUEST.requestId));
}

/** A user of the tenant, an agent and an invitation of its admin's: what is an owner's, only owners change. */
async function things(): Promise<Omit<Target, 'carrel' | 'caller'>> {
  const user = expectOk(await carrel.identity.users.create(people.owner, newUser()));
  const { agent } = expectOk(
    await carrel.identity.agents.create(people.admin, { name: 'x', scopes: ['sessions:read'] }),
  );
  const { invitation } = expectOk(await carrel.identity.invitations.create(people.admin, {}));
  return { user: user.id, agent: agent.id, invitation: invitation.id };
}

const answerOf = async (row: Row, target: Target) => {
  const result = await row.call(target);
  return result.isOk() ? 'ok' : result.error.type;
};

describe.each(Object.entries(rows))('%s', (_method, row) => {
  it.each(PEOPLE)('by the %s', async (person) => {
    const own = await things();
    const missing = (person === 'stranger' || row.missing === 'setting/not-found') && row.missing;
    const expected = row.may.includes(person) ? (missing === false ? 'ok' : (missing ?? 'ok')) : 'auth/forbidden';
    expect(await answerOf(row, { carrel, caller: people[person], ...own })).toBe(expected);
  });

  it('of what is gone, malformed or never was', async () => {
    if (row.missing === null) return;
    const gone = await things();
    expectOk(await carrel.identity.users.remove(people.owner, gone.user));
    expectOk(await carrel.identity.agents.remove(people.owner, gone.agent));
    expectOk(await carrel.identity.invitations.remove(people.owner, gone.invitation));
    const named = (of: (prefix: string) => string) => ({ user: of('usr'), agent: of('agt'), invitation: of('inv') });
    const never = named((prefix) => `${prefix}_${NEVER}`);
    for (const ids of [gone, never, named((prefix) => `${prefix}_x`), named(() => ''), named(() => '\0')]) {
      for (const person of PEOPLE) {
        const expected = row.may.includes(person) ? row.missing : 'auth/forbidden';
        expect([person, await answerOf(row, { carrel, caller: people[person], ...ids })]).toEqual([person, expected]);
      }
    }
  });
});

/** The services about a tenant, and where their methods are. */
const SERVICES: Readonly<Record<string, string>> = {
  agents: 'identity/agent-service.ts',
  invitations: 'identity/invitation-service.ts',
  audit: 'audit/audit-service.ts',
  identity: 'identity/identity-service.ts',
  passes: 'identity/pass-service.ts',
  profile: 'identity/profile-service.ts',
  settings: 'settings/setting-service.ts',
  tickets: 'identity/ticket-service.ts',
  users: 'identity/tenant-user-service.ts',
};

it('every method has a row, or a reason for none', () => {
  const methods = Object.entries(SERVICES).flatMap(([name, file]) =>
    publicMethods(file).map((method) => `${name}.${method}`),
  );
  expect(methods.length).toBeGreaterThan(20);
  expect([...Object.keys(rows), ...Object.keys(EXEMPT)].sort()).toEqual(methods.sort());
});

it('every part of the identity service that has methods is one of them', () => {
  const parts = ['agents', 'invitations', 'passes', 'profile', 'tickets', 'users'];
  const source = readFileSync(new URL('../src/identity/identity-service.ts', import.meta.url), 'utf8');
  const shown = [...source.matchAll(/^ {2}readonly ([a-z]+): \w+Service;$/gm)].map(([, name]) => name);
  expect(shown.sort()).toEqual(parts);
});
