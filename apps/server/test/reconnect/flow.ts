import { setTimeout } from 'node:timers/promises';
import { eventually } from '../eventually.js';
import type { Chance } from '../kill/chance.js';
import { cuttingProxy } from './cutting-proxy.js';

/** A reader that comes again until it has seen the end of what it reads. */
export interface FlowReader {
  /** One connection, which goes on where the one before was lost; over when it is. */
  readonly connect: (port: number) => Promise<void>;
  readonly isOver: boolean;
  /** Everything that was wrong. */
  readonly faults: readonly string[];
}

export interface Flow {
  readonly readers: readonly FlowReader[];
  /** Goes on until the signal; what it wrote has its end then. */
  readonly write: (until: AbortSignal) => Promise<void>;
}

export interface Trouble {
  /** Of the server. */
  readonly port: number;
  /** How many connections are broken. */
  readonly cuts: number;
  readonly chance: Chance;
}

/** Far longer than it takes on a machine that does nothing else. */
const MAX_MS = 420_000;

/** Has all of it read while connections break, and then what is left of it in peace. */
export async function readInTrouble({ readers, write }: Flow, { port, cuts, chance }: Trouble): Promise<void> {
  await using proxy = await cuttingProxy(port, chance.fork(0));
  const stop = new AbortController();
  const writing = write(stop.signal);
  const reading = readers.map((reader, at) => readThrough(reader, proxy.port, chance.fork(at + 1)));
  const isDone = () => proxy.cuts >= cuts || readers.some(({ faults }) => faults.length > 0);
  await Promise.race([writing, ...reading, eventually(isDone, MAX_MS)]).finally(() => {
    proxy.calm();
    stop.abort();
  });
  await Promise.all([writing, ...reading]);
}

/** Reads it to its end, over as many connections as it takes. */
export async function readThrough(reader: FlowReader, port: number, chance: Chance): Promise<void> {
  while (!reader.isOver && reader.faults.length === 0) {
    await reader.connect(port);
    // Some come again at once, and some when much has happened.
    if (!reader.isOver) await setTimeout(chance.below(5) === 0 ? chance.below(200) : chance.below(5));
  }
}
