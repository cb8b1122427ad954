import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import { exited, INSTALLATION, type OpenRuntime } from './open-runtime.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

const MIB = 1_048_576;
const LIMITS = { memoryBytes: 268_435_456, cpus: 1, pids: 64 };

/** What the capability `limits.disk` promises. */
export function describeDiskLimits(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const { disk } = options.capabilities.limits;
  const bounds = disk ? needs(options, 'fillFile') : { has: false, lacks: 'it does not limit files' };

  cases.group('disk limits', () => {
    cases.itWhen(
      { has: !disk, lacks: 'it limits files' },
      'create fails with runtime/unsupported for a limit on files that the runtime does not enforce, and makes no box',
      async (open) => {
        const creating = open.runtime.create(open.spec({ limits: { ...LIMITS, diskBytes: 4 * MIB } }));
        assert.equal((await expectErr(creating, 'runtime/unsupported')).capability, 'limits.disk');
        assert.deepEqual(await expectOk(open.runtime.list({ installationId: INSTALLATION })), []);
      },
    );

    cases.itWhen(bounds, 'a program that fills the disk of its box fails, and the box lives', async (open) => {
      const connection = await open.connect(await open.box({ limits: { ...LIMITS, diskBytes: 4 * MIB } }));
      const { exit } = await open.run(connection, open.programs.fillFile('full', String(8 * MIB)));
      assert.equal(exit.reason, 'exited');
      assert.notEqual(exit.code, 0);
      const { size } = await expectOk(connection.files.stat('full'));
      assert.ok(size <= 4 * MIB, `${size} bytes were written`);
      assert.equal((await open.run(connection, open.programs.echo('lives'))).stdout, 'lives\n');
    });

    cases.itWhen(bounds, 'a write to a full disk fails with file/no-space, until there is room again', async (open) => {
      const connection = await open.connect(await open.box({ limits: { ...LIMITS, diskBytes: 4 * MIB } }));
      const { files } = connection;
      await expectOk(files.write('kept', Buffer.alloc(MIB)));
      await open.run(connection, open.programs.fillFile('full', String(8 * MIB)));
      await expectErr(files.write('more', Buffer.alloc(2 * MIB)), 'file/no-space');
      await expectOk(files.remove('full'));
      await eventually(async () => {
        await expectOk(files.write('more', Buffer.alloc(2 * MIB)));
      });
      assert.equal((await expectOk(files.stat('kept'))).size, MIB);
    });

    cases.itWhen(bounds, 'a box whose files stay within its limit is not touched by it', async (open) => {
      const connection = await open.connect(await open.box({ limits: { ...LIMITS, diskBytes: 16 * MIB } }));
      const { exit } = await open.run(connection, open.programs.fillFile('file', String(4 * MIB)));
      assert.deepEqual(exit, exited(0));
      assert.equal((await expectOk(connection.files.stat('file'))).size, 4 * MIB);
    });
  });
}
