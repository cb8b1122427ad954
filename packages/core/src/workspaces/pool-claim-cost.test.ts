import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { poolWorld } from '../../test/pool-fixture.js';
import { memoryStore } from '../memory/index.js';
import type { RecordStore } from '../store/index.js';

describe('a session that takes a warm box', () => {
  it('waits for one write to the store, and reads once before it and once before its first command', async () => {
    const asked: string[] = [];
    const it = await poolWorld({ size: 1, carrel: { store: recording(memoryStore(), asked) } });
    await it.settled(1, 0);
    const session = await it.session();

    asked.length = 0;
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, session));
    const opened = [...asked];
    asked.length = 0;
    const { stdout } = expectOk(await workspace.commands.run(['echo', 'hi']));

    expect(opened).toEqual(['read', 'transact']);
    expect(asked).toEqual(['read']);
    expect(stdout).toBe('hi\n');
    expect(it.counted('carrel_pool_hits_total')).toBe(1);
  });
});

/** The store, with what it is asked for written down. */
function recording(store: RecordStore, asked: string[]): RecordStore {
  const read = store.read.bind(store);
  const transact = store.transact.bind(store);
  const note = <T>(what: string, answer: T): T => {
    asked.push(what);
    return answer;
  };
  return Object.assign(store, {
    read: ((...call) => note('read', read(...call))) as RecordStore['read'],
    transact: ((...call) => note('transact', transact(...call))) as RecordStore['transact'],
  });
}
