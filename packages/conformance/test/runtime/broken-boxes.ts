import assert from 'node:assert/strict';
import { okAsync, ResultAsync } from '@carrel/core/kernel';
import type { RuntimeHandle, WorkspaceRuntime } from '@carrel/core/runtime';
import type { BrokenRuntimes } from './broken-runtime.js';

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

  staleIncarnationConnects: {
    found: 'the handle of a life that is gone never reaches the next one',
    runtime: (runtime) => ({
      connect: (handle, options) => latestOf(runtime, handle).andThen((latest) => runtime.connect(latest, options)),
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
