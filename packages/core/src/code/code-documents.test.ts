import { describe, expect, it } from 'vitest';
import { FileWorld } from '../../test/document-file-fixture.js';
import { known } from '../../test/document-fixture.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { scriptedCodeEngine } from '../memory/index.js';
import type { Refactoring } from './refactoring.js';

/** Nobody would see what was typed in its file for an hour. */
const LATE = { fileDelayMs: 3_600_000, fileMaxDelayMs: 3_600_000, fileLookMs: 3_600_000, unloadAfterMs: 3_600_000 };

const RENAME: Refactoring = {
  ...{ type: 'rename-symbol', path: 'src/main.ts', newName: 'deux' },
  position: { line: 1, column: 5 },
};

/** What `work` gives, while the clock goes no faster than the machine's: what has a time to be done in has as much of both. */
async function paced<T>({ world: { clock } }: FileWorld, work: PromiseLike<T>): Promise<T> {
  let isDone = false;
  const settled = Promise.resolve(work).finally(() => (isDone = true));
  for (let last = performance.now(); !isDone;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const now = performance.now();
    await clock.advance(Math.floor(now - last));
    last += Math.floor(now - last);
  }
  return settled;
}

/** Somebody types in a document that is bound to one of two files. */
async function typedIn() {
  const it = await FileWorld.open({ documents: LATE, carrel: { code: { engine: scriptedCodeEngine() } } });
  await it.write('one two\n');
  await it.write('two three\n', 'b.txt');
  const ada = await it.connect();
  expectOk(await it.bind());
  await it.until(() => ada.text === 'one two\n');
  const { plans } = it.carrel.code;
  const { owner, sessionId } = it;
  return {
    it,
    ada,
    type: async (words: string) => {
      const before = ada.clocks.length;
      ada.doc.getText('text').insert(ada.text.length, words);
      await it.until(() => ada.clocks.length > before);
    },
    plan: async () => expectOk(await paced(it, plans.create(owner, { sessionId, refactoring: RENAME }))),
    apply: (planId: string) => paced(it, plans.apply(owner, { sessionId, planId })),
    undo: (planId: string) => paced(it, plans.undo(owner, { sessionId, planId })),
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

describe('a plan and what people type', () => {
  it('sees what was typed before it was made, and people see what it changes', async () => {
    await using world = await typedIn();
    const { it: files, ada } = world;
    await world.type('two again\n');
    const plan = await world.plan();
    expect(plan.warnings.join()).not.toContain('src/main.ts');
    expect(plan.diff).toContain('+deux again');
    expectOk(await world.apply(plan.id));
    await files.until(() => ada.text === 'one deux\ndeux again\n');
    expect([await files.read(), await files.read('b.txt')]).toEqual(['one deux\ndeux again\n', 'deux three\n']);
    expectOk(await world.undo(plan.id));
    await files.until(() => ada.text === 'one two\ntwo again\n');
  });

  it('is stale when somebody typed since, and nothing of either is lost', async () => {
    await using world = await typedIn();
    const { it: files, ada } = world;
    const plan = await world.plan();
    await world.type('more\n');
    expect(expectErr(await world.apply(plan.id), 'code/stale-plan')).toMatchObject({ paths: ['src/main.ts'] });
    expect([await files.read(), await files.read('b.txt')]).toEqual(['one two\nmore\n', 'two three\n']);
    expect(ada.text).toBe('one two\nmore\n');
    expectOk(await world.apply((await world.plan()).id));
    await files.until(() => ada.text === 'one deux\nmore\n');
  });

  it('says of which files it did not see what was typed last', async () => {
    await using world = await typedIn();
    const { it: files } = world;
    const other = await files.world.replica({ code: { engine: scriptedCodeEngine() } });
    const { owner, sessionId } = files;
    await world.type('two again\n');
    // It keeps the file the same, and is not known to be dead yet.
    known(files.world.replicas[0]).kill();
    const made = other.carrel.code.plans.create(owner, { sessionId, refactoring: RENAME });
    const plan = expectOk(await files.world.during(made, 1));
    expect(plan.diff).not.toContain('again');
    expect(plan.warnings[0]).toContain('src/main.ts');
  });
});
