import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeWorld, faultyFiles } from '../../test/code-fixture.js';
import { expectOk } from '../../test/expect-result.js';
import type { ScriptedChange } from '../memory/index.js';

let world: CodeWorld;

beforeAll(async () => {
  world = await CodeWorld.open();
});

afterAll(() => world[Symbol.asyncDispose]());

const content = fc.constantFrom('', 'x', 'y\n', 'y\r\nz', '\uFEFFa\n', '\u0000b');
const mode = fc.constantFrom(0o600, 0o644, 0o755);
const directory = fc.constantFrom('', 'd/', 'd/e/', 'f/');
const file = fc.record({ directory, content, mode, to: directory, next: content });
const kind = fc.constantFrom('edit', 'create', 'remove', 'move', 'move-and-edit', 'none');
const fault = fc.record({
  way: fc.constantFrom('apply' as const, 'undo' as const),
  at: fc.nat({ max: 14 }),
  isDone: fc.boolean(),
});
const isDeadly = fc.boolean();

type File = typeof file extends fc.Arbitrary<infer T> ? T : never;

const pathOf = (at: File, index: number) => `${at.directory}${index}.txt`;

function changeOf(at: File, index: number, what: string): ScriptedChange | null {
  const [path, to] = [pathOf(at, index), `${at.to}moved-${index}.txt`];
  switch (what) {
    case 'edit':
    case 'create':
      return { path, content: at.next };
    case 'remove':
      return { path, content: null };
    case 'move':
      return { path, to };
    case 'move-and-edit':
      return { path, to, content: at.next };
    default:
      return null;
  }
}

async function reset(files: readonly (readonly [File, string])[]): Promise<void> {
  const { carrel, owner, sessionId } = world;
  for (const entry of expectOk(await carrel.files.list(owner, { sessionId, path: '' }))) {
    expectOk(await carrel.files.remove(owner, { sessionId, path: entry.path }));
  }
  for (const [index, [at, what]] of files.entries()) {
    if (what !== 'create') await world.write(pathOf(at, index), at.content, at.mode);
  }
}

describe('a plan of any changes', () => {
  it('is applied and undone as a whole, whatever fails at whatever step', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(file, kind), { maxLength: 6 }),
        fault,
        isDeadly,
        async (files, faults, dies) => {
          await reset(files);
          const { owner, sessionId } = world;
          const before = await world.tree();
          const changes = files.flatMap(([at, what], index) => changeOf(at, index, what) ?? []);
          const { plans } = world.process().service;
          const ref = { sessionId, planId: (await world.plan(world.process(), changes)).id };
          expectOk(await plans.apply(owner, ref));
          const after = await world.tree();
          if (faults.way === 'apply') expectOk(await plans.undo(owner, ref));
          if (faults.way === 'apply') expect(await world.tree()).toEqual(before);
          const { at, isDone, way } = faults;
          const faulty = faultyFiles(world.carrel.files, dies ? { dieAt: at, isDone } : { failAt: at, isDone });
          const done = await world.process({ files: faulty }).service.plans[way](owner, ref);
          await world.recover();
          const { status } = expectOk(await plans.get(owner, ref));
          if (done.isOk()) expect(status).toBe(way === 'apply' ? 'applied' : 'undone');
          expect(await world.tree()).toEqual(status === 'applied' ? after : before);
          expectOk(await plans.remove(owner, ref));
        },
      ),
      { numRuns: 80 },
    );
  }, 60_000);
});
