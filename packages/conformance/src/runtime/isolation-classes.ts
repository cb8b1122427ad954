import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { INSTALLATION, type OpenRuntime } from './open-runtime.js';
import type { RuntimeKitOptions } from './runtime-subject.js';

const UNKNOWN = 'kit-no-such-class';

/** What the capability `isolationClasses` promises. */
export function describeIsolationClasses(cases: Cases<OpenRuntime>, { capabilities }: RuntimeKitOptions): void {
  const { isolationClasses } = capabilities;
  cases.group('isolation classes', () => {
    cases.it(
      'create fails with runtime/unsupported for an isolation class that the runtime does not name, and makes no box',
      async (open) => {
        const creating = open.runtime.create(open.spec({ isolationClass: UNKNOWN }));
        assert.equal((await expectErr(creating, 'runtime/unsupported')).capability, `isolation class ${UNKNOWN}`);
        assert.deepEqual(await expectOk(open.runtime.list({ installationId: INSTALLATION })), []);
      },
    );

    cases.itWhen(
      { has: isolationClasses.length > 0, lacks: 'it has no isolation classes' },
      'a box of each isolation class runs, and so does one whose spec names none',
      async (open) => {
        for (const fields of [{}, ...isolationClasses.map((isolationClass) => ({ isolationClass }))]) {
          const connection = await open.connect(await open.box(fields));
          assert.equal((await open.run(connection, open.programs.echo('runs'))).exit.code, 0);
        }
      },
    );
  });
}
