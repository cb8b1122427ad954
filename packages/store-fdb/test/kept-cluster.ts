/**
 * A cluster that outlives its process, for programs that do not know of it and run one after the other: imported before the process's
 * own program, it puts a stand-in in the place of the native part of the package `foundationdb`. The stand-in begins with what the
 * file `STAND_IN_FILE` has, and is written there when the process ends.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { toBuffer, toKey, type Range } from './stand-in/key-ranges.js';
import { replaceNative } from './stand-in/load-stand-in.js';
import { StandInCluster } from './stand-in/stand-in-cluster.js';

type Entries = readonly (readonly [key: string, value: string])[];

const EVERYTHING: Range = { start: '', end: '\xff' };

const file = process.env['STAND_IN_FILE'];
if (file === undefined) throw new Error('STAND_IN_FILE does not say where the stand-in is kept.');

const cluster = new StandInCluster();
const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Entries) : [];
cluster.commit({
  readVersion: null,
  readRanges: [],
  writeRanges: [EVERYTHING],
  mutations: kept.map(([key, value]) => ({
    type: 'set',
    key: toKey(Buffer.from(key, 'base64')),
    value: Buffer.from(value, 'base64'),
  })),
});
replaceNative({ clusters: new Map([['', cluster]]) });

process.on('exit', () => {
  const entries: Entries = Array.from(cluster.entries(EVERYTHING, cluster.readVersion(), false), ([key, value]) => [
    toBuffer(key).toString('base64'),
    value.toString('base64'),
  ]);
  writeFileSync(file, JSON.stringify(entries));
});
