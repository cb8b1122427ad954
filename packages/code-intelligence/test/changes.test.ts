import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeAnswer, CodeEngine, CodePosition } from '@carrel/core/code';
import { unwrap } from '@carrel/core/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodeEngine } from '../src/index.js';
import { hasClangd } from './clangd-backend.js';
import { MemorySource } from './memory-source.js';

interface Project {
  readonly language: string;
  readonly files: Readonly<Record<string, string>>;
  /** Where a name is used whose definition is elsewhere. */
  readonly path: string;
  readonly position: CodePosition;
  readonly definition: string;
  readonly references: readonly string[];
  /** Another use of it, in a file that is not there at first. */
  readonly user: { readonly path: string; readonly text: string; readonly line: number };
}

const PROJECTS: readonly Project[] = [
  {
    language: 'typescript',
    files: {
      'tsconfig.json': '{}',
      'lib.ts': 'export const thing = 1;\n',
      'main.ts': 'import { thing } from "./lib";\nthing;\n',
    },
    ...{ path: 'main.ts', position: { line: 2, column: 1 }, definition: 'lib.ts' },
    references: ['lib.ts:1', 'main.ts:1', 'main.ts:2'],
    user: { path: 'user.ts', text: '\nexport { thing } from "./lib";\n', line: 2 },
  },
  {
    language: 'python',
    files: { 'lib.py': 'thing = 1\n', 'main.py': 'from lib import thing\nprint(thing)\n' },
    ...{ path: 'main.py', position: { line: 2, column: 8 }, definition: 'lib.py' },
    references: ['lib.py:1', 'main.py:1', 'main.py:2'],
    user: { path: 'user.py', text: '\nfrom lib import thing\n', line: 2 },
  },
  {
    language: 'c',
    files: { 'lib.h': 'extern int thing;\n', 'main.c': '#include "lib.h"\nint main(void) { return thing; }\n' },
    ...{ path: 'main.c', position: { line: 2, column: 25 }, definition: 'lib.h' },
    references: ['lib.h:1', 'main.c:2'],
    user: { path: 'user.c', text: '#include "lib.h"\nint use(void) { return thing; }\n', line: 2 },
  },
  {
    language: 'bash',
    files: { 'lib.sh': 'thing() { echo; }\n', 'main.sh': '. ./lib.sh\nthing\n' },
    ...{ path: 'main.sh', position: { line: 2, column: 1 }, definition: 'lib.sh' },
    references: ['lib.sh:1', 'main.sh:2'],
    user: { path: 'user.sh', text: '. ./lib.sh\n\nthing\n', line: 3 },
  },
];

describe.runIf(hasClangd)('files that change', () => {
  const directory = mkdtempSync(join(tmpdir(), 'code-changes-'));
  let engine: CodeEngine;
  beforeAll(() => {
    engine = createCodeEngine({ directory });
  });
  afterAll(async () => {
    await engine.dispose();
    rmSync(directory, { recursive: true });
  });

  it.each(PROJECTS)('of $language are seen as they are by the next query', async (project) => {
    const { language, files, path, position, definition, references, user } = project;
    const source = new MemorySource(language, files);
    const ask = async (type: 'definition' | 'references') =>
      places(await unwrap(engine.query(source, { type, path, position })));
    expect(await ask('references')).toEqual(references);

    source.write(user.path, user.text);
    expect(await ask('references')).toEqual([...references, `${user.path}:${String(user.line)}`]);

    source.write(definition, `\n\n${files[definition] ?? ''}`);
    expect(await ask('definition')).toEqual([`${definition}:3`]);
    expect(await ask('references')).toContain(`${definition}:3`);

    source.files.delete(user.path);
    expect(await ask('references')).toEqual(references.map((at) => at.replace(`${definition}:1`, `${definition}:3`)));
  });

  it.each(PROJECTS)('of $language are all known to a server that has just started', async (project) => {
    const { language, files, definition, references } = project;
    const source = new MemorySource(`${language}-fresh`, files);
    const column = (files[definition]?.indexOf('thing') ?? 0) + 1;
    const query = { type: 'references', path: definition, position: { line: 1, column } } as const;
    expect(places(await unwrap(engine.query(source, query)))).toEqual(references);
    await engine.forget(source.key);
  });

  it('of Python are all known when their configuration has changed', async () => {
    const source = new MemorySource('python-configured', {
      'lib.py': 'thing = 1\n',
      'main.py': 'from lib import thing\nprint(thing)\n',
    });
    const query = { type: 'references', path: 'lib.py', position: { line: 1, column: 1 } } as const;
    const found = async () => places(await unwrap(engine.query(source, query)));
    expect(await found()).toEqual(['lib.py:1', 'main.py:1', 'main.py:2']);
    source.write('pyrightconfig.json', '{ "reportMissingImports": false }');
    expect(await found()).toEqual(['lib.py:1', 'main.py:1', 'main.py:2']);
    source.write('pyrightconfig.json', '{ "exclude": ["main.py"] }');
    expect(await found()).toEqual(['lib.py:1']);
    source.files.delete('pyrightconfig.json');
    expect(await found()).toEqual(['lib.py:1', 'main.py:1', 'main.py:2']);
  });

  it('may come to configure a project, and no more', async () => {
    const source = new MemorySource('configured', { 'main.ts': 'export function f(a) {\n  return a;\n}\n' });
    const problems = async () => {
      const answer = await unwrap(engine.query(source, { type: 'diagnostics', path: 'main.ts' }));
      const found = answer.type === 'diagnostics' ? answer.diagnostics : [];
      return found.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    };
    expect(await problems()).toEqual([]);
    source.write('tsconfig.json', '{ "compilerOptions": { "strict": true } }');
    expect(await problems()).toEqual(['7006']);
    source.write('tsconfig.json', '{ "compilerOptions": { "strict": false } }');
    expect(await problems()).toEqual([]);
    source.files.delete('tsconfig.json');
    expect(await problems()).toEqual([]);
  });
});

function places(answer: CodeAnswer): readonly string[] {
  if (!('locations' in answer)) return [];
  return answer.locations.map(({ path, range }) => `${path}:${String(range.start.line)}`);
}
