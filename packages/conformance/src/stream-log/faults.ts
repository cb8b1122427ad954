import assert from 'node:assert/strict';
import type { StreamLogError } from '@carrel/core/streams';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import { COMPLETED, KEY, numbered, type OpenStreamLog } from './open-stream-log.js';
import { offers, type StreamLogKitOptions } from './stream-log-subject.js';

/** How often something fails while the backend comes back is not promised; that it works in the end is. */
const PATIENCE = { withinMs: 30_000 };

/** What was acknowledged survives the backend, and nothing is doubled by trying again. */
export function describeFaults(cases: Cases<OpenStreamLog>, options: StreamLogKitOptions): void {
  const faults = offers(options, 'faults');
  cases.group('faults', () => {
    cases.itWhen(faults, 'while the backend is down operations fail with stream/log-unavailable', async (open) => {
      await open.stream(['a']);
      await open.faults.stop();
      await eventually(() => expectErr(open.log.health(), 'stream/log-unavailable'), PATIENCE);
      await expectErr(open.log.append(KEY, ['b']), 'stream/log-unavailable');
      await expectErr(open.log.info(KEY), 'stream/log-unavailable');
      await open.faults.start();
      await eventually(() => expectOk(open.log.health()), PATIENCE);
    });

    cases.itWhen(faults, 'an operation that waits for a dead backend ends with its signal', async (open) => {
      await open.stream(['a']);
      await open.faults.stop();
      const result = await open.log.append(KEY, ['b'], { signal: AbortSignal.timeout(500) });
      assert.ok(result.isErr());
      assert.ok(['request/aborted', 'stream/log-unavailable'].includes(result.error.type), result.error.type);
      await open.faults.start();
    });

    cases.itWhen(faults, 'chunks that were acknowledged all arrive once and in order over a restart', async (open) => {
      await open.stream();
      const follower = followThrough(open);
      await write(open, 0, 100);
      await open.faults.stop();
      const writing = write(open, 100, 200);
      await open.faults.start();
      await writing;
      await eventually(() => finish(open), PATIENCE);
      assert.deepEqual(await follower, numbered(200));
      assert.deepEqual((await open.readAll()).chunks, numbered(200));
    });
  });
}

/** Writes chunks one by one; one whose answer was lost is tried again at its position. */
async function write(open: OpenStreamLog, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 1) {
    await eventually(async () => {
      const result = await open.log.append(KEY, numbered(1, at), { at });
      if (result.isOk() || happened(result.error, at)) return;
      assert.equal(result.error.type, 'stream/log-unavailable');
      throw new Error('the log is not back');
    }, PATIENCE);
  }
}

function happened(error: StreamLogError, at: number): boolean {
  return error.type === 'stream/conflict' && error.next === at + 1;
}

async function finish(open: OpenStreamLog): Promise<void> {
  const result = await open.log.end(KEY, COMPLETED);
  assert.ok(result.isOk() || result.error.type === 'stream/ended');
}

/** Somebody who reads on from where it was whenever the reading fails. */
async function followThrough(open: OpenStreamLog): Promise<readonly string[]> {
  const got: string[] = [];
  for (;;) {
    const events = await eventually(() => expectOk(open.log.read(KEY, { from: got.length })), PATIENCE);
    for await (const event of events) {
      if (event.type === 'end') return got;
      if (event.type === 'failed') assert.equal(event.error.type, 'stream/log-unavailable');
      if (event.type !== 'chunks') continue;
      assert.equal(event.position, got.length);
      got.push(...event.chunks);
    }
  }
}
