import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { outputOf, toolWorld, type ToolWorld } from '../../test/tool-fixture.js';
import type { ToolOptions } from './index.js';

async function worldWith(tools: ToolOptions, files: Readonly<Record<string, string>>): Promise<ToolWorld> {
  const world = await toolWorld({ tools });
  for (const [path, content] of Object.entries(files)) {
    const data = Buffer.from(content);
    expectOk(await world.carrel.files.write(world.people.owner, { sessionId: world.room, path, data }));
  }
  return world;
}

const FITS = `${'x'.repeat(99)}!`;
const TOO_LARGE = `${FITS}?`;

describe('the limits of tools', () => {
  it('are so many bytes of a file that is read', async () => {
    await using it = await worldWith({ maxFileBytes: 100 }, { fits: FITS, large: TOO_LARGE });
    const { owner } = it.people;
    expect(outputOf(await it.use(owner, 'read_file', { path: 'fits' }))).toMatchObject({ content: FITS });
    const { result } = await it.use(owner, 'read_file', { path: 'large' });
    expect(result).toMatchObject({ isError: true, output: { error: 'tool/failed' } });
    expect(JSON.stringify(result.output)).toMatch(/more than 100 bytes/);
  });

  it('are so many bytes of a file that is edited, which stays as it is', async () => {
    await using it = await worldWith({ maxFileBytes: 100 }, { fits: FITS, large: TOO_LARGE });
    const { owner } = it.people;
    const edit = (path: string) => it.use(owner, 'edit_file', { path, oldText: '!', newText: '!!' });
    expect(outputOf(await edit('fits'))).toEqual({ path: 'fits', bytes: 101 });
    expect((await edit('large')).result).toMatchObject({ isError: true, output: { error: 'tool/failed' } });
    const entry = expectOk(await it.carrel.files.stat(owner, { sessionId: it.room, path: 'large' }));
    expect(entry.size).toBe(101);
  });

  it('are so many bytes of a file that is searched, and a search says that it left files out', async () => {
    await using it = await worldWith({ maxFileBytes: 100 }, { 'a/fits': FITS, 'b/large': TOO_LARGE });
    const { owner } = it.people;
    const found = (path: string) => it.use(owner, 'search_files', { text: '!', path }).then(outputOf);
    expect(await found('')).toMatchObject({ matches: [{ path: 'a/fits' }], tooLarge: 1 });
    expect(await found('a')).toEqual({ matches: [{ path: 'a/fits', line: 1, text: FITS }], truncated: false });
  });

  it('are so many files that one search reads', async () => {
    await using it = await worldWith(
      { maxSearchFiles: 2 },
      { 'd/a': 'x', 'd/b': 'x', 'd/c': 'x', 'e/a': 'x', 'e/b': 'x' },
    );
    const { owner } = it.people;
    const found = async (path: string) => {
      const { matches, truncated } = outputOf(await it.use(owner, 'search_files', { text: 'x', path }));
      return [(matches as readonly unknown[]).length, truncated];
    };
    expect(await found('d')).toEqual([2, true]);
    expect(await found('e')).toEqual([2, false]);
  });
});
