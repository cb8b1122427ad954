import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@carrel/core/kernel';
import { describe, expect, it } from 'vitest';
import {
  BUILT_IN_SERVERS,
  createCodeEngine,
  findLackingServers,
  machineProgram,
  serversWith,
  type ServerDefinition,
} from '../src/index.js';
import { hasClangd } from './clangd-backend.js';
import { MemorySource } from './memory-source.js';

const objectiveC: ServerDefinition = {
  id: 'objective-c',
  languages: [{ id: 'objective-c', extensions: { '.m': 'objective-c' } }],
  queries: ['definition', 'symbols', 'actions'],
  program: (options) => machineProgram('clangd', ['--background-index=false', '--log=error'], options),
};

const FILES = {
  'main.m': 'int value;\nint twice(int a) { return a * 2; }\nint use(void) { return twice(valu); }\n',
  'a.ts': 'export const a = 1;\n',
};

describe.runIf(hasClangd)('a server that somebody else describes', () => {
  it('answers beside those that come with the package, and renames and acts where it can', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'code-own-'));
    const engine = createCodeEngine({ directory, servers: [...BUILT_IN_SERVERS, objectiveC] });
    const source = new MemorySource('own', FILES);
    const found = engine.languages.find(({ id }) => id === 'objective-c');
    expect(found).toMatchObject({ extensions: ['.m'], refactorings: ['rename-symbol', 'action'] });

    const place = { path: 'main.m', position: { line: 3, column: 24 } };
    expect(await unwrap(engine.query(source, { type: 'definition', ...place }))).toMatchObject({
      locations: [{ path: 'main.m', range: { start: { line: 2 } } }],
    });
    const unknown = await engine.query(source, { type: 'hover', ...place });
    expect(unknown.isErr() && unknown.error.type).toBe('code/unsupported');

    const renamed = await unwrap(engine.propose(source, { type: 'rename-symbol', ...place, newName: 'doubled' }));
    expect(textOf(renamed.changes[0])).toContain('return doubled(valu);');
    const refused = await engine.propose(source, { type: 'rename-symbol', ...place, newName: 'double' });
    expect(refused.isErr() && refused.error.message).toContain('"double" is a keyword');
    const range = { start: { line: 3, column: 30 }, end: { line: 3, column: 34 } };
    const answer = await unwrap(engine.query(source, { type: 'actions', path: 'main.m', range }));
    const action =
      answer.type === 'actions' ? answer.actions.find(({ title }) => title.startsWith('change')) : undefined;
    const fix = { type: 'action', path: 'main.m', range, actionId: action?.id ?? '' } as const;
    expect(textOf((await unwrap(engine.propose(source, fix))).changes[0])).toContain('return twice(value);');
    await engine.dispose();
    rmSync(directory, { recursive: true });
  });

  it('is described by its program alone, and asked for what it offers', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'code-own-'));
    const described = { language: 'objective-c', extensions: ['.M'], program: 'clangd', args: ['--log=error'] };
    const engine = createCodeEngine({ directory, servers: serversWith([described]) });
    const source = new MemorySource('own', FILES);
    const place = { path: 'main.m', position: { line: 3, column: 24 } };
    expect(await unwrap(engine.query(source, { type: 'definition', ...place }))).toMatchObject({
      locations: [{ path: 'main.m', range: { start: { line: 2 } } }],
    });
    const renamed = await unwrap(engine.propose(source, { type: 'rename-symbol', ...place, newName: 'doubled' }));
    expect(textOf(renamed.changes[0])).toContain('return doubled(valu);');
    await engine.dispose();
    rmSync(directory, { recursive: true });
  });

  it('takes the place of those that speak its language, and is lacking where its program is', () => {
    const c = { language: 'c', extensions: ['.c'], program: 'no-such-program', args: [] };
    const servers = serversWith([c]);
    expect(servers.map(({ id }) => id)).not.toContain('c');
    expect(servers).toHaveLength(BUILT_IN_SERVERS.length);
    expect(findLackingServers({ servers }).find(({ languages }) => languages.includes('c'))).toEqual({
      languages: ['c'],
      reason: 'There is no program "no-such-program" in the PATH.',
    });
  });
});

function textOf(change: object | undefined): string {
  return change !== undefined && 'bytes' in change ? Buffer.from(change.bytes as Uint8Array).toString() : '';
}
