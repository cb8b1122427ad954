import { describe, expect, it } from 'vitest';
import { describeStreamLog } from '../src/index.js';
import { failuresOf, recordingRunner } from './recording-runner.js';
import { brokenReads } from './stream-log/broken-reads.js';
import { memorySubject, type BrokenStreamLog } from './stream-log/broken-stream-log.js';
import { brokenWrites } from './stream-log/broken-writes.js';

describe('describeStreamLog', () => {
  it.each(Object.entries({ ...brokenWrites, ...brokenReads }))(
    'finds out that a log %s',
    async (name, { alter, found }) => {
      expect(await failures(alter, found), `${name} has to fail this case`).toEqual([found]);
    },
  );

  it('fails nothing for a log that keeps its promises', async () => {
    expect(await failures()).toEqual([]);
  });
});

/** The names of the cases that fail, of those that are called `only`. */
function failures(alter?: BrokenStreamLog['alter'], only?: string): Promise<readonly string[]> {
  const { test, cases } = recordingRunner();
  describeStreamLog({ test, createSubject: () => memorySubject(alter), lacks: { faults: 'it has no backend' } });
  const wanted = only === undefined ? cases : cases.filter(({ name }) => name === only);
  expect(wanted.length, `the kit has a case called ${only}`).toBeGreaterThan(0);
  return failuresOf(wanted, only === undefined ? 40_000 : 2_000);
}
