import { describe, expect, it } from 'vitest';
import { Draft, digestOf } from '../src/refactor/draft.js';
import type { TextEdit } from '../src/refactor/text-edits.js';

function draftOf(files: Readonly<Record<string, string>>, maxFiles?: number): Draft {
  const bytesOf = (path: string) => Promise.resolve(files[path] === undefined ? null : Buffer.from(files[path]));
  const textOf = (path: string) => Promise.resolve(files[path]?.replace(/^\uFEFF/, '') ?? null);
  return new Draft({ textOf }, { paths: Object.keys(files), bytesOf }, { maxFiles });
}

function edit(line: number, from: number, to: number, newText: string): TextEdit {
  return { range: { start: { line, character: from }, end: { line, character: to } }, newText };
}

describe('a draft', () => {
  it('keeps the byte order mark and the ends of lines', async () => {
    const text = '\uFEFFone\r\ntwo\r\n';
    const draft = draftOf({ a: text });
    (await draft.edit('a', [edit(0, 0, 3, '1\n1'), edit(1, 0, 3, '2')]))._unsafeUnwrap();
    const bytes = Buffer.from('\uFEFF1\r\n1\r\n2\r\n');
    const changes = (await draft.changes())._unsafeUnwrap();
    expect(changes).toEqual([{ type: 'edit', path: 'a', before: digestOf(Buffer.from(text)), bytes }]);
  });

  it('refuses edits that overlap, and files that are not of the session', async () => {
    const draft = draftOf({ a: 'one two' });
    const overlapping = await draft.edit('a', [edit(0, 0, 4, 'x'), edit(0, 3, 5, 'y')]);
    expect(overlapping._unsafeUnwrapErr().type).toBe('code/refused');
    const strange = await draft.edit('node_modules/a', [edit(0, 0, 0, 'x')]);
    expect(strange._unsafeUnwrapErr().type).toBe('code/refused');
    expect((await draft.changes())._unsafeUnwrap()).toEqual([]);
  });

  it('moves and edits a file as one change', async () => {
    const draft = draftOf({ 'a/b': 'one', 'a/c': 'two' });
    (await draft.edit('a/b', [edit(0, 0, 3, '1')]))._unsafeUnwrap();
    draft.move('a', 'z')._unsafeUnwrap();
    const changes = (await draft.changes())._unsafeUnwrap();
    expect(changes).toMatchObject([
      { type: 'move', path: 'a/b', to: 'z/b', bytes: Buffer.from('1') },
      { type: 'move', path: 'a/c', to: 'z/c', bytes: null },
    ]);
    expect(draft.move('z/b', 'z/c').isErr()).toBe(true);
  });

  it('refuses more files than it may change', async () => {
    const draft = draftOf({ a: '', b: '' }, 1);
    for (const path of ['a', 'b']) draft.setText(path, 'x');
    expect((await draft.changes())._unsafeUnwrapErr().type).toBe('code/too-large');
  });
});
