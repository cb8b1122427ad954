import { eventually } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { backendName, createBackend, hasStandIn, standIn } from './backend.js';
import { canKill, killFor } from './kill-cluster.js';
import { stormy } from './storm.js';
import { judge, type Ledger } from './writers.js';

/** Waits until the writers were told so many times more that what they wrote is there. */
async function untilWritten({ acknowledged }: Ledger, more: number, withinMs: number): Promise<void> {
  const enough = acknowledged.size + more;
  await eventually(() => expect(acknowledged.size).toBeGreaterThanOrEqual(enough), { withinMs });
}

/** Waits until so many of the writers more were told that what they wrote is not there, or may not be. */
async function untilNoticed({ refused, unknown }: Ledger, more: number): Promise<void> {
  const enough = refused.size + unknown.size + more;
  await eventually(() => expect(refused.size + unknown.size).toBeGreaterThanOrEqual(enough), { withinMs: 10_000 });
}

describe.runIf(hasStandIn)('a cluster that goes and comes again, on the stand-in', () => {
  it('loses nothing that was acknowledged, and does nothing twice', async () => {
    const backend = standIn(stormy(11));
    const { cluster } = backend;
    const options = { ...backend.options, transactionTimeoutMs: 300, retryTimeoutMs: 300, connectTimeoutMs: 200 };
    await judge(options, async (ledger) => {
      for (let round = 0; round < 3; round += 1) {
        await untilWritten(ledger, 10, 10_000);
        cluster.inject({ at: 'commit', code: 1021, landed: true, times: 3 });
        cluster.inject({ at: 'commit', code: 1031, landed: 'late', times: 2 });
        cluster.isDown = true;
        // At first it is back before anybody could notice.
        await untilNoticed(ledger, round * 8);
        cluster.isDown = false;
        cluster.landLate();
      }
      await untilWritten(ledger, 50, 10_000);
    });
    await backend.dispose();
  });
});

describe.runIf(canKill)(`processes that are killed, on ${backendName}`, () => {
  it('take nothing with them that was acknowledged, and nothing is done twice', { timeout: 300_000 }, async () => {
    const backend = createBackend();
    const { acknowledged, refused, unknown, longestPauseMs } = await judge(backend.options, async (ledger) => {
      for (let round = 0; round < 6; round += 1) {
        await untilWritten(ledger, 20, 60_000);
        await killFor(0);
      }
      await untilWritten(ledger, 50, 60_000);
    });
    console.log(
      `${acknowledged.size} acknowledged, ${refused.size} refused, ${unknown.size} unknown; longest pause ${longestPauseMs.toFixed(0)} ms`,
    );
    await backend.dispose();
  });
});
