import { readFileSync } from 'node:fs';
import { expectOk } from '@carrel/conformance';
import type { CodePlan, Refactoring, RefactoringType } from '@carrel/core/code';
import { delay, systemClock } from '@carrel/core/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodeEngine } from '../../src/index.js';
import { hasClangd } from '../clangd-backend.js';
import { killAllIn, processesIn } from '../processes.js';
import { ANY_REFACTORING, MATRIX, type MatrixRow } from './matrix-projects.js';
import { MatrixWorld } from './matrix-world.js';

const TYPES = Object.keys(ANY_REFACTORING) as RefactoringType[];
const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  ...{ TypeScript: ['typescript'], JavaScript: ['javascript'], Python: ['python'], C: ['c'], 'C++': ['cpp'] },
  ...{ Bash: ['bash'], CSS: ['css'], HTML: ['html'], JSON: ['json'] },
};

describe.runIf(hasClangd)('the table of what is offered', () => {
  it('is the one of the engine, of the README, and of these tests', async () => {
    const engine = createCodeEngine();
    const byEngine = new Map(engine.languages.map(({ id, refactorings }) => [id, [...refactorings].sort()]));
    await engine.dispose();
    const byTests = Object.entries(MATRIX).map(([id, { rows }]) => [id, rows.map(({ type }) => type).sort()] as const);
    expect(byEngine).toEqual(new Map(byTests));
    expect(readmeTable()).toEqual(byEngine);
  });
});

describe.runIf(hasClangd).each(Object.entries(MATRIX))(
  'refactorings of %s',
  { timeout: 60_000 },
  (language, project) => {
    let world: MatrixWorld;
    beforeAll(async () => {
      world = await MatrixWorld.open(project.files);
    });
    afterAll(() => world[Symbol.asyncDispose]());

    // Each of these begins and ends with the files of the project, byte for byte.
    describe.each(project.rows)('$type', (row) => {
      it('is planned, applied and undone', async () => {
        const before = await world.tree();
        const plan = await planned(world, await asked(world, row));
        for (const line of row.shows) expect(plan.diff).toContain(line);
        expect(await world.tree()).toEqual(before);
        expect((await expectOk(world.apply(plan))).status).toBe('applied');
        const after = await world.tree();
        for (const { path, to = path, digestAfter } of plan.files) expect(after[to]).toBe(digestAfter ?? undefined);
        expect((await expectOk(world.undo(plan))).status).toBe('undone');
        expect(await world.tree()).toEqual(before);
      });

      it('is refused when a file is another by then', async () => {
        const plan = await planned(world, await asked(world, row));
        const changed = plan.files.find(({ digestBefore }) => digestBefore !== null)?.path ?? '';
        await world.write(changed, `${project.files[changed] ?? ''}\n`);
        const before = await world.tree();
        expect((await world.apply(plan))._unsafeUnwrapErr()).toMatchObject({
          type: 'code/stale-plan',
          paths: [changed],
        });
        expect(await world.tree()).toEqual(before);
        await world.write(changed, project.files[changed] ?? '');
        expect((await world.apply(plan)).isOk()).toBe(true);
        expect((await world.undo(plan)).isOk()).toBe(true);
      });

      // In a session of its own: a server that dies again and again is not started any more for a while.
      it('is the same when its server dies in the middle', async () => {
        await using own = await MatrixWorld.open(project.files);
        await planned(own, await asked(own, row));
        const refactoring = await asked(own, row);
        const begun = performance.now();
        const plan = await planned(own, refactoring);
        const tookMs = performance.now() - begun;
        const again = planned(own, refactoring);
        await delay(systemClock, tookMs / 2);
        expect(processesIn(own.directory).length).toBeGreaterThan(0);
        killAllIn(own.directory);
        const { diff, confidence } = await again;
        expect({ diff, confidence }).toEqual({ diff: plan.diff, confidence: plan.confidence });
      });
    });

    const offered = new Set(project.rows.map(({ type }) => type));
    it.each(TYPES.filter((type) => !offered.has(type)))('do not have %s, which is said', async (type) => {
      const refactoring = { type, ...ANY_REFACTORING[type](project.path, language) } as Refactoring;
      const answer = await world.plan(refactoring);
      expect(answer._unsafeUnwrapErr()).toMatchObject({ type: 'code/unsupported', capability: type });
    });
  },
);

async function asked(world: MatrixWorld, { type, asked: rest, title = /./u }: MatrixRow): Promise<Refactoring> {
  const refactoring = { type, ...rest } as Refactoring;
  return refactoring.type === 'action'
    ? { ...refactoring, actionId: await world.actionAt(refactoring, title) }
    : refactoring;
}

async function planned(world: MatrixWorld, refactoring: Refactoring): Promise<CodePlan> {
  return expectOk(world.plan(refactoring));
}

/** What the README says is offered, by the language. */
function readmeTable(): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);
  const begin = rows.findIndex(([first]) => first === 'Refactoring');
  const [head = [], , ...body] = rows.slice(begin);
  const found = new Map<string, string[]>(
    Object.values(LANGUAGES)
      .flat()
      .map((id) => [id, []]),
  );
  for (const [name = '', ...cells] of body) {
    const type = TYPES.find((each) => `\`${each}\`` === name);
    if (type === undefined) break;
    for (const [index, cell] of cells.entries()) {
      const ids = (head[index + 1] ?? '').split(', ').flatMap((language) => LANGUAGES[language] ?? []);
      if (cell === 'yes') for (const id of ids) found.get(id)?.push(type);
    }
  }
  for (const types of found.values()) types.sort();
  return found;
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
