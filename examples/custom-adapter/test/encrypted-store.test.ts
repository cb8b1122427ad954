import { randomBytes } from 'node:crypto';
import { describeEntityTable, describeRecordStore, expectErr, expectOk } from '@carrel/conformance';
import { memoryStore } from '@carrel/core/memory';
import { collection, MAX_RECORD_BYTES } from '@carrel/core/store';
import { describe, expect, it } from 'vitest';
import { encryptedStore, SEAL_BYTES } from '../src/encrypted-store.js';

const TIMEOUT_MS = 150;

const inner = () => memoryStore({ maxRecordBytes: MAX_RECORD_BYTES + SEAL_BYTES, transactionTimeoutMs: TIMEOUT_MS });
const create = () => encryptedStore(inner(), randomBytes(32));

const options = {
  test: { describe, it },
  createSubject: () => ({
    subject: create(),
    transactionTimeoutMs: TIMEOUT_MS,
    dispose: () => Promise.resolve(),
  }),
};

describeRecordStore({ ...options, capabilities: create().capabilities });
describeEntityTable(options);

describe('encryptedStore', () => {
  const secrets = collection<{ readonly id: string }>()('secrets', { key: ['id'] });

  it('leaves nothing to read where the bytes lie', async () => {
    const store = inner();
    const sealed = encryptedStore(store, randomBytes(32));
    await expectOk(sealed.open([secrets]));

    await expectOk(sealed.transact((tx) => tx.insert(secrets, { id: 'a' }, Buffer.from('attack at dawn'))));

    const lying = await expectOk(store.read((view) => view.get(secrets, ['a'])));
    expect(Buffer.from(lying?.bytes ?? []).toString()).not.toContain('dawn');
    const read = await expectOk(sealed.read((view) => view.get(secrets, ['a'])));
    expect(Buffer.from(read?.bytes ?? []).toString()).toBe('attack at dawn');
  });

  it('gives store/corrupt for bytes that were changed, and with another key', async () => {
    const store = inner();
    const sealed = encryptedStore(store, randomBytes(32));
    await expectOk(sealed.open([secrets]));
    await expectOk(sealed.transact((tx) => tx.insert(secrets, { id: 'a' }, Buffer.from('attack at dawn'))));

    const foreign = encryptedStore(store, randomBytes(32));

    await expectErr(
      foreign.read((view) => view.get(secrets, ['a'])),
      'store/corrupt',
    );
  });
});
