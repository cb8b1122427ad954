import { describe, expect, it } from 'vitest';
import { BUILT_IN_SERVERS, createCodeEngine, findLackingServers, type ServerDefinition } from '../src/index.js';
import { MemorySource } from './memory-source.js';

const OTHERS = ['typescript', 'javascript', 'python', 'bash', 'json', 'css', 'html'];
const WITHOUT_CLANGD = { searchPath: '/no/such/directory' };

describe('an engine on a machine without the program of a server', () => {
  it('names what it can answer about, and says why not what it cannot', async () => {
    await using engine = disposed(createCodeEngine(WITHOUT_CLANGD));
    expect(engine.languages.map(({ id }) => id)).toEqual(OTHERS);
    expect(findLackingServers(WITHOUT_CLANGD)).toEqual([
      { languages: ['c', 'cpp'], reason: 'There is no program "clangd" in the PATH.' },
    ]);
  });

  it('says of the language that it is not offered, and goes on with others', async () => {
    await using engine = disposed(createCodeEngine(WITHOUT_CLANGD));
    const source = new MemorySource('lacking', { 'main.c': 'int one;\n', 'style.css': '.one { color: red; }\n' });
    const about = (path: string) => engine.query(source, { type: 'symbols', path });
    expect((await about('main.c'))._unsafeUnwrapErr()).toMatchObject({ type: 'code/unsupported' });
    expect((await about('style.css'))._unsafeUnwrap()).toMatchObject({ symbols: [{ name: '.one' }] });
  });

  it('takes the server of another that it has', async () => {
    const own = (program: ServerDefinition['program']): ServerDefinition[] =>
      BUILT_IN_SERVERS.filter(({ id }) => id === 'c').map((definition) => ({ ...definition, program }));
    const css = BUILT_IN_SERVERS.find(({ id }) => id === 'css') ?? expect.fail();
    const servers = own((options) => css.program(options));
    expect(findLackingServers({ ...WITHOUT_CLANGD, servers })).toEqual([]);
    await using engine = disposed(createCodeEngine({ ...WITHOUT_CLANGD, servers }));
    expect(engine.languages.map(({ id }) => id)).toEqual(['c', 'cpp']);
  });
});

function disposed<T extends { dispose(): Promise<void> }>(engine: T): T & AsyncDisposable {
  return Object.assign(engine, { [Symbol.asyncDispose]: () => engine.dispose() });
}
