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

/** Work that takes no time of the clock is over before a turn is. */
const STEP_MS = 1;

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
    plan: async () => expectOk(await it.world.during(plans.create(owner, { sessionId, refactoring: RENAME }), STEP_MS)),
    apply: (planId: string) => it.world.during(plans.apply(owner, { sessionId, planId }), STEP_MS),
    undo: (planId: string) => it.world.during(plans.undo(owner, { sessionId, planId }), STEP_MS),
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

describe('a plan and what people type', () => {
  it('sees what was typed before it was made, and people see what it changes', async () => {
    await using world = await typedIn();
    const { it: files, ada } = world;
    await world.type('two again\n');
    let plan = await world.plan();
    // The clock of the test may run ahead of what the machine does.
    await files.until(async () => {
      const isSeen = !plan.warnings.join().includes('src/main.ts');
      if (!isSeen) plan = await world.plan();
      return isSeen;
    });
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
    const plan = expectOk(await files.world.during(made, STEP_MS));
    expect(plan.diff).not.toContain('again');
    expect(plan.warnings[0]).toContain('src/main.ts');
  });
});
