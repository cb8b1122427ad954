import assert from 'node:assert/strict';
import type { RuntimeHandle, SessionFiles } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { INSTALLATION, OTHER_INSTALLATION, type OpenRuntime } from './open-runtime.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

const KEPT = { tenantId: 'ten_kit', files: 'session' } as const;
const FILTER = { installationId: INSTALLATION };

interface Condition {
  readonly has: boolean;
  readonly lacks: string;
}

/** What the capability `sessionFiles` promises: boxes of one session keep their files together, until those are forgotten. */
export function describeSessionFiles(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('session files', () => {
    const { sessionFiles } = options.capabilities;
    const able = { has: sessionFiles, lacks: 'files go with their boxes' };
    cases.itWhen(
      { has: !sessionFiles, lacks: 'its boxes can keep files for their session' },
      'files of a session fail with runtime/unsupported without the capability',
      async (open) => {
        const spec = open.spec(KEPT);
        await expectErr(open.runtime.create(spec), 'runtime/unsupported');
        assert.deepEqual(await expectOk(open.runtime.list(FILTER)), []);
        await expectErr(open.runtime.listSessionFiles(FILTER), 'runtime/unsupported');
        await expectErr(open.runtime.forgetSessionFiles(sessionOf(spec)), 'runtime/unsupported');
      },
    );
    describeKept(cases, able, options);
    describeListed(cases, able, options);
    describeForgotten(cases, able);
  });
}

function describeKept(cases: Cases<OpenRuntime>, able: Condition, options: RuntimeKitOptions): void {
  cases.itWhen(able, 'the next box of a session begins with the files that the last one left', async (open) => {
    const sessionId = open.name('ses');
    for (const [incarnation, found] of [[], ['life-0'], ['life-0', 'life-1']].entries()) {
      const handle = await open.box({ ...KEPT, sessionId, incarnation: incarnation + 1 });
      const link = await open.connect(handle);
      const entries = await expectOk(link.files.list(''));
      assert.deepEqual(entries.map(({ path }) => path).sort(), found);
      for (const path of found) assert.equal(await open.text(link, path), path);
      await open.write(link, `life-${incarnation}`, `life-${incarnation}`);
      if (incarnation === 0) await open.must('stop', open.runtime.stop(handle));
      await open.must('remove', open.runtime.remove(handle));
    }
  });

  const killable = needs(options, 'killBox');
  cases.itWhen(
    { has: able.has && killable.has, lacks: able.has ? killable.lacks : able.lacks },
    'the next box of a session begins with the files of one that died',
    async (open) => {
      const handle = await keptBox(open);
      const { closed } = await open.connect(handle);
      await open.subject.killBox(handle);
      await closed;
      await open.must('remove', open.runtime.remove(handle));
      assert.equal(await open.text(await open.connect(await next(open, handle)), 'kept'), 'kept');
    },
  );

  cases.itWhen(able, 'a session finds no files of another session, tenant or installation', async (open) => {
    const handle = await keptBox(open);
    await open.must('remove', open.runtime.remove(handle));
    const { sessionId } = handle;
    const others = [{}, { sessionId, tenantId: 'ten_other' }, { sessionId, installationId: OTHER_INSTALLATION }];
    for (const other of others) {
      const link = await open.connect(await open.box({ ...KEPT, ...other }));
      assert.deepEqual(await expectOk(link.files.list('')), []);
    }
    assert.equal(await open.text(await open.connect(await next(open, handle)), 'kept'), 'kept');
  });

  cases.itWhen(
    able,
    'a box whose files are its own begins with nothing, and leaves nothing to its session',
    async (open) => {
      const handle = await keptBox(open);
      await open.must('remove', open.runtime.remove(handle));
      const own = await open.box({ sessionId: handle.sessionId, incarnation: 2 });
      const link = await open.connect(own);
      assert.deepEqual(await expectOk(link.files.list('')), []);
      await open.write(link, 'kept', 'own');
      await open.must('remove', open.runtime.remove(own));
      assert.equal(await open.text(await open.connect(await next(open, handle)), 'kept'), 'kept');
    },
  );

  cases.itWhen(able, 'sweep leaves the files of a session that has no box', async (open) => {
    const handle = await keptBox(open);
    await open.must('remove', open.runtime.remove(handle));
    await open.must('sweep', open.runtime.sweep({ ...FILTER, olderThanMs: 0 }));
    assert.equal(await open.text(await open.connect(await next(open, handle)), 'kept'), 'kept');
  });
}

function describeListed(cases: Cases<OpenRuntime>, able: Condition, options: RuntimeKitOptions): void {
  cases.itWhen(
    able,
    'listSessionFiles shows the sessions that keep files, with a box or without, and no other',
    async (open) => {
      const created = await open.create({ ...KEPT });
      const [gone, running] = [await keptBox(open), await keptBox(open)];
      await open.must('remove', open.runtime.remove(gone));
      await open.box();
      await open.create({ ...KEPT, installationId: OTHER_INSTALLATION });
      assert.deepEqual(await listed(open), [created, gone, running].map(sessionOf).sort(bySession));
    },
  );

  cases.itWhen(
    { has: able.has && options.capabilities.survivesRestart, lacks: able.has ? 'boxes end with it' : able.lacks },
    'files of a session are found, and forgotten, by another runtime object',
    async (open) => {
      const handle = await keptBox(open);
      await open.must('remove', open.runtime.remove(handle));
      const other = await open.restart();
      assert.deepEqual(await expectOk(other.listSessionFiles(FILTER)), [sessionOf(handle)]);
      await open.must('forget', other.forgetSessionFiles(sessionOf(handle)));
      assert.deepEqual(await listed(open), []);
    },
  );
}

function describeForgotten(cases: Cases<OpenRuntime>, able: Condition): void {
  cases.itWhen(able, 'forgetSessionFiles takes the files of a session away, and no others', async (open) => {
    const [one, other] = [await keptBox(open), await keptBox(open)];
    for (const handle of [one, other]) await open.must('remove', open.runtime.remove(handle));
    await open.must('forget', open.runtime.forgetSessionFiles(sessionOf(one)));
    assert.deepEqual(await listed(open), [sessionOf(other)]);
    const link = await open.connect(await next(open, one));
    assert.deepEqual(await expectOk(link.files.list('')), []);
    assert.equal(await open.text(await open.connect(await next(open, other)), 'kept'), 'kept');
  });

  cases.itWhen(
    able,
    'forgetSessionFiles is runtime/unavailable while a box is there, and leaves its files',
    async (open) => {
      const handle = await keptBox(open);
      const session = sessionOf(handle);
      await expectErr(open.runtime.forgetSessionFiles(session), 'runtime/unavailable');
      await open.must('stop', open.runtime.stop(handle));
      await expectErr(open.runtime.forgetSessionFiles(session), 'runtime/unavailable');
      await open.must('start', open.runtime.start(handle));
      assert.equal(await open.text(await open.connect(handle), 'kept'), 'kept');
      assert.deepEqual(await listed(open), [session]);
      const created = await open.create(KEPT);
      await expectErr(open.runtime.forgetSessionFiles(sessionOf(created)), 'runtime/unavailable');
    },
  );

  cases.itWhen(able, 'forgetSessionFiles is ok where there is nothing, and again', async (open) => {
    const session = sessionOf(open.spec(KEPT));
    await open.must('forget', open.runtime.forgetSessionFiles(session));
    const handle = await keptBox(open);
    await open.must('remove', open.runtime.remove(handle));
    for (const _time of [1, 2]) await open.must('forget', open.runtime.forgetSessionFiles(sessionOf(handle)));
    assert.deepEqual(await listed(open), []);
  });

  cases.itWhen(
    able,
    'calls for files of sessions fail with request/aborted when their signal has fired',
    async (open) => {
      const handle = await keptBox(open);
      await open.must('remove', open.runtime.remove(handle));
      const given = { signal: AbortSignal.abort() };
      await expectErr(open.runtime.listSessionFiles(FILTER, given), 'request/aborted');
      await expectErr(open.runtime.forgetSessionFiles(sessionOf(handle), given), 'request/aborted');
      assert.deepEqual(await listed(open), [sessionOf(handle)]);
    },
  );
}

/** A box of another session each time, with a file. */
async function keptBox(open: OpenRuntime): Promise<RuntimeHandle> {
  const handle = await open.box(KEPT);
  await open.write(await open.connect(handle), 'kept', 'kept');
  return handle;
}

function next(open: OpenRuntime, { incarnation, sessionId }: RuntimeHandle): Promise<RuntimeHandle> {
  return open.box({ ...KEPT, sessionId, incarnation: incarnation + 1 });
}

async function listed(open: OpenRuntime): Promise<readonly SessionFiles[]> {
  const all = await open.must('list', open.runtime.listSessionFiles(FILTER));
  return [...all].sort(bySession);
}

function sessionOf({ installationId, sessionId, tenantId }: SessionFiles): SessionFiles {
  return { installationId, tenantId, sessionId };
}

function bySession(one: SessionFiles, other: SessionFiles): number {
  return one.sessionId < other.sessionId ? -1 : 1;
}
