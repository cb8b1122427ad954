import { eventually, expectOk } from '@carrel/conformance';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startChild, type Child } from './child-process.js';
import { counters, increment } from './counters.js';
import { openStore, temporaryPath } from './temporary-store.js';

async function start(name: string, parameters: readonly string[]): Promise<Child> {
  const child = await startChild(name, parameters);
  onTestFinished(() => {
    child.process.kill('SIGKILL');
  });
  return child;
}

async function countOf(path: string, name: string): Promise<number> {
  const store = await openStore([counters], { path });
  const stored = await expectOk(store.read((view) => view.get(counters, [name])));
  await store.dispose();
  return stored?.value.count ?? 0;
}

describe('several processes on one file', () => {
  it('lose no update of a record that all of them write', async () => {
    const path = temporaryPath();
    const store = await openStore([counters], { path });
    const children = await Promise.all([1, 2].map(() => start('increment-loop', [path, '200'])));
    for (let time = 0; time < 200; time += 1) await expectOk(store.transact((tx) => increment(tx, 'shared')));
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0]);
    const shared = await expectOk(store.read((view) => view.get(counters, ['shared'])));
    expect(shared).toEqual({ value: { name: 'shared', count: 600 }, version: 600 });
  });

  it('make the file together when they start at the same time', async () => {
    const path = temporaryPath();
    const children = await Promise.all([1, 2, 3, 4].map(() => start('increment-loop', [path, '25'])));
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
    expect(await countOf(path, 'shared')).toBe(100);
  });
});

describe('a process that is killed', () => {
  it.each([1, 2, 3])('leaves every write that it acknowledged (run %i)', async () => {
    const path = temporaryPath();
    const child = await start('write-loop', [path]);
    await eventually(() => {
      expect(child.lines.length).toBeGreaterThan(300);
    });
    child.process.kill('SIGKILL');
    expect(await child.ended).toBe('SIGKILL');
    const acknowledged = [...child.lines];
    const store = await openStore([counters], { path });
    const keys = acknowledged.map((name) => [name]);
    const found = await expectOk(store.read((view) => view.getMany(counters, keys)));
    expect(found.map((stored) => stored?.value.name ?? null)).toEqual(acknowledged);
    await expectOk(store.transact((tx) => increment(tx, 'after')));
  });

  it('between two writes of a transaction leaves neither', async () => {
    const path = temporaryPath();
    const child = await start('crash-between-statements', [path]);
    expect(await child.ended).toBe('SIGKILL');
    expect(child.lines.at(-1)).toBe('9');
    expect([await countOf(path, 'from'), await countOf(path, 'to')]).toEqual([-9, 9]);
  });
});
