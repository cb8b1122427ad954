import { eventually, expectOk } from '@carrel/conformance';
import { createCarrel, type Carrel } from '@carrel/core';
import { memoryRuntime } from '@carrel/core/memory';
import { describe, expect, it } from 'vitest';
import { fdbStore } from '../src/index.js';
import { hasFdb, hasStandIn, createBackend, backendName, standIn, type Backend } from './backend.js';

const WEAK_PASSWORDS = { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } } as const;

const ADA = { email: 'ada@example.com', password: 'correct horse' };
const REQUEST = { requestId: 'req_test' };

const start = ({ options }: Backend): Promise<Carrel> =>
  createCarrel({ store: fdbStore(options), runtime: memoryRuntime(), passwords: WEAK_PASSWORDS });

describe.runIf(hasFdb)(`the whole SDK on ${backendName}`, () => {
  it('keeps users and sessions through a restart, for every replica', { timeout: 60_000 }, async () => {
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

describe.runIf(hasStandIn)('the health of the whole SDK, on the stand-in', () => {
  it('tells of a cluster that is away without waiting for it again and again, and of its return', async () => {
    const backend = standIn();
    const { cluster, options } = backend;
    await using carrel = await start({ ...backend, options: { ...options, connectTimeoutMs: 1_500 } });
    const storeNow = async () => (await carrel.health()).find(({ name }) => name === 'store')?.status;
    expect(await storeNow()).toBe('up');
    cluster.isDown = true;
    expect(await storeNow()).toBe('down');
    const startedAt = performance.now();
    for (let time = 0; time < 5; time += 1) expect(await storeNow()).toBe('down');
    // Each by itself would take the time that the store waits for its cluster.
    expect(performance.now() - startedAt).toBeLessThan(5 * 1_500);
    cluster.isDown = false;
    await eventually(async () => expect(await storeNow()).toBe('up'));
  });
});
