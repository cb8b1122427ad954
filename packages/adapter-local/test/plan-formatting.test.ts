import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectOk } from '@carrel/conformance';
import { createCarrel } from '@carrel/core';
import { memoryStore, scriptedCodeEngine } from '@carrel/core/memory';
import { expect, it } from 'vitest';
import { localRuntime } from '../src/index.js';

const PRETTIER = join(createRequire(import.meta.url).resolve('prettier/package.json'), '../bin/prettier.cjs');
const TIDY = "export const words = ['a'];\n";

it('formats what a plan writes by the Prettier of the project, and undoes it byte for byte', async () => {
  const baseDir = await mkdtemp(join(tmpdir(), 'carrel-formatting-'));
  const script = () => [
    { path: 'packages/web/src/a.ts', content: 'export const words = ["a",\n"b"]' },
    { path: 'packages/web/src/untidy.ts', content: 'x( )' },
    { path: 'packages/web/src/broken.ts', content: 'const = 1' },
  ];
  const carrel = await createCarrel({
    ...{ store: memoryStore(), runtime: localRuntime({ baseDir }), code: { engine: scriptedCodeEngine({ script }) } },
    passwords: { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } },
  });
  const request = { requestId: 'req_test' };
  const person = { email: 'a@example.com', password: 'correct horse' };
  const { tokens } = await expectOk(carrel.identity.register(person, request));
  const caller = await expectOk(carrel.identity.authenticate(tokens.accessToken, request.requestId));
  const { id: sessionId } = await expectOk(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'] }));
  const { files, commands } = await expectOk(carrel.workspaces.open(caller, sessionId));
  try {
    await expectOk(files.write('.prettierrc.json', '{ "singleQuote": true }'));
    await expectOk(files.write('packages/web/src/a.ts', TIDY));
    await expectOk(files.write('packages/web/src/untidy.ts', 'x( );'));
    const link = `mkdir -p node_modules/.bin && ln -s ${PRETTIER} node_modules/.bin/prettier`;
    await expectOk(commands.run(['sh', '-c', link]));

    const refactoring = { type: 'organise-imports', path: 'packages/web/src/a.ts' } as const;
    const plan = await expectOk(carrel.code.plans.create(caller, { sessionId, refactoring }));
    expect(plan.diff).toContain("+export const words = ['a', 'b'];\n");
    expect(plan.warnings.filter((warning) => warning.startsWith('Not formatted'))).toEqual([
      expect.stringMatching(/^Not formatted by Prettier, packages\/web\/src\/broken\.ts: .*SyntaxError/u),
      'Not formatted, for these files were not before: packages/web/src/untidy.ts.',
    ]);
    await expectOk(carrel.code.plans.apply(caller, { sessionId, planId: plan.id }));
    expect(await expectOk(files.readText('packages/web/src/a.ts'))).toBe("export const words = ['a', 'b'];\n");
    expect(await expectOk(files.readText('packages/web/src/untidy.ts'))).toBe('x( )');
    await expectOk(carrel.code.plans.undo(caller, { sessionId, planId: plan.id }));
    expect(await expectOk(files.readText('packages/web/src/a.ts'))).toBe(TIDY);
  } finally {
    await expectOk(carrel.workspaces.stop(caller, sessionId));
    await carrel.dispose();
    await rm(baseDir, { recursive: true, force: true });
  }
});
