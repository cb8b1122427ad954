import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { errorTypes } from '../docs/error-types.mjs';
import { adviceProblems, errorsPage } from '../docs/errors-page.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

it(
  'docs/errors.md says what the types of the errors say, and what to do about each',
  { timeout: 120_000 },
  async () => {
    const types = errorTypes(root);

    expect(readFileSync(join(root, 'docs/errors.md'), 'utf8')).toBe(await errorsPage(root, types));
    expect(adviceProblems(types)).toEqual([]);
    expect(types).toContainEqual({
      type: 'session/forbidden',
      meaning: 'The caller may know of the session, and has too small a role in it for this.',
      members: expect.arrayContaining(['neededRole']) as unknown,
    });
  },
);

it('an error without advice is told, and so is advice without an error', () => {
  const problems = adviceProblems([{ type: 'new/error', meaning: '', members: [] }]);

  expect(problems).toContain('new/error has no advice');
  expect(problems).toContain('session/forbidden is no error, and has advice');
});
