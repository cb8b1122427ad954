import assert from 'node:assert/strict';
import { createIdSource, systemClock, tenantId, type ResultAsync, type TenantId } from '@carrel/core/kernel';
import { contentDigest, type ContentDigest, type StorageError, type StorageProvider } from '@carrel/core/storage';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { acrossTenants } from '../traits/across-tenants.js';
import { bytesOf, digestsOf, small, streamed, text } from './contents-of-cases.js';
import type { OpenStorage } from './open-storage.js';

/** No tenant reaches or notices what another has, and no text that a caller makes up reaches anything. */
export function describeTenants(cases: Cases<OpenStorage>): void {
  cases.group('tenants', () => {
    describeIsolation(cases);
    describeHostileTexts(cases);
  });
}

const DATA = text('the secret of one tenant');
const MISSING = contentDigest(text('never stored by anyone'));

type Attempt = (
  storage: StorageProvider,
  tenant: TenantId,
  digest: ContentDigest,
) => ResultAsync<unknown, StorageError>;

const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  get: (storage, tenant, digest) => storage.get(tenant, digest),
  getMany: (storage, tenant, digest) => storage.getMany(tenant, [digest]),
  remove: (storage, tenant, digest) => storage.remove(tenant, [digest]),
  list: (storage, tenant) => storage.list(tenant),
  'put of other bytes': (storage, tenant, digest) => storage.put(tenant, { ...streamed(text('other')), digest }),
  'putMany of other bytes': (storage, tenant, digest) => storage.putMany(tenant, [{ digest, data: text('other') }]),
  'put of the bytes': (storage, tenant) => storage.put(tenant, streamed(DATA)),
};

function describeIsolation(cases: Cases<OpenStorage>): void {
  const ids = createIdSource(systemClock);
  const tenants = new Map<string, TenantId>();
  const idOf = (name: string): TenantId => {
    const id = tenants.get(name) ?? tenantId.create(ids);
    tenants.set(name, id);
    return id;
  };
  const operations = Object.entries(ATTEMPTS).map(
    ([name, attempt]) =>
      [
        name,
        (open: OpenStorage, about: { readonly tenantId: string; readonly thing: ContentDigest }) =>
          attempt(open.storage, idOf(about.tenantId), about.thing),
      ] as const,
  );
  acrossTenants<OpenStorage, ContentDigest>(cases, {
    arrange: (open, tenant) => open.put(DATA, idOf(tenant)),
    missing: MISSING,
    operations: Object.fromEntries(operations),
    inspect: async (open, tenant, digest) => [
      await open.list(idOf(tenant)),
      (await open.bytes(digest, idOf(tenant))).toString(),
    ],
  });

  cases.it('one content of two tenants is each one alone', async (open) => {
    const digest = await open.put(DATA);
    assert.deepEqual(await open.list(open.stranger), []);
    await open.put(DATA, open.stranger);
    await expectOk(open.storage.remove(open.tenant, [digest]));
    await expectErr(open.storage.get(open.tenant, digest), 'storage/content-not-found');
    assert.ok((await open.bytes(digest, open.stranger)).equals(DATA));
    assert.deepEqual(digestsOf(await open.list(open.stranger)), [digest]);
  });
}

/** Texts that mean something to a file system, a URL, a database or a key. `ID` stands for the id of a tenant. */
const HOSTILE = [
  '',
  '.',
  '..',
  '/',
  '../ID',
  './ID',
  'ID/',
  'ID/.',
  'ID/..',
  'x/../ID',
  '..\\ID',
  'ID\0',
  'ID\0x',
  '%2e%2e/ID',
  'ID%00',
  ' ID',
  'ID ',
  'ID.',
  "' OR '1'='1",
  '%',
  'ID%',
  '\ud800',
  '\ufffd',
  'x'.repeat(5_000),
] as const;

function describeHostileTexts(cases: Cases<OpenStorage>): void {
  cases.it('a tenant id of whatever text reaches nothing of another tenant', async (open) => {
    const digest = await open.put(DATA);
    const before = await open.list();
    for (const text of [...HOSTILE, open.tenant.toUpperCase()]) {
      const hostile = text.replaceAll('ID', open.tenant) as TenantId;
      assert.notEqual((await open.storage.get(hostile, digest)).isOk(), true, `get of ${JSON.stringify(text)}`);
      const listed = await open.storage.list(hostile);
      if (listed.isOk()) assert.deepEqual(listed.value.items, [], `list of ${JSON.stringify(text)}`);
      const put = await open.storage.put(hostile, streamed(DATA));
      if (put.isOk()) assert.equal((await open.bytes(digest, hostile)).toString(), DATA.toString());
      await open.storage.remove(hostile, [digest]).unwrapOr(undefined);
      assert.deepEqual(await open.list(), before, `after ${JSON.stringify(text)}`);
    }
    assert.ok((await open.bytes(digest)).equals(DATA));
  });

  cases.it('a digest of whatever text is that of nothing', async (open) => {
    const digest = await open.put(DATA);
    const texts = [...HOSTILE, digest.toUpperCase(), digest.slice(1), `${digest}0`, `../${open.tenant}/${digest}`];
    for (const text of texts) {
      const hostile = text.replaceAll('ID', digest) as ContentDigest;
      await expectErr(open.storage.get(open.tenant, hostile), 'storage/content-not-found');
      await expectErr(open.storage.getMany(open.tenant, [hostile]), 'storage/content-not-found');
      await expectErr(open.storage.put(open.tenant, { ...streamed(DATA), digest: hostile }), 'storage/content-corrupt');
      await expectErr(open.storage.putMany(open.tenant, [{ digest: hostile, data: DATA }]), 'storage/content-corrupt');
      await expectOk(open.storage.remove(open.tenant, [hostile]));
    }
    assert.deepEqual(digestsOf(await open.list()), [digest]);
    const read = await bytesOf(await expectOk(open.storage.get(open.tenant, digest)));
    assert.ok(read.equals(DATA));
    await expectOk(open.storage.putMany(open.tenant, [small(DATA)]));
  });
}
