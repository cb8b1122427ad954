import assert from 'node:assert/strict';
import type { RuntimeHandle } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { whenAborted } from '../traits/when-aborted.js';
import type { Operation } from '../traits/when-closed.js';
import { INSTALLATION, type OpenRuntime } from './open-runtime.js';
import { within } from './process-events.js';
import type { RuntimeKitOptions } from './runtime-subject.js';

/** What `open`, `dispose`, `pause` and the signals of callers promise. */
export function describeLife(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('life', () => {
    describeOpening(cases);
    describeAborting(cases);
    describePausing(cases, options);
  });
}

function describeOpening(cases: Cases<OpenRuntime>): void {
  cases.it('open may be called again, and changes nothing', async (open) => {
    const handle = await open.box();
    await expectOk(open.runtime.open());
    await expectOk(open.runtime.open());
    assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'running');
  });

  cases.it('dispose closes the links of the runtime object, and may be called again', async (open) => {
    const connection = await open.connect();
    await Promise.all([open.runtime.dispose(), open.runtime.dispose()]);
    await within(connection.closed, 'the end of the link');
    await open.runtime.dispose();
    await open.restart();
  });

  cases.it('dispose ends the events of the runtime object', async (open) => {
    const next = open.runtime.events(new AbortController().signal)[Symbol.asyncIterator]().next();
    await open.runtime.dispose();
    assert.equal((await within(next, 'the end of the events')).done, true);
    await open.restart();
  });
}

/** A box, and calls whose signal has fired. */
const runtimeCalls: Readonly<Record<string, Operation<OpenRuntime, [AbortSignal]>>> = {
  create: (open, signal) => open.runtime.create(open.spec(), { signal }),
  list: (open, signal) => open.runtime.list({ installationId: INSTALLATION }, { signal }),
};

type BoxCall = (open: OpenRuntime, handle: RuntimeHandle, signal: AbortSignal) => ReturnType<Operation<OpenRuntime>>;

const boxCalls: Readonly<Record<string, BoxCall>> = {
  start: ({ runtime }, handle, signal) => runtime.start(handle, { signal }),
  stop: ({ runtime }, handle, signal) => runtime.stop(handle, { signal }),
  remove: ({ runtime }, handle, signal) => runtime.remove(handle, { signal }),
  inspect: ({ runtime }, handle, signal) => runtime.inspect(handle, { signal }),
  connect: ({ runtime }, handle, signal) => runtime.connect(handle, { signal }),
  stats: ({ runtime }, handle, signal) => runtime.stats(handle, { signal }),
};

function describeAborting(cases: Cases<OpenRuntime>): void {
  whenAborted(cases, {
    operations: runtimeCalls,
    verify: async ({ runtime }) => {
      assert.deepEqual(await expectOk(runtime.list({ installationId: INSTALLATION })), []);
    },
  });

  for (const [name, call] of Object.entries(boxCalls)) {
    cases.it(
      `${name} fails with request/aborted when its signal has fired, and leaves the box as it is`,
      async (open) => {
        const handle = name === 'start' ? await open.create() : await open.box();
        await expectErr(call(open, handle, AbortSignal.abort()), 'request/aborted');
        assert.equal((await expectOk(open.runtime.inspect(handle))).state, name === 'start' ? 'created' : 'running');
      },
    );
  }

  cases.it('calls over a link fail with request/aborted when their signal has fired', async (open) => {
    const connection = await open.connect();
    const { files, processes } = connection;
    const options = { signal: AbortSignal.abort() };
    const argv = open.programs.echo('never');
    await expectErr(processes.spawn({ id: 'never', argv }, options), 'request/aborted');
    await expectErr(processes.list(options), 'request/aborted');
    await expectErr(files.write('never', Buffer.from('x'), options), 'request/aborted');
    await expectErr(files.list('', options), 'request/aborted');
    await expectErr(files.read('never', options), 'request/aborted');
    await expectErr(connection.openPort(80, options), 'request/aborted');
    await expectErr(connection.stats(options), 'request/aborted');
    assert.deepEqual(await expectOk(processes.list()), []);
    assert.deepEqual(await expectOk(files.list('')), []);
  });
}

function describePausing(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const can = options.capabilities.pause;
  const pauses = { has: can, lacks: 'it does not pause' };

  cases.itWhen(
    { has: !can, lacks: 'it pauses' },
    'pause and resume fail with runtime/unsupported without the capability',
    async (open) => {
      const handle = await open.box();
      for (const call of ['pause', 'resume'] as const) {
        const error = await expectErr(open.runtime[call](handle), 'runtime/unsupported');
        assert.equal(error.capability, 'pause');
      }
      assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'running');
    },
  );

  cases.itWhen(pauses, 'nothing in a paused box goes on until it is resumed', async (open) => {
    const handle = await open.box();
    const first = await open.connect(handle);
    const startedAt = performance.now();
    const id = await open.spawn(first, open.programs.tick('100000', '0.01'));
    await expectOk(open.runtime.pause(handle));
    const pausedAt = performance.now();
    assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'paused');
    await expectErr(open.runtime.connect(handle), 'runtime/not-running');
    await new Promise((resolve) => setTimeout(resolve, 600));
    const resumedAt = performance.now();
    await expectOk(open.runtime.resume(handle));
    assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'running');
    const connection = await open.connect(handle);
    const { endOffset } = await expectOk(connection.processes.get(id));
    // One at its start, one whose 10 ms were over while the box was paused, and one for each 10 ms, which may be a little short.
    const most = 2 + (pausedAt - startedAt + performance.now() - resumedAt) / 9;
    assert.ok(endOffset / 8 <= most, `${endOffset / 8} ticks, not ${most}`);
    await (await open.attach(connection, id, endOffset)).take();
  });

  cases.itWhen(pauses, 'a paused box can be stopped and removed', async (open) => {
    const [one, other] = [await open.box(), await open.box()];
    for (const handle of [one, other]) await expectOk(open.runtime.pause(handle));
    await open.must('stop', open.runtime.stop(one, { graceMs: 0 }));
    assert.equal((await expectOk(open.runtime.inspect(one))).state, 'exited');
    await open.must('remove', open.runtime.remove(other));
    await expectErr(open.runtime.inspect(other), 'runtime/not-found');
  });
}
