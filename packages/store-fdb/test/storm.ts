import { StandInCluster, type Fault, type FaultPoint } from './stand-in/stand-in-cluster.js';

/** What may befall each kind of operation, and never shows: all of it is to be tried again. */
const FAULTS: Readonly<Record<FaultPoint, readonly Omit<Fault, 'at'>[]>> = {
  version: [{ code: 1037 }, { code: 1078 }, { code: 1213 }, { code: 1223 }],
  read: [{ code: 1007 }, { code: 1009 }, { code: 1037 }],
  commit: [{ code: 1020 }, { code: 1021, landed: true }, { code: 1021 }, { code: 1039, landed: true }, { code: 1042 }],
};

/** One in so many operations meets a fault while a storm lasts; then it is calm as long, so that large transactions get through. */
const ONE_IN = 12;
const STORM_OPERATIONS = 400;

/** A stand-in in bad weather: the same faults for the same seed. */
export function stormy(seed: number): StandInCluster {
  const cluster = new StandInCluster();
  let state = seed % 2 ** 31;
  let operations = 0;
  const next = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) % below;
  cluster.backOffScale = 0.01;
  cluster.weather = (at) => {
    operations += 1;
    if (Math.floor(operations / STORM_OPERATIONS) % 2 === 1 || next(1_009) % ONE_IN !== 0) return null;
    return FAULTS[at][next(997) % FAULTS[at].length] ?? null;
  };
  return cluster;
}
