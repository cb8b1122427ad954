import assert from 'node:assert/strict';
import type { NetworkAccess } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { INSTALLATION, type OpenRuntime } from './open-runtime.js';
import type { RuntimeKitOptions } from './runtime-subject.js';

const NETWORKS: readonly NetworkAccess[] = ['none', 'internet'];

/** What the capability `networks` promises. What a box can reach is a matter of the backend, and its own tests'. */
export function describeNetworks(cases: Cases<OpenRuntime>, { capabilities: { networks } }: RuntimeKitOptions): void {
  const missing = NETWORKS.filter((network) => !networks.includes(network));
  cases.group('networks', () => {
    cases.itWhen(
      { has: missing.length > 0, lacks: 'it enforces every network' },
      'create fails with runtime/unsupported for a network that the runtime does not enforce, and makes no box',
      async (open) => {
        for (const network of missing) {
          const creating = open.runtime.create(open.spec({ network }));
          assert.equal((await expectErr(creating, 'runtime/unsupported')).capability, `network ${network}`);
        }
        assert.deepEqual(await expectOk(open.runtime.list({ installationId: INSTALLATION })), []);
      },
    );

    for (const network of NETWORKS) {
      cases.itWhen(
        { has: networks.includes(network), lacks: `it does not enforce the network ${network}` },
        `a box with the network ${network} runs, and again after a stop`,
        async (open) => {
          const handle = await open.box({ network });
          for (const round of ['first', 'second']) {
            const connection = await open.connect(handle);
            assert.equal((await open.run(connection, open.programs.echo(round))).stdout, `${round}\n`);
            await open.must('stop', open.runtime.stop(handle));
            await open.must('start', open.runtime.start(handle));
          }
        },
      );
    }
  });
}
