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

tester.run('no-dropped-result', rule, {
  valid: [
    `${declare}export const kept = work();`,
    `${declare}export async function f() { return await later(); }`,
    `${declare}let x; x = work();`,
    `${declare}work().match(() => 1, () => 2);`,
    `${declare}void asynchronous().match(() => 1, () => 2);`,
    `${declare}export const g = () => safeTry(function* () { yield* work(); yield* asynchronous(); return ok(1); });`,
    'declare function nothing(): void; nothing();',
    'class Result { x = 1 } declare function ours(): Result; ours();',
    'declare const anything: any; anything();',
  ].map((code) => ({ code, filename })),
  invalid: [
    `${declare}work();`,
    `${declare}work().map((n) => n + 1);`,
    `${declare}asynchronous();`,
    `${declare}asynchronous().mapErr(() => 'worse');`,
    `${declare}later();`,
    `${declare}export async function f() { await later(); }`,
    `${declare}export async function f() { await asynchronous(); }`,
    `${declare}void later();`,
    `${declare}void asynchronous();`,
    `${declare}isOn && work();`,
    `${declare}isOn ? work() : undefined;`,
  ].map((code) => ({ code, filename, errors: dropped })),
});
