import { expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';
import type { Carrel, CarrelOptions, OpenWorkspace } from '../src/index.js';
import type { Caller, SessionId } from '../src/kernel/index.js';
import { memoryRuntime, memoryStore, type MemoryRuntime, type Program } from '../src/memory/index.js';
import type { RecordStore } from '../src/store/index.js';
import type { CommandEvent } from '../src/workspaces/command.js';

/** Writes its first argument many times, a little at a time. */
const drip: Program = async ({ argv: [, text = '', count = '10'], write, sleep }) => {
  for (let index = 0; index < Number(count); index += 1) {
    await write('stdout', text);
    await sleep(5);
  }
};

/** Ends some time after it was asked to. */
const linger: Program = async ({ argv: [, ms = '0'], onSignal, write, sleep }) => {
  const asked = new Promise<void>((resolve) => {
    onSignal('SIGTERM', resolve);
  });
  await write('stdout', 'ready');
  await asked;
  await sleep(Number(ms));
  return 9;
};

interface World extends AsyncDisposable {
  readonly store: RecordStore;
  readonly carrel: Carrel;
  readonly runtime: MemoryRuntime;
  readonly caller: Caller;
  readonly id: SessionId;
  readonly workspace: OpenWorkspace;
}

/** A workspace that runs. */
export async function world(options: Partial<CarrelOptions> = {}): Promise<World> {
  const runtime = memoryRuntime({ programs: { drip, linger } });
  const store = memoryStore();
  const carrel = await memoryCarrel({ runtime, store, ...options });
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  const workspace = expectOk(await carrel.workspaces.open(caller, id));
  return { carrel, store, runtime, caller, id, workspace, [Symbol.asyncDispose]: () => carrel.dispose() };
}

interface Read {
  readonly text: string;
  readonly gaps: readonly CommandEvent[];
  readonly last: CommandEvent | undefined;
}

/** All that a command tells, to its end. */
export async function all(events: AsyncIterable<CommandEvent>): Promise<Read> {
  let text = '';
  let last: CommandEvent | undefined;
  const gaps: CommandEvent[] = [];
  for await (const event of events) {
    if (event.type === 'output') text += Buffer.from(event.data).toString();
    if (event.type === 'gap') gaps.push(event);
    last = event;
  }
  return { text, gaps, last };
}

/** Reads until so many bytes have come; gives how many did. */
export async function readAtLeast(events: AsyncIterable<CommandEvent>, count: number): Promise<number> {
  let seen = 0;
  for await (const event of events) {
    if (event.type === 'output') seen = event.offset + event.data.length;
    if (seen >= count) break;
  }
  return seen;
}
