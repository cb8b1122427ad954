import { setTimeout } from 'node:timers/promises';
import { unwrap, type SessionId } from '@carrel/core/kernel';
import type { Chance } from '../kill/chance.js';
import { ChunkReader, chunkAt } from './chunk-reader.js';
import { readInTrouble } from './flow.js';
import { numbersUntil } from './numbers.js';
import type { OpenServer } from './open-server.js';
import { CommandReader, TerminalReader } from './output-readers.js';
import { TreeWriter } from './tree-writer.js';
import { BARRIER, LAST, realTree, WatchReader } from './watch-reader.js';

export interface FlowTest {
  readonly server: OpenServer;
  /** One with a workspace that is ready. */
  readonly session: string;
  readonly chance: Chance;
  /** How many connections of readers are broken. */
  readonly cuts: number;
}

/** What was wrong, and how much there was of what was right. */
export interface Verdict {
  readonly faults: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** How many read the same at once. */
const READERS = 4;

export async function commandFlow({ server, session, chance, cuts }: FlowTest): Promise<Verdict> {
  const { client, port } = server;
  const started = await client.post(`/sessions/${session}/commands`, {
    shell: numbersUntil('command-is-over'),
    background: true,
  });
  const { id } = started.json<{ readonly id: string }>();
  const readers = times(READERS, () => new CommandReader({ session, id, token: client.token ?? '' }));
  const write = (until: AbortSignal) =>
    overBy(server, `/sessions/${session}/files/content?path=command-is-over`, until);
  await readInTrouble({ readers, write }, { port, cuts, chance });
  return judged(readers, ({ exit, offset }) => ({ exit: exit?.['exitCode'], offset }));
}

export async function terminalFlow({ server, session, chance, cuts }: FlowTest): Promise<Verdict> {
  const { client, port } = server;
  const opened = await client.post(`/sessions/${session}/terminals`, {
    argv: ['/bin/sh', '-c', `stty -opost -echo; ${numbersUntil('terminal-is-over')}`],
  });
  const { id } = opened.json<{ readonly id: string }>();
  const readers = times(READERS, () => new TerminalReader({ session, id, token: client.token ?? '' }));
  const write = (until: AbortSignal) =>
    overBy(server, `/sessions/${session}/files/content?path=terminal-is-over`, until);
  await readInTrouble({ readers, write }, { port, cuts, chance });
  return judged(readers, ({ exit, offset }) => ({ exit: exit?.['exitCode'], offset }));
}

export async function streamFlow({ server, session, chance, cuts }: FlowTest): Promise<Verdict> {
  const { carrel, caller, client, port } = server;
  const named = { purpose: 'test', sessionId: session as SessionId };
  const writer = await unwrap(carrel.streams.create(caller, named));
  const place = { id: writer.id, token: client.token ?? '' };
  const readers = times(READERS, (at) => new ChunkReader(place, at % 2 === 0 ? 'events' : 'socket'));
  const own = chance.fork(READERS + 1);
  const write = async (until: AbortSignal) => {
    while (!until.aborted) {
      for (let count = own.below(20); count >= 0; count -= 1) await unwrap(writer.write(chunkAt(writer.position)));
      await setTimeout(own.below(10));
    }
    await unwrap(writer.end());
  };
  await readInTrouble({ readers, write }, { port, cuts, chance });
  return judged(readers, ({ next, end }) => ({ exit: end?.['reason'], offset: next }));
}

export async function watchFlow({ server, session, chance, cuts }: FlowTest): Promise<Verdict> {
  const { client, port } = server;
  const place = { client, session, root: 'tree' };
  await client.post(`/sessions/${session}/files/directories`, { path: 'tree' });
  const readers = times(READERS, (at) => new WatchReader({ ...place, name: String(at) }));
  const mirroring = readers.map((reader) => reader.mirror());
  const writer = new TreeWriter(place, chance.fork(READERS + 1));
  const write = async (until: AbortSignal) => {
    for (; !until.aborted; await setTimeout(20)) await writer.change();
    await client.put(`/sessions/${session}/files/content?path=tree/${LAST}`, '');
  };
  await readInTrouble({ readers, write }, { port, cuts, chance });
  await Promise.all(mirroring);
  const real = await realTree({ ...place, name: '' });
  const different = readers.flatMap(({ tree }) => differences(tree.entries, real));
  const { faults, facts } = judged(readers, ({ lists, gaps }) => ({ lists, gaps }));
  return { faults: [...faults, ...different], facts: { ...facts, entries: real.length } };
}

function judged<R extends Gapped>(readers: readonly R[], toFacts: (reader: R) => object): Verdict {
  return {
    faults: readers.flatMap(({ faults }) => faults),
    facts: { readers: readers.map((reader) => ({ ...toFacts(reader) })) },
  };
}

interface Gapped {
  readonly faults: readonly string[];
}

function times<T>(count: number, make: (at: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

/** Tells a program by a file that it is over. */
async function overBy({ client }: OpenServer, path: string, until: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    until.addEventListener('abort', () => {
      resolve();
    });
  });
  await client.put(path, '');
}

function differences(mirrored: readonly string[], real: readonly string[]): readonly string[] {
  const [one, other] = [new Set(mirrored), new Set(real)];
  const isMeant = (entry: string) => !entry.includes(BARRIER);
  return [
    ...mirrored
      .filter((entry) => isMeant(entry) && !other.has(entry))
      .map((entry) => `mirrored and not there: ${entry}`),
    ...real.filter((entry) => isMeant(entry) && !one.has(entry)).map((entry) => `there and not mirrored: ${entry}`),
  ];
}
