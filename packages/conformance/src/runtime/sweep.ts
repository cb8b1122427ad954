import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { INSTALLATION, OTHER_INSTALLATION, type OpenRuntime } from './open-runtime.js';

/** What `sweep` promises of boxes. What it takes away that belongs to none is a matter of the backend, and its own tests'. */
export function describeSweep(cases: Cases<OpenRuntime>): void {
  const filter = { installationId: INSTALLATION, olderThanMs: 0 };
  cases.group('sweep', () => {
    cases.it('sweep touches no box of the installation, in any state', async (open) => {
      const [created, running, stopped] = [await open.create(), await open.box(), await open.box()];
      const connection = await open.connect(running);
      const id = await open.spawn(connection, open.programs.sleep('600'));
      await open.write(await open.connect(stopped), 'kept', 'kept');
      await expectOk(open.runtime.stop(stopped));
      const before = await expectOk(open.runtime.list(filter));

      await expectOk(open.runtime.sweep(filter));

      const byId = (boxes: typeof before) => new Map(boxes.map((box) => [box.handle.boxId, box]));
      assert.deepEqual(byId(await expectOk(open.runtime.list(filter))), byId(before));
      assert.equal((await expectOk(connection.processes.get(id))).exit, null);
      for (const handle of [created, stopped]) await open.must('start', open.runtime.start(handle));
      assert.equal(await open.text(await open.connect(stopped), 'kept'), 'kept');
    });

    cases.it('sweep touches nothing of another installation', async (open) => {
      const theirs = await open.box({ installationId: OTHER_INSTALLATION });
      const connection = await open.connect(theirs);
      await open.write(connection, 'kept', 'kept');

      await expectOk(open.runtime.sweep(filter));

      assert.equal(await open.text(connection, 'kept'), 'kept');
      assert.equal((await expectOk(open.runtime.inspect(theirs))).state, 'running');
    });

    cases.it('sweep is ok where there is nothing to take away, again and without an age', async (open) => {
      await expectOk(open.runtime.sweep(filter));
      await expectOk(open.runtime.sweep({ installationId: 'kit-no-installation' }));
    });

    cases.it('sweep fails with request/aborted when its signal has fired', async (open) => {
      await expectErr(open.runtime.sweep(filter, { signal: AbortSignal.abort() }), 'request/aborted');
    });
  });
}
