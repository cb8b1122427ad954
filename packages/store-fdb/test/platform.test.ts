import { expectOk } from '@carrel/conformance';
import { createCarrel, type Carrel } from '@carrel/core';
import { memoryRuntime } from '@carrel/core/memory';
import { describe, expect, it } from 'vitest';
import { fdbStore } from '../src/index.js';
import { hasFdb, createBackend, backendName, type Backend } from './backend.js';

const WEAK_PASSWORDS = { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } } as const;

const ADA = { email: 'ada@example.com', password: 'correct horse' };
const REQUEST = { requestId: 'req_test' };

const start = ({ options }: Backend): Promise<Carrel> =>
  createCarrel({ store: fdbStore(options), runtime: memoryRuntime(), passwords: WEAK_PASSWORDS });

describe.runIf(hasFdb)(`the whole SDK on ${backendName}`, () => {
  it('keeps users and sessions through a restart, for every replica', async () => {
    const backend = createBackend();
    const first = await start(backend);
    const replica = await start(backend);
    const { tokens } = await expectOk(first.identity.register(ADA, REQUEST));
    const caller = await expectOk(first.identity.authenticate(tokens.accessToken, REQUEST.requestId));
    const session = await expectOk(first.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    const seen = await expectOk(replica.sessions.get(caller, session.id));
    expect(seen).toMatchObject({ id: session.id, languages: ['python'] });
    await first[Symbol.asyncDispose]();
    await replica[Symbol.asyncDispose]();

    await using again = await start(backend);
    const login = await expectOk(again.identity.login(ADA, REQUEST));
    const back = await expectOk(again.identity.authenticate(login.tokens.accessToken, REQUEST.requestId));
    const listed = await expectOk(again.sessions.list(back, {}));
    expect(listed.items.map(({ id }) => id)).toEqual([session.id]);
    await backend.dispose();
  });
});
