import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { exited, INSTALLATION, type OpenRuntime } from './open-runtime.js';
import { numbered } from './process-events.js';
import type { RuntimeKitOptions } from './runtime-subject.js';

/** What holds when the control plane is killed and starts anew. */
export function describeRestarts(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const survives = { has: options.capabilities.survivesRestart, lacks: 'its boxes end with the control plane' };

  cases.group('restarts of the control plane', () => {
    cases.itWhen(
      survives,
      'a control plane that starts anew after create finds the box of its intent',
      async (open) => {
        const spec = open.spec();
        const handle = await expectOk(open.runtime.create(spec));
        const runtime = await open.restart();
        const [info] = await expectOk(runtime.list({ installationId: INSTALLATION }));
        assert.deepEqual([info?.handle, info?.state], [handle, 'created']);
        assert.deepEqual(await expectOk(runtime.create(spec)), handle);
        assert.equal((await expectOk(runtime.list({ installationId: INSTALLATION }))).length, 1);
        await expectOk(runtime.start(handle));
        const connection = await open.connect(handle, runtime);
        assert.equal((await open.run(connection, open.programs.echo('anew'))).stdout, 'anew\n');
      },
    );

    cases.itWhen(
      survives,
      'what runs goes on while the control plane starts anew, and loses no output',
      async (open) => {
        const handle = await open.box();
        const id = await open.spawn(await open.connect(handle), open.programs.tick('60', '0.01'), { label: 'kept' });
        await open.runtime.dispose();
        const runtime = await open.restart();
        const [info] = await expectOk(runtime.list({ installationId: INSTALLATION }));
        assert.deepEqual([info?.handle, info?.state], [handle, 'running']);
        const connection = await open.connect(handle, runtime);
        assert.equal((await expectOk(connection.processes.get(id))).label, 'kept');
        const { stdout, exit } = await open.finish(connection, id);
        assert.deepEqual([stdout, exit], [numbered(60), exited(0)]);
      },
    );

    cases.itWhen(survives, 'a box can be stopped and removed by a control plane that did not make it', async (open) => {
      const handle = await open.box();
      await open.spawn(await open.connect(handle), open.programs.sleep('600'));
      const runtime = await open.restart();
      await open.must('stop', runtime.stop(handle, { graceMs: 0 }));
      assert.equal((await expectOk(runtime.inspect(handle))).state, 'exited');
      await open.must('remove', runtime.remove(handle));
      await expectErr(open.runtime.inspect(handle), 'runtime/not-found');
    });
  });
}
