import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { INSTALLATION, type OpenRuntime } from './open-runtime.js';
import { within } from './process-events.js';

/** That nothing that belongs to one life of a workspace reaches another one. */
export function describeFencing(cases: Cases<OpenRuntime>): void {
  cases.group('fencing', () => {
    cases.it('the handle of a life that is gone never reaches the next one', async (open) => {
      const sessionId = open.name('ses');
      const old = await open.box({ sessionId, incarnation: 1 });
      await expectOk(open.runtime.remove(old));
      const current = await open.box({ sessionId, incarnation: 2 });
      const connection = await open.connect(current);
      await open.write(connection, 'kept', 'kept');
      await expectErr(open.runtime.connect(old), 'runtime/not-found');
      await expectErr(open.runtime.inspect(old), 'runtime/not-found');
      await expectErr(open.runtime.start(old), 'runtime/not-found');
      await expectErr(open.runtime.stop(old), 'runtime/not-found');
      await expectOk(open.runtime.remove(old));
      assert.equal(await open.text(connection, 'kept'), 'kept');
      assert.equal((await expectOk(open.runtime.inspect(current))).state, 'running');
    });

    cases.it('a handle with another incarnation than its box names no box', async (open) => {
      const handle = await open.box({ incarnation: 3 });
      for (const incarnation of [2, 4]) {
        const stale = { ...handle, incarnation };
        await expectErr(open.runtime.connect(stale), 'runtime/not-found');
        await expectErr(open.runtime.inspect(stale), 'runtime/not-found');
        await expectOk(open.runtime.remove(stale));
      }
      assert.equal((await expectOk(open.runtime.list({ installationId: INSTALLATION }))).length, 1);
      await open.connect(handle);
    });

    cases.it('a link never moves over to a newer life of its session', async (open) => {
      const sessionId = open.name('ses');
      const old = await open.box({ sessionId, incarnation: 1 });
      const link = await open.connect(old);
      await expectOk(open.runtime.remove(old));
      const current = await open.connect(await open.box({ sessionId, incarnation: 2 }));
      await expectErr(link.files.write('from-the-past', Buffer.from('x')), 'connection/lost');
      await expectErr(link.processes.spawn({ id: 'past', argv: open.programs.echo('x') }), 'connection/lost');
      await within(link.closed, 'the end of the link');
      assert.deepEqual(await expectOk(current.files.list('')), []);
      assert.deepEqual(await expectOk(current.processes.list()), []);
    });

    cases.it('a link does not go on when its box was stopped and started', async (open) => {
      const handle = await open.box();
      const link = await open.connect(handle);
      await expectOk(open.runtime.stop(handle));
      await expectOk(open.runtime.start(handle));
      await expectErr(link.files.list(''), 'connection/lost');
      assert.deepEqual(await expectOk((await open.connect(handle)).files.list('')), []);
    });
  });
}
