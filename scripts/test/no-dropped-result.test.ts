import { join } from 'node:path';
import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, it } from 'vitest';
import rule from '../eslint/no-dropped-result.js';

RuleTester.describe = describe;
RuleTester.it = it;

const tester = new RuleTester({
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: { projectService: { allowDefaultProject: ['*.ts'] }, tsconfigRootDir: import.meta.dirname },
  },
});

const declare = `
import { ResultAsync, safeTry, ok, type Result } from 'neverthrow';
declare function work(): Result<1, 'bad'>;
declare function later(): Promise<Result<1, 'bad'>>;
declare function asynchronous(): ResultAsync<1, 'bad'>;
declare const isOn: boolean;
`;
const dropped = [{ messageId: 'dropped' }];
const filename = join(import.meta.dirname, 'case.ts');
const asCase = (line: string) => ({ name: line, code: declare + line, filename });

tester.run('no-dropped-result', rule, {
  valid: [
    'export const kept = work();',
    'export async function f() { return await later(); }',
    'let x; x = work();',
    'work().match(() => 1, () => 2);',
    'void asynchronous().match(() => 1, () => 2);',
    'export const g = () => safeTry(function* () { yield* work(); yield* asynchronous(); return ok(1); });',
    'declare function nothing(): void; nothing();',
    'class Result { x = 1 } declare function ours(): Result; ours();',
    'declare const anything: any; anything();',
  ].map(asCase),
  invalid: [
    'work();',
    'work().map((n) => n + 1);',
    'asynchronous();',
    `asynchronous().mapErr(() => 'worse');`,
    'later();',
    'export async function f() { await later(); }',
    'export async function f() { await asynchronous(); }',
    'void later();',
    'void asynchronous();',
    'isOn && work();',
    'isOn ? work() : undefined;',
  ].map((line) => ({ ...asCase(line), errors: dropped })),
});
