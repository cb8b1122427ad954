import { expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { memoryStorage } from '../memory/index.js';

it('no more backups are kept than may be, also of those that restores make', async () => {
  await using carrel = await memoryCarrel({
    storages: [memoryStorage({ name: 'database' })],
    storage: { keepVersions: 3 },
  });
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'room', languages: ['python'] }));
  const write = async (text: string) => {
    expectOk(await carrel.files.write(caller, { sessionId: id, path: 'a', data: Buffer.from(text) }));
  };
  await write('first');
  const oldest = expectOk(await carrel.backups.create(caller, id, { label: 'first' }));
  const labels: unknown[] = [];

  for (const text of ['1', '2', '3', '4']) {
    await write(text);
    const { items } = expectOk(await carrel.backups.list(caller, id));
    const [newest = oldest] = items;
    expectOk(await carrel.backups.restore(caller, id, { backupId: newest.id }));
    labels.push(expectOk(await carrel.backups.list(caller, id)).items.length);
  }

  expect(labels).toEqual([2, 3, 3, 3]);
  expectErr(await carrel.backups.get(caller, id, oldest.id), 'backup/not-found');
});
