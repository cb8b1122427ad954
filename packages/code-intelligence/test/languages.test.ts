import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeAnswer, CodeEngine, CodeQuery } from '@carrel/core/code';
import { unwrap } from '@carrel/core/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodeEngine } from '../src/index.js';
import { hasClangd } from './clangd-backend.js';
import { MemorySource } from './memory-source.js';

const FILES = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "esnext", "target": "es2022" } }\n',
  'lib/greet.ts': 'export function greet(times: number): string {\n  return "hello".repeat(times);\n}\n',
  'main.ts': 'import { greet } from "./lib/greet";\n\nexport const said = greet("x");\n',
  'py/greet.py': 'def greet(times: int) -> str:\n    return "hello" * times\n',
  'py/main.py': 'from greet import greet\n\nsaid = greet("x")\n',
  'c/greet.h': 'int greet(int times);\n',
  'c/greet.c': '#include "greet.h"\n\nint greet(int times) { return times; }\n',
  'c/main.c': '#include "greet.h"\n\nint main(void) { return greet("x"); }\n',
  'sh/main.sh': '#!/bin/bash\ngreet() {\n  echo hello\n}\ngreet\n',
  'web/style.css': ':root { --greet: red; }\n.a { color: var(--greet); colr: blue; }\n',
  'web/data.json': '{ "greet": [1, 2,] }\n',
  'web/page.html': '<div><p id="a">greet</p></div>\n',
};

interface Expected {
  readonly language: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly definition: string;
  readonly references: readonly string[];
  readonly symbol: string;
  readonly problem: string | null;
}

const EXPECTED: readonly Expected[] = [
  {
    ...{ language: 'typescript', path: 'main.ts', line: 3, column: 21, definition: 'lib/greet.ts:1' },
    references: ['lib/greet.ts:1', 'main.ts:1', 'main.ts:3'],
    ...{ symbol: 'said', problem: 'not assignable to parameter' },
  },
  {
    ...{ language: 'python', path: 'py/main.py', line: 3, column: 8, definition: 'py/greet.py:1' },
    references: ['py/greet.py:1', 'py/main.py:1', 'py/main.py:3'],
    ...{ symbol: 'said', problem: 'cannot be assigned to parameter' },
  },
  {
    ...{ language: 'c', path: 'c/main.c', line: 3, column: 25, definition: 'c/greet.c:3' },
    references: ['c/greet.c:3', 'c/greet.h:1', 'c/main.c:3'],
    ...{ symbol: 'main', problem: 'pointer to integer' },
  },
  {
    ...{ language: 'bash', path: 'sh/main.sh', line: 5, column: 1, definition: 'sh/main.sh:2' },
    references: ['sh/main.sh:2', 'sh/main.sh:5'],
    ...{ symbol: 'greet', problem: null },
  },
  {
    ...{ language: 'css', path: 'web/style.css', line: 2, column: 18, definition: 'web/style.css:1' },
    references: ['web/style.css:1', 'web/style.css:2'],
    ...{ symbol: '.a', problem: 'Unknown property' },
  },
];

describe.runIf(hasClangd)('code intelligence', () => {
  const directory = mkdtempSync(join(tmpdir(), 'code-languages-'));
  const source = new MemorySource('languages', FILES);
  let engine: CodeEngine;
  beforeAll(() => {
    engine = createCodeEngine({ directory });
  });
  afterAll(async () => {
    await engine.dispose();
    rmSync(directory, { recursive: true });
  });
  const ask = async (query: CodeQuery): Promise<CodeAnswer> => unwrap(engine.query(source, query));

  describe.each(EXPECTED)('of $language', ({ path, line, column, definition, references, symbol, problem }) => {
    const position = { line, column };

    it('finds where a name is defined and used', async () => {
      const defined = await ask({ type: 'definition', path, position });
      expect(places(defined)).toEqual([definition]);
      expect(places(await ask({ type: 'references', path, position }))).toEqual(references);
    });

    it('names what a file defines and what is wrong in it', async () => {
      const symbols = await ask({ type: 'symbols', path });
      expect(symbols.type === 'symbols' && symbols.symbols.map(({ name }) => name)).toContain(symbol);
      const found = await ask({ type: 'diagnostics', path });
      const messages = found.type === 'diagnostics' ? found.diagnostics.map(({ message }) => message) : [];
      if (problem === null) expect(messages).toEqual([]);
      else expect(messages.join()).toContain(problem);
      expect(messages.join()).not.toContain(directory);
    });
  });

  it.each(['web/data.json', 'web/page.html'])('looks at %s', async (path) => {
    const found = await ask({ type: 'diagnostics', path });
    const problems = found.type === 'diagnostics' ? found.diagnostics.length : -1;
    expect(problems).toBe(path.endsWith('.json') ? 1 : 0);
  });

  it.each([
    ['typescript', 'lib/greet.ts'],
    ['python', 'py/greet.py'],
    ['c', 'c/greet.c'],
    ['bash', 'sh/main.sh'],
  ])('finds a name of %s in the whole session', async (language, path) => {
    const found = await ask({ type: 'find-symbols', language, name: 'greet' });
    expect(found.type === 'find-symbols' && found.symbols).toContainEqual(
      expect.objectContaining({ path, name: expect.stringMatching(/^greet/u) as string, kind: 'function' }),
    );
    expect(await ask({ type: 'find-symbols', language, name: 'greet' })).toEqual(found);
  });

  it('hovers, completes, and knows callers, tokens and actions', async () => {
    const position = { line: 3, column: 21 };
    const hover = await ask({ type: 'hover', path: 'main.ts', position });
    expect(hover.type === 'hover' && hover.text).toContain('greet(times: number): string');
    const completion = await ask({ type: 'completion', path: 'main.ts', position: { line: 3, column: 24 } });
    expect(completion.type === 'completion' && completion.items).toContainEqual(
      expect.objectContaining({
        label: 'greet',
        insert: 'greet',
        replaces: { start: { line: 3, column: 21 }, end: { line: 3, column: 26 } },
      }),
    );
    const signature = await ask({ type: 'signature', path: 'main.ts', position: { line: 3, column: 27 } });
    expect(signature).toMatchObject({ signatures: [{ label: 'greet(times: number): string' }], activeParameter: 0 });
    const callers = await ask({ type: 'callers', path: 'lib/greet.ts', position: { line: 1, column: 17 } });
    expect(callers.type === 'callers' && callers.symbols.map(({ path }) => path)).toEqual(['main.ts']);
    const tokens = await ask({ type: 'tokens', path: 'lib/greet.ts' });
    expect(tokens.type === 'tokens' && tokens.tokens[0]).toMatchObject({
      range: { start: { line: 1, column: 17 }, end: { line: 1, column: 22 } },
      kind: 'function',
    });
    const range = { start: { line: 2, column: 10 }, end: { line: 2, column: 17 } };
    const actions = await ask({ type: 'actions', path: 'lib/greet.ts', range });
    expect(actions.type === 'actions' && actions.actions.map(({ kind }) => kind)).toContain(
      'refactor.extract.function',
    );
  });

  it.each([
    ['no project', {}],
    ['two projects', { 'a/tsconfig.json': '{}', 'b/tsconfig.json': '{}' }],
  ])('finds uses in other files of TypeScript that has %s', async (name, configured) => {
    const loose = new MemorySource(name, {
      ...configured,
      'a/lib.ts': 'export const thing = 1;\n',
      'b/main.js': '',
      'b/main.ts': 'import { thing } from "../a/lib";\nthing;\n',
    });
    const query: CodeQuery = { type: 'references', path: 'a/lib.ts', position: { line: 1, column: 14 } };
    const found = await unwrap(engine.query(loose, query));
    expect(places(found)).toEqual(['a/lib.ts:1', 'b/main.ts:1', 'b/main.ts:2']);
  });

  it('sees what changed and what is unsaved', async () => {
    const query: CodeQuery = { type: 'definition', path: 'main.ts', position: { line: 3, column: 21 } };
    const text = FILES['lib/greet.ts'].replace('export', '\nexport');
    const unsaved = await unwrap(engine.query(source, query, { unsaved: [{ path: 'lib/greet.ts', text }] }));
    expect(places(unsaved)).toEqual(['lib/greet.ts:2']);
    expect(places(await ask(query))).toEqual(['lib/greet.ts:1']);
    source.write('lib/greet.ts', `\n\n${text}`);
    expect(places(await ask(query))).toEqual(['lib/greet.ts:4']);
    source.files.delete('lib/greet.ts');
    const broken = await ask({ type: 'diagnostics', path: 'main.ts' });
    expect(broken.type === 'diagnostics' && broken.diagnostics[0]?.message).toContain('Cannot find module');
  });

  it('refuses what cannot be asked', async () => {
    const position = { line: 1, column: 1 };
    const errorOf = async (query: CodeQuery) => {
      const answer = await engine.query(source, query);
      return answer.isErr() ? answer.error.type : null;
    };
    expect(await errorOf({ type: 'hover', path: '../main.ts', position })).toBe('request/invalid');
    expect(await errorOf({ type: 'hover', path: 'main.ts', position: { line: 99, column: 1 } })).toBe(
      'request/invalid',
    );
    expect(await errorOf({ type: 'hover', path: 'none.ts', position })).toBe('code/refused');
    expect(await errorOf({ type: 'hover', path: 'main.rs', position })).toBe('code/unsupported');
    expect(await errorOf({ type: 'tokens', path: 'py/main.py' })).toBe('code/unsupported');
  });
});

function places(answer: CodeAnswer): readonly string[] {
  if (!('locations' in answer)) return [];
  return answer.locations.map(({ path, range }) => `${path}:${String(range.start.line)}`);
}
