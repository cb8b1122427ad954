import { describe, expect, it } from 'vitest';
import { describeStorage, type StorageKitOptions } from '../src/index.js';
import { failuresOf, recordingRunner } from './recording-runner.js';
import { brokenReads } from './storage/broken-reads.js';
import { memorySubject, type BrokenStorage } from './storage/broken-storage.js';
import { brokenWrites } from './storage/broken-writes.js';

describe('describeStorage', () => {
  it.each(Object.entries({ ...brokenWrites, ...brokenReads }))(
    'finds out that a storage %s',
    async (name, { alter, found }) => {
      expect(await failures(alter, found), `${name} has to fail this case`).toEqual([found]);
    },
  );

  it('finds out that a storage holds a large content in memory', async () => {
    const found = 'a content of 100 MB takes little memory, to store and to read';
    expect(await failures(() => ({}), found, {})).toEqual([found]);
  });

  it('fails nothing for a storage that keeps its promises', async () => {
    expect(await failures()).toEqual([]);
  });
});

/** The names of the cases that fail, of those that are called `only`. */
function failures(
  alter?: BrokenStorage['alter'],
  only?: string,
  lacks: NonNullable<StorageKitOptions['lacks']> = { large: 'it would take long', many: 'it would take long' },
): Promise<readonly string[]> {
  const { test, cases } = recordingRunner();
  describeStorage({ test, createSubject: () => memorySubject(alter), lacks });
  const wanted = only === undefined ? cases : cases.filter(({ name }) => name === only);
  expect(wanted.length, `the kit has a case called ${only}`).toBeGreaterThan(0);
  return failuresOf(wanted, only === undefined || lacks.large === undefined ? 40_000 : 3_000);
}
