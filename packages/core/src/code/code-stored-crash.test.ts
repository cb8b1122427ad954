import { expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { FileWorld } from '../../test/document-file-fixture.js';
import { expectOk } from '../../test/expect-result.js';
import { scriptedCodeEngine } from '../memory/index.js';

/** More than applying a plan takes. */
const MOST_TRANSACTIONS = 40;
const BEFORE = ['one two', 'two three'];
const AFTER = ['one deux', 'deux three'];

/** A replica that dies after so many transactions, while it applies a plan to files that are stored. */
async function dieAfter(transactions: number): Promise<boolean> {
  await using it = await FileWorld.open({ carrel: { code: { engine: scriptedCodeEngine() } } });
  const { carrel, owner, sessionId, world } = it;
  const paths = ['a.txt', 'dir/b.txt'] as const;
  await it.write('one two', paths[0]);
  await it.write('two three', paths[1]);
  const position = { line: 1, column: 5 };
  const refactoring = { type: 'rename-symbol', path: paths[0], position, newName: 'deux' } as const;
  const plan = expectOk(await world.during(carrel.code.plans.create(owner, { sessionId, refactoring })));
  const ref = { sessionId, planId: plan.id };
  const dying = crashingStore(world.store);
  const doomed = await world.replica({ store: dying.store });
  dying.crashAfter(transactions);
  const applied = await world.during(doomed.carrel.code.plans.apply(owner, ref));
  const { crashed } = dying;
  // What else it would do is not done either.
  dying.crashAfter(0);

  const status = async () => expectOk(await world.during(carrel.code.plans.get(owner, ref))).status;
  await it.until(async () => ['planned', 'applied'].includes(await status()));
  const isApplied = (await status()) === 'applied';
  expect([await it.read(paths[0]), await it.read(paths[1])]).toEqual(isApplied ? AFTER : BEFORE);
  if (applied.isOk()) expect(isApplied).toBe(true);
  return crashed && !applied.isOk();
}

it('a replica that dies while it applies a plan leaves all of its files changed, or none', async () => {
  let crashes = 0;
  for (let transactions = 0; transactions < MOST_TRANSACTIONS; transactions += 1) {
    if (await dieAfter(transactions)) crashes += 1;
  }
  expect(crashes).toBeGreaterThan(5);
}, 60_000);
