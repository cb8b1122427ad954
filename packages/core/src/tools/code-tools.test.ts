import { describe, expect, it } from 'vitest';
import { outputOf, toolWorld, type ToolWorld } from '../../test/tool-fixture.js';
import type { Caller } from '../index.js';
import { scriptedCodeEngine } from '../memory/index.js';

const A = 'one two\nthree two two\nlast\n';
const B = 'two more\nERROR it is wrong\n';
const FIRST = { path: 'a.txt', line: 1, symbol: 'two' };

async function codeWorld(tools = {}, engine = scriptedCodeEngine()): Promise<ToolWorld> {
  const it = await toolWorld({ code: { engine }, tools });
  await it.use(it.people.owner, 'write_file', { path: 'a.txt', content: A });
  await it.use(it.people.owner, 'write_file', { path: 'b.txt', content: B });
  return it;
}

const contentOf = async (it: ToolWorld, path: string, caller: Caller = it.people.owner) =>
  outputOf(await it.use(caller, 'read_file', { path }))['content'];

describe('the tools for code', () => {
  it('are there only where something understands code', async () => {
    const names = async (it: ToolWorld) => {
      await it.use(it.people.owner, 'list_files', {});
      return it.requests.at(-1)?.tools?.map(({ name }) => name) ?? [];
    };
    await using without = await toolWorld();
    expect(await names(without)).not.toContain('find_code');
    await using it = await codeWorld();
    expect(await names(it)).toEqual(
      expect.arrayContaining(['find_code', 'list_symbols', 'check_code', 'search_code', 'plan_refactoring']),
    );
    expect(await names(it)).toEqual(expect.arrayContaining(['apply_plan', 'undo_plan']));
  });

  it('find what a name in a line is, line by line', async () => {
    await using it = await codeWorld();
    const found = outputOf(await it.use(it.people.participant, 'find_code', { find: 'references', ...FIRST }));
    expect(found).toEqual({
      found: ['a.txt:1:5 one two', 'a.txt:2:7 three two two', 'a.txt:2:11 three two two', 'b.txt:1:1 two more'],
      truncated: false,
    });
  });

  it('say what is wrong with a place', async () => {
    await using it = await codeWorld();
    for (const [place, why] of [
      [{ ...FIRST, line: 9 }, /no such line/],
      [{ ...FIRST, symbol: 'tw' }, /does not have that name/],
      [{ ...FIRST, line: 2 }, /more than once/],
    ] as const) {
      const { result } = await it.use(it.people.owner, 'find_code', { find: 'definition', ...place });
      expect(result).toMatchObject({ isError: true, output: { error: 'tool/failed' } });
      expect(JSON.stringify(result.output)).toMatch(why);
    }
    const { result } = await it.use(it.people.owner, 'list_symbols', { path: 'a.txt', name: 'x' });
    expect(result).toMatchObject({ isError: true, output: { error: 'tool/failed' } });
  });

  it('tell the problems of a file, and what a language does not offer', async () => {
    await using it = await codeWorld();
    const checked = outputOf(await it.use(it.people.owner, 'check_code', { path: 'b.txt' }));
    expect(checked).toEqual({
      found: [expect.stringMatching(/^b\.txt:2:1 error: ERROR it is wrong/)],
      truncated: false,
    });
    const { result } = await it.use(it.people.owner, 'search_code', { language: 'words', pattern: '$A' });
    expect(result).toMatchObject({ isError: true, output: { error: 'code/unsupported' } });
  });

  it('plan a change, do it and undo it', async () => {
    await using it = await codeWorld();
    const { owner } = it.people;
    const wanted = { refactoring: 'rename-symbol', ...FIRST, newName: 'deux' };
    const plan = outputOf(await it.use(owner, 'plan_refactoring', wanted));
    expect(plan).toMatchObject({ files: ['edit a.txt +2 -2', 'edit b.txt +1 -1'], truncated: false });
    expect(plan['diff']).toContain('+one deux\n');
    expect(await contentOf(it, 'a.txt')).toBe(A);
    const { planId = '' } = plan;
    const applied = outputOf(await it.use(owner, 'apply_plan', { planId }));
    expect(applied).toMatchObject({ planId, status: 'applied', newProblems: [] });
    expect(await contentOf(it, 'a.txt')).toBe(A.replaceAll('two', 'deux'));
    expect(outputOf(await it.use(owner, 'undo_plan', { planId }))).toMatchObject({ planId, status: 'undone' });
    expect([await contentOf(it, 'a.txt'), await contentOf(it, 'b.txt')]).toEqual([A, B]);
  });

  it('do no more than who asked may', async () => {
    const engine = scriptedCodeEngine({ script: () => [{ path: 'b.txt', content: null }] });
    await using it = await codeWorld({}, engine);
    const { participant } = it.people;
    const wanted = { refactoring: 'rename-symbol', ...FIRST, newName: 'deux' };
    const { planId = '' } = outputOf(await it.use(participant, 'plan_refactoring', wanted));
    const { result } = await it.use(participant, 'apply_plan', { planId });
    expect(result).toMatchObject({ isError: true, output: { error: 'session/forbidden' } });
    expect(await contentOf(it, 'b.txt')).toBe(B);
  });

  it('say what a refactoring takes', async () => {
    await using it = await codeWorld();
    for (const wanted of [
      { refactoring: 'rename-symbol', path: 'a.txt', newName: 'x' },
      { refactoring: 'extract', path: 'a.txt', what: 'function' },
    ]) {
      const { result } = await it.use(it.people.owner, 'plan_refactoring', wanted);
      expect(result).toMatchObject({ isError: true, output: { error: 'tool/failed' } });
    }
    const { result } = await it.use(it.people.owner, 'plan_refactoring', { refactoring: 'move-file', path: 'a.txt' });
    expect(result).toMatchObject({ isError: true, output: { error: 'request/invalid' } });
  });

  it('give no more text than a result may have, and say so', async () => {
    await using it = await codeWorld({ maxOutputBytes: 40 });
    const found = outputOf(await it.use(it.people.owner, 'find_code', { find: 'references', ...FIRST }));
    expect(found).toEqual({ found: ['a.txt:1:5 one two'], truncated: true });
    const wanted = { refactoring: 'rename-symbol', ...FIRST, newName: 'deux' };
    const plan = outputOf(await it.use(it.people.owner, 'plan_refactoring', wanted));
    expect(plan).toMatchObject({ truncated: true });
    expect(plan['diff']).toContain('bytes are left out');
  });
});
