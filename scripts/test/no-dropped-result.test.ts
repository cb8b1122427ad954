import { RuleTester } from '@typescript-eslint/rule-tester';
import { afterAll, describe, it } from 'vitest';
import rule from '../eslint/no-dropped-result.js';

RuleTester.afterAll = afterAll;
RuleTester.describe = describe;
RuleTester.it = it;

const tester = new RuleTester({
  languageOptions: {
    parserOptions: { projectService: { allowDefaultProject: ['*.ts'] }, tsconfigRootDir: import.meta.dirname },
  },
});

const declare = 'class Result<T> { x?: T } declare function work(): Result<1>; declare function later(): Promise<Result<1>>;\n';
const dropped = [{ messageId: 'dropped' as const }];

tester.run('no-dropped-result', rule, {
  valid: [
    `${declare}export const kept = work();`,
    `${declare}export async function f() { return await later(); }`,
    `${declare}let x; x = work();`,
    'declare function nothing(): void; nothing();',
  ],
  invalid: [
    { code: `${declare}work();`, errors: dropped },
    { code: `${declare}async function f() { await later(); }`, errors: dropped },
    { code: `${declare}void later();`, errors: dropped },
  ],
});
