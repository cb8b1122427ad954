import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeAnswer, CodeEngine, CodeQuery } from '@carrel/core/code';
import { unwrap } from '@carrel/core/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodeEngine } from '../src/index.js';
import { hasClangd } from './clangd-backend.js';
import { MemorySource } from './memory-source.js';

/** The cause of an error where confinement is required and this machine cannot. */
const CANNOT_CONFINE = 'This machine cannot confine servers.';

describe.runIf(hasClangd)('a hostile project', () => {
  const directory = mkdtempSync(join(tmpdir(), 'code-hostile-'));
  const marker = join(directory, 'marker');
  const outside = join(directory, 'outside');
  const plugin = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, ''); module.exports = () => ({ create: (info) => info.languageService });`;
  const source = new MemorySource('hostile', {
    'tsconfig.json': `{
      // Comments and last commas are allowed here.
      "extends": ${JSON.stringify(join(outside, 'tsconfig.json'))},
      "compilerOptions": { "strict": true, "plugins": [{ "name": "./plugin" }, { "name": "evil" }], },
    }`,
    'plugin/index.js': plugin,
    'node_modules/evil/index.js': plugin,
    'node_modules/evil/package.json': '{ "name": "evil", "main": "index.js" }',
    'node_modules/kind/package.json': '{ "name": "kind", "types": "index.d.ts" }',
    'node_modules/kind/index.d.ts': 'export declare const kind: { deep: number };\n',
    'good.ts': 'import { kind } from "kind";\nexport const good: string = kind.deep;\n',
    'long.ts': `const long = "${'x'.repeat(10_000_000)}";\n`,
    'new\nline.ts': 'export const hidden = 1;\n',
    '../escape.ts': 'export const escaped = 1;\n',
    '/absolute.ts': 'export const absolute = 1;\n',
    'binary.ts': 'export const a = "\u0000";\n',
    'conftest.py': `open(${JSON.stringify(marker)}, 'w')\n`,
    'json.py': `open(${JSON.stringify(marker)}, 'w')\n`,
    'sitecustomize.py': `open(${JSON.stringify(marker)}, 'w')\n`,
    'main.py': 'import json\n\nvalue: int = "x"\n',
    'pyrightconfig.json': '{ "venvPath": "/", "venv": "usr" }',
    '.clangd': 'CompileFlags:\n  Compiler: /bin/false\n',
    'main.c': 'int main(void) { return good; }\n',
  });
  let engine: CodeEngine;
  beforeAll(() => {
    mkdirSync(outside);
    writeFileSync(join(outside, 'tsconfig.json'), '{ "compilerOptions": { "strict": false } }');
    writeFileSync(join(outside, 'secret.json'), '{ "password": "top-secret" }');
    engine = createCodeEngine({ directory });
  });
  afterAll(async () => {
    await engine.dispose();
    rmSync(directory, { recursive: true });
  });
  const ask = async (query: CodeQuery): Promise<CodeAnswer> => unwrap(engine.query(source, query));
  const problems = async (path: string) => {
    const found = await ask({ type: 'diagnostics', path });
    return found.type === 'diagnostics' ? found.diagnostics.map(({ message }) => message) : [];
  };

  it('is looked at, and nothing of it runs', async () => {
    expect(await problems('good.ts')).toEqual(["Type 'number' is not assignable to type 'string'."]);
    expect((await problems('main.py')).join()).toContain('not assignable');
    expect((await problems('main.c')).join()).toContain('undeclared');
    expect(existsSync(marker)).toBe(false);
  });

  it('shows nothing of what is outside', async () => {
    source.write('peek.ts', `import secret from ${JSON.stringify(join(outside, 'secret.json'))};\nsecret.password;\n`);
    const found = await engine.query(source, { type: 'definition', path: 'peek.ts', position: { line: 1, column: 9 } });
    expect(JSON.stringify(found)).not.toContain('top-secret');
    expect(
      found.isOk() && 'locations' in found.value && found.value.locations.every(({ path }) => path === 'peek.ts'),
    ).toBe(true);
  });

  it('has files that are left out, and says so', async () => {
    const errorOf = async (path: string) => {
      const answer = await engine.query(source, { type: 'symbols', path });
      return answer.isErr() ? answer.error.type : null;
    };
    expect(await errorOf('long.ts')).toBe('code/too-large');
    expect(await errorOf('binary.ts')).toBe('code/refused');
    expect(await errorOf('new\nline.ts')).toBe('request/invalid');
    const found = await ask({ type: 'find-symbols', language: 'typescript', name: 'hidden' });
    expect(found).toMatchObject({ symbols: [] });
  });

  it('cannot make a server read what is outside', async ({ skip }) => {
    writeFileSync(join(outside, 'secret.ts'), 'export const password = "top-secret";\n');
    writeFileSync(join(outside, 'secret.h'), 'top_secret\n');
    const peeking = new MemorySource('peeking', {
      'peek.ts': `import { password } from ${JSON.stringify(join(outside, 'secret'))};\npassword;\n`,
      'peek.c': `#include ${JSON.stringify(join(outside, 'secret.h'))}\n`,
    });
    const confined = createCodeEngine({ directory, confinement: 'required' });
    const hover = await confined.query(peeking, { type: 'hover', path: 'peek.ts', position: { line: 2, column: 1 } });
    const problems = await confined.query(peeking, { type: 'diagnostics', path: 'peek.c' });
    await confined.dispose();
    skip(hover.isErr() && hover.error.cause === CANNOT_CONFINE, CANNOT_CONFINE);
    expect(hover.isOk() && problems.isOk()).toBe(true);
    expect(JSON.stringify([hover, problems])).not.toMatch(/top.secret/u);
    expect(JSON.stringify(problems)).toContain('file not found');
  });

  it('is refused as a whole where it is too large', async () => {
    const small = createCodeEngine({ directory, maxFiles: 3 });
    const answer = await small.query(source, { type: 'symbols', path: 'good.ts' });
    expect(answer.isErr() && answer.error.type).toBe('code/too-large');
    await small.dispose();
  });
});
