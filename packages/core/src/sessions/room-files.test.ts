import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { Caller, SessionId } from '../kernel/index.js';
import type { Carrel } from '../index.js';
import { memoryStorage } from '../memory/index.js';

const ROOM = { kind: 'room', languages: ['python'] } as const;

async function text(carrel: Carrel, caller: Caller, sessionId: SessionId): Promise<string> {
  const { data } = expectOk(await carrel.files.read(caller, { sessionId, path: 'a.txt' }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('the files of a room for which nobody named a storage', () => {
  it('are in the next life of its workspace, when its languages change and when it was stopped', async () => {
    await using carrel = await memoryCarrel({ storages: [memoryStorage({ name: 'local' }), memoryStorage()] });
    const caller = await newCaller(carrel);
    const { id, storage } = expectOk(await carrel.sessions.create(caller, ROOM));
    expect(storage).toBe('local');
    const first = expectOk(await carrel.workspaces.open(caller, id));
    expectOk(await first.files.write('a.txt', 'kept'));

    expectOk(await carrel.sessions.update(caller, id, { changes: { languages: ['lua', 'python'] } }));
    const second = expectOk(await carrel.workspaces.open(caller, id));

    expectErr(await first.files.list(''), 'workspace/replaced');
    expect(await text(carrel, caller, id)).toBe('kept');
    expectOk(await second.files.write('a.txt', 'kept again'));
    expectOk(await carrel.workspaces.stop(caller, id));
    expect(await text(carrel, caller, id)).toBe('kept again');
    expect(expectOk(await carrel.workspaces.start(caller, id)).incarnation).toBe(3);
    expect(await text(carrel, caller, id)).toBe('kept again');
  });

  it('are kept no longer than its workspace where there is no storage, or where that was asked for', async () => {
    await using without = await memoryCarrel();
    await using carrel = await memoryCarrel({ storages: [memoryStorage({ name: 'database' })] });
    const [one, other] = [await newCaller(without), await newCaller(carrel)];

    expect(expectOk(await without.sessions.create(one, ROOM)).storage).toBe('none');
    expect(expectOk(await carrel.sessions.create(other, { ...ROOM, storage: 'none' })).storage).toBe('none');
    expect(expectOk(await carrel.sessions.create(other, { ...ROOM, kind: 'solo' })).storage).toBe('none');
  });
});
