/**
 * A cluster that is written to all the time, for a process that does not know of it: imported before the process's own program, it
 * puts the stand-in, with records in it, in the place of the native part of the package `foundationdb`.
 *
 * Every read takes two seconds by its own clock, so that it keeps a state for two more, and something is written meanwhile.
 */
import { collection } from '@carrel/core/store';
import { fdbStore } from '../src/index.js';
import { Keyspace } from '../src/keyspace.js';
import { toKey } from './stand-in/key-ranges.js';
import { replaceNative } from './stand-in/load-stand-in.js';
import { StandInCluster } from './stand-in/stand-in-cluster.js';

const RECORDS = 1_100;
const READ_MS = 2_000;

let now = 1_000_000;
const cluster = new StandInCluster(() => now);
replaceNative({ clusters: new Map([['', cluster]]) });

const things = collection<{ readonly id: string }>()('things', { key: ['id'] });
const prefix = process.env['CARREL_FOUNDATIONDB__PREFIX'] ?? 'carrel';
const store = fdbStore({ prefix });
(await store.open([things]))._unsafeUnwrap();
for (let from = 0; from < RECORDS; from += 100) {
  const ids = Array.from({ length: 100 }, (_, number) => `n${from + number}`);
  const [first = '', ...rest] = ids;
  const inserted = store.transact((tx) =>
    rest.reduce((done, id) => done.andThen(() => tx.insert(things, { id })), tx.insert(things, { id: first })),
  );
  (await inserted)._unsafeUnwrap();
}

const { start, end } = new Keyspace(prefix).epoch(1).records(things.name).range;
const written = { start: toKey(start), end: toKey(end) };
cluster.weather = (at) => {
  if (at !== 'read') return null;
  now += READ_MS;
  cluster.commit({ readVersion: null, readRanges: [], writeRanges: [written], mutations: [] });
  return null;
};
