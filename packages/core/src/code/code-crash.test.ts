import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeWorld, faultyFiles, type Tree } from '../../test/code-fixture.js';
import { crashingStore } from '../../test/crashing-store.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import type { CarrelError } from '../kernel/index.js';
import type { ScriptedChange } from '../memory/index.js';

const BINARY = Uint8Array.from({ length: 3_000 }, (_none, index) => (index * 7) % 256);
/** More than everything here takes. */
const MOST = 60;

/** Of each kind one, with all that bytes can be. */
const CHANGES: readonly ScriptedChange[] = [
  { path: 'edited.txt', content: '\uFEFFone\r\nTWO\r\n' },
  { path: 'made/deep/new.txt', content: 'new\n' },
  { path: 'old/gone.sh', content: null },
  { path: 'data.bin', to: 'moved/data.bin' },
  { path: 'renamed.txt', to: 'renamed-2.txt', content: 'changed as well' },
];

let world: CodeWorld;
let before: Tree;
let after: Tree;

async function reset(): Promise<void> {
  const { carrel, owner, sessionId } = world;
  for (const entry of expectOk(await carrel.files.list(owner, { sessionId, path: '' }))) {
    expectOk(await carrel.files.remove(owner, { sessionId, path: entry.path }));
  }
  await world.write('edited.txt', '\uFEFFone\r\ntwo\r\n', 0o600);
  await world.write('old/gone.sh', 'exit 0', 0o755);
  await world.write('data.bin', BINARY, 0o640);
  await world.write('renamed.txt', 'as it was', 0o755);
  await world.write('other.txt', 'stays');
}

beforeAll(async () => {
  world = await CodeWorld.open();
  await reset();
  before = await world.tree();
  const process = world.process();
  const { id: planId } = await world.plan(process, CHANGES);
  expectOk(await process.service.plans.apply(world.owner, { sessionId: world.sessionId, planId }));
  after = await world.tree();
});

afterAll(() => world[Symbol.asyncDispose]());

/** A plan that is applied already, where it is to be undone. */
async function begin(
  way: 'apply' | 'undo',
): Promise<{ readonly sessionId: typeof world.sessionId; readonly planId: string }> {
  await reset();
  const process = world.process();
  const { id: planId } = await world.plan(process, CHANGES);
  const ref = { sessionId: world.sessionId, planId };
  if (way === 'undo') expectOk(await process.service.plans.apply(world.owner, ref));
  return ref;
}

const isOne = (tree: Tree) => [before, after].some((each) => JSON.stringify(each) === JSON.stringify(tree));

describe('applying and undoing', () => {
  it('changes everything, and restores every byte, mode and directory', async () => {
    const ref = await begin('apply');
    const { plans } = world.process().service;
    expect(await world.tree()).toEqual(before);
    expect(expectOk(await plans.apply(world.owner, ref)).status).toBe('applied');
    expect(await world.tree()).toEqual(after);
    expect(expectOk(await plans.undo(world.owner, ref)).status).toBe('undone');
    expect(await world.tree()).toEqual(before);
    expect(expectOk(await plans.apply(world.owner, ref)).status).toBe('applied');
    expect(await world.tree()).toEqual(after);
    expectOk(await plans.undo(world.owner, ref));
  });
});

describe.each(['apply', 'undo'] as const)('%s', (way) => {
  it.each([false, true])('is all or nothing wherever the process dies at a file (done: %s)', async (isDone) => {
    let deaths = 0;
    for (let dieAt = 0; dieAt < MOST; dieAt += 1) {
      const ref = await begin(way);
      const files = faultyFiles(world.carrel.files, { dieAt, isDone });
      const died = await world.process({ files }).service.plans[way](world.owner, ref);
      if (files.changes > dieAt) deaths += 1;
      const { plans } = (await world.recover()).service;
      const tree = await world.tree();
      expect([dieAt, isOne(tree), tree]).toEqual([dieAt, true, tree]);
      const { status } = expectOk(await plans.get(world.owner, ref));
      const isHere = JSON.stringify(tree) === JSON.stringify(way === 'apply' ? after : before);
      expect(status).toBe(way === 'apply' ? (isHere ? 'applied' : 'planned') : isHere ? 'undone' : 'applied');
      // And it goes on from there.
      if (!isHere) expectOk(await plans[way](world.owner, ref));
      expect(await world.tree()).toEqual(way === 'apply' ? after : before);
      if (files.changes <= dieAt) {
        expectOk(died);
        break;
      }
    }
    expect(deaths).toBeGreaterThan(6);
  });

  it.each(['before', 'after'] as const)('is all or nothing wherever the process dies %s a commit', async (when) => {
    let deaths = 0;
    for (let count = 0; count < MOST; count += 1) {
      const ref = await begin(way);
      const dying = crashingStore(world.store, when);
      const { plans } = world.process({ store: dying.store }).service;
      dying.crashAfter(count);
      const died = await plans[way](world.owner, ref);
      if (!dying.crashed) break;
      if (when === 'before') expect(died.isErr()).toBe(true);
      deaths += 1;
      const recovered = (await world.recover()).service;
      expect(isOne(await world.tree())).toBe(true);
      const { status } = expectOk(await recovered.plans.get(world.owner, ref));
      expect(['planned', 'applied', 'undone']).toContain(status);
      expect(await world.tree()).toEqual(status === 'applied' ? after : before);
    }
    expect(deaths).toBeGreaterThan(2);
  });

  it.each([false, true])('is taken back where one change fails, whichever (done: %s)', async (isDone) => {
    let failures = 0;
    for (let failAt = 0; failAt < MOST; failAt += 1) {
      const ref = await begin(way);
      const files = faultyFiles(world.carrel.files, { failAt, isDone });
      const { plans } = world.process({ files }).service;
      const done = await plans[way](world.owner, ref);
      if (files.changes <= failAt) break;
      failures += 1;
      if (done.isErr() && (done.error as CarrelError).type !== 'connection/lost') {
        expectErr(done, 'code/partly-applied');
        await world.recover();
      }
      expect(Object.keys(await world.tree()).filter((path) => path.includes('carrel-'))).toEqual([]);
      const { status } = expectOk(await plans.get(world.owner, ref));
      if (done.isOk()) expect(status).toBe(way === 'apply' ? 'applied' : 'undone');
      expect(await world.tree()).toEqual(status === 'applied' ? after : before);
    }
    expect(failures).toBeGreaterThan(6);
  });
});
