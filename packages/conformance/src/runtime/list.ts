import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { INSTALLATION, OTHER_INSTALLATION, type OpenRuntime } from './open-runtime.js';

/** What `list` promises: every box of one installation, and no other's. */
export function describeList(cases: Cases<OpenRuntime>): void {
  cases.group('list', () => {
    cases.it('list gives every box of the installation, in any state', async (open) => {
      const created = await open.create();
      const running = await open.box();
      const stopped = await open.box();
      await expectOk(open.runtime.stop(stopped));
      const listed = await expectOk(open.runtime.list({ installationId: INSTALLATION }));
      const states = new Map(listed.map(({ handle, state }) => [handle.boxId, state]));
      assert.equal(listed.length, 3);
      assert.equal(states.get(created.boxId), 'created');
      assert.equal(states.get(running.boxId), 'running');
      assert.equal(states.get(stopped.boxId), 'exited');
    });

    cases.it("list never gives another installation's boxes", async (open) => {
      const mine = await open.box();
      const theirs = await open.box({ installationId: OTHER_INSTALLATION });
      const ids = async (installationId: string) =>
        (await expectOk(open.runtime.list({ installationId }))).map(({ handle }) => handle);
      assert.deepEqual(await ids(INSTALLATION), [mine]);
      assert.deepEqual(await ids(OTHER_INSTALLATION), [theirs]);
      assert.deepEqual(await ids('kit-no-installation'), []);
    });

    cases.it('what list and inspect say is the same, and its handle opens the box', async (open) => {
      const handle = await open.box();
      const [info] = await expectOk(open.runtime.list({ installationId: INSTALLATION }));
      assert.deepEqual(info, await expectOk(open.runtime.inspect(handle)));
      const connection = await open.connect(info.handle);
      assert.equal((await open.run(connection, open.programs.echo('found'))).stdout, 'found\n');
    });

    cases.it('an installation without boxes has an empty list', async (open) => {
      assert.deepEqual(await expectOk(open.runtime.list({ installationId: INSTALLATION })), []);
    });
  });
}
