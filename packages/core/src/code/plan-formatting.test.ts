import { describe, expect, it } from 'vitest';
import { CodeWorld } from '../../test/code-fixture.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryRuntime, type Program, type ScriptedChange } from '../memory/index.js';
import type { CodeOptions } from './code-options.js';

/** Every word on a line of its own; fails for what has `SYNTAX` in it. */
const prettier: Program = async ({ stdin, write }) => {
  const parts: Uint8Array[] = [];
  for await (const part of stdin) parts.push(part);
  const text = Buffer.concat(parts).toString();
  if (text.includes('SYNTAX')) {
    await write('stderr', 'SyntaxError: not understood\nand more\n');
    return 2;
  }
  await write('stdout', text.split(/\s+/u).filter(Boolean).join('\n') + '\n');
  return 0;
};

/** What it was called with. */
function recorded(program: Program, calls: string[]): Program {
  return (process) => {
    calls.push(`${process.cwd} ${process.argv.slice(1).join(' ')}`);
    return program(process);
  };
}

async function world(program: Program = prettier) {
  const calls: string[] = [];
  const it = await CodeWorld.open({ runtime: memoryRuntime({ programs: { prettier: recorded(program, calls) } }) });
  return { it, calls, [Symbol.asyncDispose]: () => it[Symbol.asyncDispose]() };
}

/** A plan, and what it says of formatting. */
async function planned(it: CodeWorld, changes: readonly ScriptedChange[], code: CodeOptions = {}, caller = it.owner) {
  const process = it.process({ code });
  const plan = await it.plan(process, changes, caller);
  const warnings = plan.warnings.filter((warning) => warning.startsWith('Not formatted'));
  return { plan, process, warnings };
}

describe('what a plan writes is formatted', () => {
  it('by the formatter that the project is set up for, as the plan shows before it is applied', async () => {
    await using made = await world();
    const { it: room, calls } = made;
    await room.write('web/.prettierrc', '{}');
    await room.write('web/src/a.ts', 'one\n');
    await room.write('other/b.ts', 'one\n');
    const changes = [
      { path: 'web/src/a.ts', content: 'one  two' },
      { path: 'web/new.ts', content: 'x y' },
      { path: 'web/notes.txt', content: 'x y' },
      { path: 'other/b.ts', content: 'one  two' },
    ];
    const { plan, process, warnings } = await planned(room, changes);
    expect(warnings).toEqual([]);
    expect(plan.diff).toContain('+two\n');
    expectOk(await process.service.plans.apply(room.owner, { sessionId: room.sessionId, planId: plan.id }));
    const read = await Promise.all(changes.map(({ path }) => room.read(path)));
    expect(read).toEqual(['one\ntwo\n', 'x\ny\n', 'x y', 'one  two']);
    expect(new Set(calls.map((call) => call.replace(/^\S*\/web /u, 'web ')))).toEqual(
      new Set(['web --stdin-filepath=src/a.ts', 'web --stdin-filepath=new.ts']),
    );
  });

  it.each([
    ['.prettierrc.json', '{}', true],
    ['prettier.config.mjs', 'export default {}', true],
    ['package.json', '{ "devDependencies": { "prettier": "^3" } }', true],
    ['package.json', '{ "name": "plain" }', false],
    ['README.md', '"prettier": 1', false],
  ])('where %s says so: %s', async (name, content, isFormatted) => {
    await using made = await world();
    const { it: room } = made;
    await room.write(name, content);
    await room.write('a.ts', 'one\n');
    const { plan } = await planned(room, [{ path: 'a.ts', content: 'one two' }]);
    expect(plan.diff.includes('+two\n')).toBe(isFormatted);
  });

  it('but for a file that was not before, which it says', async () => {
    await using made = await world();
    const { it: room } = made;
    await room.write('.prettierrc', '');
    await room.write('a.ts', 'all in one line');
    const { plan, warnings } = await planned(room, [{ path: 'a.ts', content: 'all in one other line' }]);
    expect(plan.diff).toContain('+all in one other line');
    expect(warnings).toEqual(['Not formatted, for these files were not before: a.ts.']);
  });

  it('but for what the formatter does not understand, in the words of it', async () => {
    await using made = await world();
    const { it: room } = made;
    await room.write('.prettierrc', '');
    const { plan, warnings } = await planned(room, [
      { path: 'a.ts', content: 'SYNTAX' },
      { path: 'b.ts', content: 'x y' },
    ]);
    expect(plan.diff).toContain('+SYNTAX');
    expect(plan.diff).toContain('+y\n');
    expect(warnings).toEqual(['Not formatted by Prettier, a.ts: SyntaxError: not understood']);
  });

  it.each<[string, Program]>([
    ['says nothing', () => 0],
    ['is not there', () => 127],
    ['does not end', ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(0)))],
  ])('never by one that %s', async (_what, program) => {
    await using made = await world(program);
    const { it: room } = made;
    await room.write('.prettierrc', '');
    const changes = [{ path: 'a.ts', content: 'x y' }];
    const { plan, warnings } = await planned(room, changes, { formatTimeoutMs: 200 });
    expect(plan.diff).toContain('+x y');
    expect(warnings).toEqual([expect.stringMatching(/^Not formatted by Prettier, a\.ts/u)]);
  });

  it('only for who may run commands, while a workspace runs, and up to so many files', async () => {
    await using made = await world();
    const { it: room, calls } = made;
    await room.write('.prettierrc', '');
    const changes = [
      { path: 'a.ts', content: 'x y' },
      { path: 'b.ts', content: 'x y' },
    ];
    const reader = { ...room.owner, scopes: ['files:*'] };
    const byReader = await planned(room, changes, {}, reader);
    expect(byReader.warnings).toEqual([expect.stringContaining('no right to run commands')]);
    const byViewer = await planned(room, changes, {}, room.people.viewer);
    expect(byViewer.warnings).toEqual([expect.stringContaining('Not formatted by Prettier, a.ts and on')]);
    const many = await planned(room, changes, { maxFormattedFiles: 1 });
    expect(many.warnings).toEqual([expect.stringContaining('more than 1 files change')]);
    expect((await planned(room, changes, { maxFormattedFiles: 0 })).warnings).toEqual([]);
    expect(calls).toEqual([]);
    expect((await planned(room, changes)).warnings).toEqual([]);
    expect(calls).toHaveLength(2);
  });

  it('and none is made when it was given up meanwhile', async () => {
    const over = new AbortController();
    const program: Program = async ({ signal }) => {
      over.abort();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    };
    await using made = await world(program);
    const { it: room } = made;
    await room.write('.prettierrc', '');
    room.script = [{ path: 'a.ts', content: 'x y' }];
    const { plans } = room.process().service;
    const refactoring = { type: 'organise-imports', path: 'a.txt' } as const;
    const { sessionId } = room;
    const call = plans.create(room.owner, { sessionId, refactoring }, { signal: over.signal });
    expectErr(await call, 'request/aborted');
    expect(expectOk(await plans.list(room.owner, { sessionId })).items).toEqual([]);
  });
});
