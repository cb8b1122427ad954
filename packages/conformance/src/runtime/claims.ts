import assert from 'node:assert/strict';
import type { NetworkAccess } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { INSTALLATION, type OpenRuntime } from './open-runtime.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** Made for nobody, as boxes are that wait for somebody. */
const NOBODY = { tenantId: 'pool', sessionId: 'pool' };
const TENANT = 'ten_claimer';

/** What the capability `claim` promises: a box that runs becomes a tenant's, and nothing else of it changes. */
export function describeClaims(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('claim', () => {
    const { claim } = options.capabilities;
    const able = { has: claim, lacks: 'its boxes cannot be claimed' };
    cases.itWhen(
      { has: !claim, lacks: 'its boxes can be claimed' },
      'claim fails with runtime/unsupported without the capability',
      async (open) => {
        await expectErr(open.runtime.claim(await open.box(NOBODY), TENANT), 'runtime/unsupported');
      },
    );
    describeClaimed(cases, able, options);
    describeRefusals(cases, able, options);
  });
}

interface Condition {
  readonly has: boolean;
  readonly lacks: string;
}

function describeClaimed(cases: Cases<OpenRuntime>, able: Condition, options: RuntimeKitOptions): void {
  cases.itWhen(able, 'a box that is claimed keeps its link, its files and what runs in it', async (open) => {
    const handle = await open.box(NOBODY);
    const link = await open.connect(handle);
    const { life } = link;
    await open.write(link, 'kept', 'kept');
    const { child } = await open.spawnTree(link, 'spawnChild');
    await open.must('claim', open.runtime.claim(handle, TENANT));
    assert.equal(await open.text(link, 'kept'), 'kept');
    await open.expectAlive(link, child, true);
    const next = await open.connect(handle);
    assert.equal(next.life, life);
    assert.equal((await open.run(next, open.programs.echo('mine'))).stdout, 'mine\n');
  });

  cases.itWhen(able, 'inspect and list show a claimed box by the handle that it always had', async (open) => {
    const handle = await open.box(NOBODY);
    await open.must('claim', open.runtime.claim(handle, TENANT));
    const info = await expectOk(open.runtime.inspect(handle));
    assert.deepEqual(info.handle, handle);
    assert.equal(info.state, 'running');
    assert.deepEqual(await expectOk(open.runtime.list({ installationId: INSTALLATION })), [info]);
  });

  cases.itWhen(able, 'remove takes a claimed box away with all that runs in it', async (open) => {
    const handle = await open.box(NOBODY);
    const link = await open.connect(handle);
    await open.must('claim', open.runtime.claim(handle, TENANT));
    await open.must('remove', open.runtime.remove(handle));
    await expectErr(link.files.list(''), 'connection/lost');
    await expectErr(open.runtime.claim(handle, TENANT), 'runtime/not-found');
    assert.deepEqual(await expectOk(open.runtime.list({ installationId: INSTALLATION })), []);
  });

  cases.itWhen(able, 'sweep leaves a claimed box and what it needs', async (open) => {
    const handle = await open.box(NOBODY);
    await open.must('claim', open.runtime.claim(handle, TENANT));
    await open.must('sweep', open.runtime.sweep({ installationId: INSTALLATION, olderThanMs: 0 }));
    const link = await open.connect(handle);
    assert.equal((await open.run(link, open.programs.echo('here'))).stdout, 'here\n');
  });

  cases.itWhen(
    { has: able.has && options.capabilities.survivesRestart, lacks: able.has ? 'boxes end with it' : able.lacks },
    'a box that one runtime object made is claimed, and reached, by another one',
    async (open) => {
      const handle = await open.box(NOBODY);
      const other = await open.restart();
      await open.must('claim', other.claim(handle, TENANT));
      const link = await open.connect(handle, other);
      assert.equal((await open.run(link, open.programs.echo('here'))).stdout, 'here\n');
    },
  );

  for (const network of ['none', 'internet'] satisfies NetworkAccess[]) {
    const has = able.has && options.capabilities.networks.includes(network);
    cases.itWhen(
      { has, lacks: able.has ? `it does not enforce the network ${network}` : able.lacks },
      `boxes with the network ${network} become those of several tenants, and run on`,
      async (open) => {
        const boxes = await allAtOnce(2, () => open.box({ ...NOBODY, network }));
        await Promise.all(
          boxes.map((handle, index) => open.must('claim', open.runtime.claim(handle, `${TENANT}_${index}`))),
        );
        for (const handle of boxes) {
          const link = await open.connect(handle);
          assert.equal((await open.run(link, open.programs.echo('here'))).stdout, 'here\n');
        }
      },
    );
  }
}

function describeRefusals(cases: Cases<OpenRuntime>, able: Condition, options: RuntimeKitOptions): void {
  cases.itWhen(able, 'claiming a box again for its tenant changes nothing', async (open) => {
    const handle = await open.box(NOBODY);
    const link = await open.connect(handle);
    await allAtOnce(3, () => open.must('claim', open.runtime.claim(handle, TENANT)));
    await open.write(link, 'kept', 'kept');
    await open.must('claim', open.runtime.claim(handle, TENANT));
    assert.equal(await open.text(link, 'kept'), 'kept');
  });

  cases.itWhen(able, 'a box that is claimed for one tenant is refused to another', async (open) => {
    const handle = await open.box(NOBODY);
    await open.must('claim', open.runtime.claim(handle, TENANT));
    await expectErr(open.runtime.claim(handle, 'ten_another'), 'runtime/permission-denied');
    await open.must('claim', open.runtime.claim(handle, TENANT));
  });

  cases.itWhen(able, 'of two tenants that claim a box at the same time one gets it', async (open) => {
    const handle = await open.box(NOBODY);
    const claims = await Promise.all(
      ['one', 'another'].map((name) => Promise.resolve(open.runtime.claim(handle, `ten_${name}`))),
    );
    assert.deepEqual(claims.map((claim) => (claim.isOk() ? 'ok' : claim.error.type)).sort(), [
      'ok',
      'runtime/permission-denied',
    ]);
  });

  cases.itWhen(able, 'claim fails with runtime/not-running for a box that does not run', async (open) => {
    const created = await open.create(NOBODY);
    await expectErr(open.runtime.claim(created, TENANT), 'runtime/not-running');
    const stopped = await open.box(NOBODY);
    await open.connect(stopped);
    await open.must('stop', open.runtime.stop(stopped));
    await expectErr(open.runtime.claim(stopped, TENANT), 'runtime/not-running');
  });

  const killable = needs(options, 'killBox');
  cases.itWhen(
    { has: able.has && killable.has, lacks: able.has ? killable.lacks : able.lacks },
    'claim fails with runtime/not-running for a box that died',
    async (open) => {
      const handle = await open.box(NOBODY);
      const link = await open.connect(handle);
      await open.subject.killBox(handle);
      await link.closed;
      await expectErr(open.runtime.claim(handle, TENANT), 'runtime/not-running');
    },
  );

  cases.itWhen(
    able,
    'claim fails with request/aborted when its signal has fired, and leaves the box to anybody',
    async (open) => {
      const handle = await open.box(NOBODY);
      await expectErr(open.runtime.claim(handle, TENANT, { signal: AbortSignal.abort() }), 'request/aborted');
      await open.must('claim', open.runtime.claim(handle, 'ten_another'));
    },
  );

  cases.itWhen(able, 'claim fails with runtime/not-found for a handle that names no box', async (open) => {
    const handle = await open.box({ ...NOBODY, incarnation: 2 });
    await open.connect(handle);
    await expectErr(open.runtime.claim({ ...handle, incarnation: 3 }, TENANT), 'runtime/not-found');
    await expectErr(open.runtime.claim({ ...handle, boxId: 'nobody' }, TENANT), 'runtime/not-found');
  });
}
