import assert from 'node:assert/strict';
import { errAsync, okAsync, ResultAsync } from '@carrel/core/kernel';
import { runtimeUnsupported, type RuntimeHandle, type WorkspaceRuntime } from '@carrel/core/runtime';
import type { BrokenRuntimes } from './broken-runtime.js';

const MIB = 1_048_576;
let copies = 0;

/** Variants of the memory runtime that break a promise about boxes and links, each named after it. */
export const brokenBoxes: BrokenRuntimes = {
  createsTwicePerIntent: {
    found: 'the same intent token never makes a second box',
    runtime: (runtime) => ({
      create: (spec, options) => {
        copies += 1;
        const { intentToken } = spec;
        const copy = { ...spec, intentToken: `${intentToken}-${copies}` };
        return runtime.create(copy, options).map((handle) => ({ ...handle, intentToken }));
      },
    }),
  },

  takesAnyIsolationClass: {
    found:
      'create fails with runtime/unsupported for an isolation class that the runtime does not name, and makes no box',
    runtime: (runtime) => ({
      create: ({ isolationClass: _, ...spec }, options) => runtime.create(spec, options),
    }),
  },

  refusesIsolationClasses: {
    found: 'a box of each isolation class runs, and so does one whose spec names none',
    runtime: (runtime) => ({
      create: (spec, options) =>
        spec.isolationClass === undefined
          ? runtime.create(spec, options)
          : errAsync(runtimeUnsupported(`isolation class ${spec.isolationClass}`)),
    }),
  },

  leaksOtherInstallations: {
    found: "list never gives another installation's boxes",
    runtime: (runtime) => {
      const installations = new Set<string>();
      return {
        create: (spec, options) => {
          installations.add(spec.installationId);
          return runtime.create(spec, options);
        },
        list: () =>
          ResultAsync.combine([...installations].map((installationId) => runtime.list({ installationId }))).map((all) =>
            all.flat(),
          ),
      };
    },
  },

  listsOnlyWhatRuns: {
    found: 'list gives every box of the installation, in any state',
    runtime: (runtime) => ({
      list: (filter) => runtime.list(filter).map((boxes) => boxes.filter(({ state }) => state === 'running')),
    }),
  },

  sweepsStoppedBoxes: {
    found: 'sweep touches no box of the installation, in any state',
    runtime: (runtime) => ({
      sweep: (filter, options) =>
        runtime
          .list(filter)
          .andThen((boxes) => {
            const stopped = boxes.filter(({ state }) => state === 'exited');
            return ResultAsync.combine(stopped.map(({ handle }) => runtime.remove(handle)));
          })
          .andThen(() => runtime.sweep(filter, options)),
    }),
  },

  sweepsOtherInstallations: {
    found: 'sweep touches nothing of another installation',
    runtime: (runtime) => {
      const others: RuntimeHandle[] = [];
      return {
        create: (spec, options) =>
          runtime.create(spec, options).map((handle) => {
            others.push(handle);
            return handle;
          }),
        sweep: ({ installationId }) => {
          const swept = others.filter((handle) => handle.installationId !== installationId);
          return ResultAsync.combine(swept.map((handle) => runtime.remove(handle))).map(() => undefined);
        },
      };
    },
  },

  staleIncarnationConnects: {
    found: 'the handle of a life that is gone never reaches the next one',
    runtime: (runtime) => ({
      connect: (handle, options) => latestOf(runtime, handle).andThen((latest) => runtime.connect(latest, options)),
    }),
  },

  namesNoLife: {
    found: 'all links to one life of a box name it, and none to another life of it',
    connection: ({ incarnation }) => ({ life: String(incarnation) }),
  },

  boundsNoFiles: {
    found: 'a program that fills the disk of its box fails, and the box lives',
    runtime: (runtime) => ({
      create: ({ limits: { diskBytes: _, ...limits }, ...spec }, options) =>
        runtime.create({ ...spec, limits }, options),
    }),
  },

  boundsFilesTooMuch: {
    found: 'a box whose files stay within its limit is not touched by it',
    runtime: (runtime) => ({
      create: ({ limits, ...spec }, options) =>
        runtime.create({ ...spec, limits: { ...limits, diskBytes: Math.min(limits.diskBytes ?? MIB, MIB) } }, options),
    }),
  },

  ignoresIncarnations: {
    found: 'a handle with another incarnation than its box names no box',
    runtime: (runtime) => ({
      connect: (handle, options) => sameBox(runtime, handle).andThen((same) => runtime.connect(same, options)),
    }),
  },

  removeFailsWhenMissing: {
    found: 'remove is ok when there is no such box',
    runtime: (runtime) => ({
      remove: (handle, options) => runtime.inspect(handle, options).andThen(() => runtime.remove(handle, options)),
    }),
  },

  wakesBoxesOnConnect: {
    found: 'connect fails with runtime/not-running for a box that does not run',
    runtime: (runtime) => ({
      connect: (handle, options) => runtime.start(handle).andThen(() => runtime.connect(handle, options)),
    }),
  },

  stopsWithoutGrace: {
    found: 'processes get SIGTERM and time to end when a box stops',
    runtime: (runtime) => ({ stop: (handle) => withoutGrace(runtime, handle) }),
  },

  forgetsBoxesOnRestart: {
    found: 'a control plane that starts anew after create finds the box of its intent',
    runtime: (runtime) => {
      const made = new Set<string>();
      return {
        create: (spec, options) =>
          runtime.create(spec, options).map((handle) => {
            made.add(handle.boxId);
            return handle;
          }),
        list: (filter) => runtime.list(filter).map((boxes) => boxes.filter(({ handle }) => made.has(handle.boxId))),
      };
    },
  },

  endsProcessesWithTheLink: {
    found: 'closing a link ends no process, and nothing of its output is lost',
    connection: (connection) => ({
      close: async () => {
        const { processes } = connection;
        const known = await processes.list();
        const killed = known.unwrapOr([]).map(({ id }) => processes.kill(id));
        assert.ok((await ResultAsync.combine(killed)).isOk());
        await connection.close();
      },
    }),
  },

  measuresTheDead: {
    found: 'stats fail with runtime/not-running for a box that does not run',
    runtime: (runtime) => ({
      stats: (handle, options) =>
        runtime
          .stats(handle, options)
          .orElse((error) =>
            error.type === 'runtime/not-running'
              ? okAsync({ memoryBytes: 0, memoryLimitBytes: null, cpuMs: 0, processes: 0 })
              : errAsync(error),
          ),
    }),
  },

  measuresAllBoxes: {
    found: 'the stats of a box count its processes, and no other box',
    runtime: (runtime) => ({
      stats: (handle, options) =>
        runtime
          .list(handle)
          .andThen((boxes) => ResultAsync.combine(boxes.map((box) => runtime.stats(box.handle, options))))
          .andThen((all) =>
            runtime.stats(handle, options).map((own) => ({
              ...own,
              processes: all.reduce((sum, { processes }) => sum + processes, 0),
            })),
          ),
    }),
  },

  ignoresAbortedSignals: {
    found: 'inspect fails with request/aborted when its signal has fired, and leaves the box as it is',
    runtime: (runtime) => ({ inspect: (handle) => runtime.inspect(handle) }),
  },
};

/** The box of the same session that was made last. */
function latestOf(runtime: WorkspaceRuntime, handle: RuntimeHandle) {
  return runtime.list(handle).map((boxes) => {
    const sessions = boxes.filter((box) => box.handle.sessionId === handle.sessionId);
    return sessions.at(-1)?.handle ?? handle;
  });
}

/** The box with the same name, whatever else the handle says. */
function sameBox(runtime: WorkspaceRuntime, handle: RuntimeHandle) {
  return runtime.list(handle).map((boxes) => boxes.find((box) => box.handle.boxId === handle.boxId)?.handle ?? handle);
}

function withoutGrace(runtime: WorkspaceRuntime, handle: RuntimeHandle) {
  return runtime
    .connect(handle)
    .andThen(({ processes }) =>
      processes
        .list()
        .andThen((known) =>
          ResultAsync.combine(known.map(({ id }) => processes.signal(id, 'SIGKILL', { scope: 'tree' }))),
        ),
    )
    .orElse(() => okAsync([]))
    .andThen(() => runtime.stop(handle));
}
