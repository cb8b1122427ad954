import assert from 'node:assert/strict';
import type { StreamLog } from '@carrel/core/streams';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { whenAborted } from '../traits/when-aborted.js';
import { whenClosed, type Operation } from '../traits/when-closed.js';
import { AMPLE, COMPLETED, KEY, numbered, type OpenStreamLog } from './open-stream-log.js';
import type { StreamLogSubject } from './stream-log-subject.js';

/** Everything that is about one stream. */
const OPERATIONS: Readonly<
  Record<string, (log: StreamLog, signal?: AbortSignal, key?: string) => ReturnType<Operation<unknown>>>
> = {
  create: (log, signal, key = 'another') => log.create(key, AMPLE, { ...(signal && { signal }) }),
  append: (log, signal, key = KEY) => log.append(key, ['more'], { ...(signal && { signal }) }),
  end: (log, signal, key = KEY) => log.end(key, COMPLETED, { ...(signal && { signal }) }),
  read: (log, signal, key = KEY) => log.read(key, { ...(signal && { signal }) }),
  info: (log, signal, key = KEY) => log.info(key, { ...(signal && { signal }) }),
  remove: (log, signal, key = KEY) => log.remove(key, { ...(signal && { signal }) }),
};

const OVER_OPEN = Object.fromEntries(
  Object.entries(OPERATIONS).map(([name, operation]): [string, Operation<OpenStreamLog, [AbortSignal]>] => [
    name,
    ({ log }, signal) => operation(log, signal),
  ]),
);

/** What a log that was not opened promises. */
export function describeUnopened(subjects: Cases<StreamLogSubject>): void {
  subjects.group('a log that is not open', () => {
    whenClosed(subjects, {
      when: 'before open',
      close: () => Promise.resolve(),
      operations: {
        ...Object.fromEntries(
          Object.entries(OPERATIONS).map(([name, operation]): [string, Operation<StreamLogSubject>] => [
            name,
            ({ subject }) => operation(subject),
          ]),
        ),
        health: ({ subject }) => subject.health(),
      },
      expected: 'stream/log-closed',
    });

    subjects.it('a log that was never opened can be disposed, more than once', async ({ subject }) => {
      await subject.dispose();
      await subject.dispose();
      await expectErr(subject.open(), 'stream/log-closed');
    });
  });
}

/** What `open`, `dispose`, signals and keys promise. */
export function describeLife(cases: Cases<OpenStreamLog>): void {
  cases.group('life', () => {
    cases.it('open is idempotent, and an open log is healthy', async ({ log }) => {
      await expectOk(log.open());
      await expectOk(log.health());
      assert.ok(log.maxChunkBytes >= 1_024, 'a chunk may have at least 1,024 bytes');
    });
    describeClosing(cases);
    describeKeys(cases);
    whenAborted(cases, {
      operations: OVER_OPEN,
      verify: async ({ log }) => {
        assert.equal(await expectOk(log.info('another')), null);
      },
    });
  });
}

function describeClosing(cases: Cases<OpenStreamLog>): void {
  whenClosed(cases, {
    close: ({ log }) => log.dispose(),
    operations: {
      ...Object.fromEntries(
        Object.entries(OPERATIONS).map(([name, operation]): [string, Operation<OpenStreamLog>] => [
          name,
          ({ log }) => operation(log),
        ]),
      ),
      open: ({ log }) => log.open(),
      health: ({ log }) => log.health(),
    },
    expected: 'stream/log-closed',
  });

  cases.it('dispose ends readers with stream/log-closed', async (open) => {
    await open.stream(numbered(2));
    const reading = await open.follow();
    await reading.reaches(2);
    await open.log.dispose();
    await reading.finished();
    assert.equal(reading.failure?.type, 'stream/log-closed');
    assert.deepEqual(reading.chunks, numbered(2));
    await open.log.dispose();
  });
}

function describeKeys(cases: Cases<OpenStreamLog>): void {
  const badKeys = {
    'an empty key': '',
    'a key of 257 bytes': 'k'.repeat(257),
    'a key of 129 umlauts': 'ü'.repeat(129),
  };
  for (const [what, key] of Object.entries(badKeys)) {
    cases.it(`every operation refuses ${what} with stream/key-invalid`, async ({ log }) => {
      for (const operation of Object.values(OPERATIONS))
        await expectErr(operation(log, undefined, key), 'stream/key-invalid');
    });
  }

  cases.it('a key is any text of up to 256 bytes, and names one stream', async (open) => {
    const keys = [
      'k'.repeat(256),
      'ü'.repeat(128),
      ' ',
      'a:b',
      'a{b}',
      '*',
      'A',
      'a',
      '\u0000',
      'a\nb',
      '日本語',
      '../x',
      '%00',
    ];
    for (const key of keys) await open.stream([`in ${key}`], {}, key);
    for (const key of keys) {
      await open.end(COMPLETED, key);
      assert.deepEqual((await open.readAll(0, key)).chunks, [`in ${key}`]);
    }
  });

  cases.it('what never was is stream/not-found, and has no info', async ({ log }) => {
    await expectErr(log.append(KEY, ['a']), 'stream/not-found');
    await expectErr(log.append(KEY, []), 'stream/not-found');
    await expectErr(log.end(KEY, COMPLETED), 'stream/not-found');
    await expectErr(log.read(KEY), 'stream/not-found');
    assert.equal(await expectOk(log.info(KEY)), null);
    await expectOk(log.remove(KEY));
  });

  cases.it(
    'create fails with stream/exists for a stream that is there, ended or not, and changes nothing',
    async (open) => {
      await open.stream(numbered(3));
      await expectErr(open.log.create(KEY, { ...AMPLE, maxChunks: 1 }), 'stream/exists');
      await open.append(numbered(1, 3));
      await open.end();
      await expectErr(open.log.create(KEY, AMPLE), 'stream/exists');
      assert.deepEqual((await open.readAll()).chunks, numbered(4));
    },
  );

  cases.it('one of several that create a stream at once makes it', async ({ log }) => {
    const results = await Promise.all(Array.from({ length: 10 }, () => log.create(KEY, AMPLE)));
    assert.equal(results.filter((result) => result.isOk()).length, 1);
    for (const result of results) if (result.isErr()) assert.equal(result.error.type, 'stream/exists');
  });

  cases.it('a removed stream is gone, and its readers are told', async (open) => {
    await open.stream(numbered(2));
    const reading = await open.follow();
    await reading.reaches(2);
    await expectOk(open.log.remove(KEY));
    await reading.finished();
    assert.equal(reading.failure?.type, 'stream/not-found');
    await expectErr(open.log.read(KEY), 'stream/not-found');
    await expectErr(open.log.append(KEY, ['a']), 'stream/not-found');
    assert.equal(await expectOk(open.log.info(KEY)), null);
    await expectOk(open.log.remove(KEY));
  });

  cases.it('a key whose stream was removed can be used again, from position 0', async (open) => {
    await open.stream(numbered(5));
    await open.end();
    await expectOk(open.log.remove(KEY));
    await open.stream(['new']);
    await open.end({ reason: 'failed' });
    const reading = await open.readAll();
    assert.deepEqual([reading.chunks, reading.ended], [['new'], { reason: 'failed' }]);
  });
}
