import { describe, expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { FileWorld } from '../../test/document-file-fixture.js';
import { YjsClient } from '../../test/document-fixture.js';
import { expectOk } from '../../test/expect-result.js';

/** More than one replica writes while it takes over what was typed and what was done to the file. */
const MOST_TRANSACTIONS = 40;
const LINES = 'one\ntwo\nthree\n';
const MERGED = 'one\ntyped two\nTHREE\n';

/** A replica that dies after so many transactions, while somebody types on it and a program rewrites the file. */
async function dieAfter(transactions: number, when: 'before' | 'after'): Promise<boolean> {
  await using it = await FileWorld.open();
  await it.write(LINES);
  expectOk(await it.bind());
  // The first one lets go of the file.
  await it.world.clock.advance(90_000);
  const dying = crashingStore(it.world.store, when);
  const doomed = await it.world.replica({ store: dying.store });
  const ada = await new YjsClient().connect(doomed.carrel, it.owner, it.ref());
  await it.until(() => ada.text === LINES);
  dying.crashAfter(transactions);
  ada.doc.getText('text').insert(4, 'typed ');
  await it.world.clock.advance(400);
  await it.rewrite((text) => text.replace('three', 'THREE'));
  await it.world.clock.advance(3_000);
  const { crashed } = dying;
  // What else it would do is not done either.
  dying.crashAfter(0);
  ada.disconnect();

  await ada.connect(it.carrel, it.owner, it.ref());
  await it.until(async () => ada.text === MERGED && (await it.read()) === MERGED);
  await it.until(async () => (await it.binding()).status === 'bound');
  // And it stays so.
  await it.world.clock.advance(30_000);
  expect([ada.text, await it.read()]).toEqual([MERGED, MERGED]);
  return crashed;
}

describe.each(['before', 'after'] as const)('a replica that dies %s a commit', (when) => {
  it('leaves a document and a file that become the same, with what was done to each, once', async () => {
    let crashes = 0;
    for (let transactions = 0; transactions < MOST_TRANSACTIONS; transactions += 1) {
      if (await dieAfter(transactions, when)) crashes += 1;
    }
    expect(crashes).toBeGreaterThan(5);
  }, 120_000);
});
