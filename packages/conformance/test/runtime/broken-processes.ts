import { okAsync } from '@carrel/core/kernel';
import { processNotStartable, type ProcessEvent, type SpawnSpec } from '@carrel/core/runtime';
import { eventsThrough } from './alter-runtime.js';
import type { BrokenRuntimes } from './broken-runtime.js';

const GOOD_END: ProcessEvent = {
  type: 'exit',
  exit: { code: 0, signal: null, reason: 'exited' },
  end: 0,
  truncated: false,
};

/** Variants of the memory runtime that break a promise about processes, each named after it. */
export const brokenProcesses: BrokenRuntimes = {
  reportsExitOnCut: {
    found: 'a reader whose link is cut gets failed, never an exit',
    processes: eventsThrough(async function* (events) {
      for await (const event of events) yield event.type === 'failed' ? GOOD_END : event;
    }),
  },

  reportsExitOnDeath: {
    found: 'a process whose box is killed is never reported to have ended well',
    processes: eventsThrough(async function* (events) {
      let end = 0;
      for await (const event of events) {
        if (event.type === 'output') end = event.offset + event.data.length;
        yield event.type === 'failed' ? { ...GOOD_END, end } : event;
      }
    }),
  },

  endsQuietlyOnCut: {
    found: 'a reader whose link is cut gets failed, never an exit',
    processes: eventsThrough(async function* (events) {
      for await (const event of events) if (event.type !== 'failed') yield event;
    }),
  },

  losesOutputOnAttach: {
    found: 'attach gives what was kept, then what follows, without a seam',
    processes: (processes) => ({
      attach: (id, options) =>
        processes.get(id).andThen(({ endOffset }) => processes.attach(id, { ...options, from: endOffset })),
    }),
  },

  doublesOutputOnAttach: {
    found: 'a reader that leaves and comes back gets every byte once',
    processes: (processes) => ({
      attach: (id, { from = 0, ...options } = {}) => processes.attach(id, { ...options, from: Math.max(0, from - 8) }),
    }),
  },

  hidesGaps: {
    found: 'what was dropped is a gap, and the rest is the end of the output',
    processes: eventsThrough(async function* (events) {
      for await (const event of events) if (event.type !== 'gap') yield event;
    }),
  },

  mixesChannels: {
    found: 'each channel has what was written on it',
    processes: eventsThrough(async function* (events) {
      for await (const event of events) yield event.type === 'output' ? { ...event, channel: 'stdout' } : event;
    }),
  },

  killsInItsOwnTime: {
    found: 'kill may give another grace',
    processes: (processes) => ({
      kill: (id, { signal } = {}) => processes.kill(id, signal === undefined ? {} : { signal }),
    }),
  },

  killsOnlyTheLeader: {
    found: 'kill ends the whole tree, daemons that have left session and group too',
    processes: (processes) => ({
      attach: (id, options) => processes.attach(id, options).map(asCancelled),
      kill: (id, options) => processes.signal(id, 'SIGTERM', options),
    }),
  },

  ignoresTimeout: {
    found: 'timeoutMs ends a process with reason timeout, and not before its time',
    processes: (processes) => ({
      spawnAttached: (spec, options) => processes.spawnAttached(withoutLimit(spec, 'timeoutMs'), options),
    }),
  },

  unboundedOutput: {
    found: 'the output that a limit allows is not cut off',
    processes: (processes) => ({
      spawnAttached: (spec, options) => processes.spawnAttached(withoutLimit(spec, 'maxOutputBytes'), options),
    }),
  },

  keepsAllOutput: {
    found: 'what was dropped is a gap, and the rest is the end of the output',
    processes: (processes) => ({
      spawn: (spec, options) => processes.spawn(withoutLimit(spec, 'retainBytes'), options),
    }),
  },

  dropsStdinEnd: {
    found: 'the end may come without bytes',
    processes: (processes) => ({ writeStdin: (id, data) => processes.writeStdin(id, data) }),
  },

  reordersStdin: {
    found: 'writes that do not wait for each other keep their order',
    processes: (processes) => ({
      writeStdin: (id, data, options) =>
        data[6] === 0x35
          ? processes.list().andThen(() => processes.writeStdin(id, data, options))
          : processes.writeStdin(id, data, options),
    }),
  },

  reusesIds: {
    found: 'spawn fails with process/exists when the id is taken, also by a process that ended',
    processes: (processes) => ({
      spawn: (spec, options) =>
        processes
          .forget(spec.id)
          .orElse(() => okAsync(undefined))
          .andThen(() => processes.spawn(spec, options)),
    }),
  },

  takesFullForMissing: {
    found: 'spawn fails with connection/limit where there is no room for another process',
    processes: (processes) => ({
      spawn: (spec, options) =>
        processes
          .spawn(spec, options)
          .mapErr((error) =>
            error.type === 'connection/limit' ? processNotStartable(spec.id, 'not enough resources') : error,
          ),
    }),
  },

  confusesSignals: {
    found: 'a process that dies of SIGKILL is reported so',
    processes: eventsThrough(async function* (events) {
      for await (const event of events) {
        if (event.type !== 'exit' || event.exit.signal === null) yield event;
        // As a shell shows it.
        else yield { ...event, exit: { code: 137, signal: null, reason: 'exited' } };
      }
    }),
  },
};

async function* asCancelled(events: AsyncIterable<ProcessEvent>): AsyncGenerator<ProcessEvent, void, void> {
  for await (const event of events) {
    const signalled = event.type === 'exit' && event.exit.reason === 'signalled';
    yield signalled ? { ...event, exit: { ...event.exit, reason: 'cancelled' } } : event;
  }
}

function withoutLimit(spec: SpawnSpec, name: keyof NonNullable<SpawnSpec['limits']>): SpawnSpec {
  const { [name]: _, ...limits } = spec.limits ?? {};
  return { ...spec, limits };
}
