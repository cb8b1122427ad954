import { errAsync, okAsync } from '@carrel/core/kernel';
import type { RuntimeHandle } from '@carrel/core/runtime';
import type { BrokenRuntimes } from './broken-runtime.js';

/** Variants of the memory runtime that break a promise about snapshots, each named after it. */
export const brokenSnapshots: BrokenRuntimes = {
  copiesFilesTooLate: {
    found: 'what changes after a snapshot is not in it, on neither side',
    runtime: (runtime) => {
      const sources = new Map<string, RuntimeHandle>();
      return {
        snapshot: (handle, options) =>
          runtime.snapshot(handle, options).map((snapshot) => {
            sources.set(snapshot.image, handle);
            return snapshot;
          }),
        create: (spec, options) => {
          const source = sources.get(spec.image ?? '');
          if (source === undefined) return runtime.create(spec, options);
          return runtime.snapshot(source).andThen(({ image }) => runtime.create({ ...spec, image }, options));
        },
      };
    },
  },

  stopsToCopy: {
    found: 'a box goes on with its processes and links when a snapshot was taken',
    runtime: (runtime) => ({
      snapshot: (handle, options) =>
        runtime
          .stop(handle)
          .andThen(() => runtime.snapshot(handle, options))
          .andThen((snapshot) => runtime.start(handle).map(() => snapshot)),
    }),
  },

  leavesBoxesPaused: {
    found: 'a box goes on with its processes and links when a snapshot was taken',
    runtime: (runtime) => ({
      snapshot: (handle, options) => runtime.pause(handle).andThen(() => runtime.snapshot(handle, options)),
    }),
  },

  resumesPausedBoxes: {
    found: 'a paused box is paused when a snapshot was taken',
    runtime: (runtime) => ({
      snapshot: (handle, options) =>
        runtime.snapshot(handle, options).andThen((snapshot) => runtime.resume(handle).map(() => snapshot)),
    }),
  },

  losesFilesOfStoppedBoxes: {
    found: 'of a stopped box, and of one that never ran, snapshots are as good',
    runtime: (runtime) => ({
      snapshot: (handle, options) =>
        runtime
          .inspect(handle)
          .andThen(({ state }) =>
            state === 'exited'
              ? runtime
                  .create({ ...EMPTY, ...handle, intentToken: `${handle.intentToken}-empty` })
                  .andThen((empty) => runtime.snapshot(empty, options))
              : runtime.snapshot(handle, options),
          ),
    }),
  },

  keepsRemovedSnapshots: {
    found: 'no box boots from a snapshot that was removed',
    runtime: () => ({ removeSnapshot: () => okAsync(undefined) }),
  },

  forgetsTokens: {
    found: 'snapshots with a token are listed until they are removed, and no others',
    runtime: () => ({ listSnapshots: () => okAsync([]) }),
  },

  listsForEverybody: {
    found: 'snapshots with a token are listed until they are removed, and no others',
    runtime: (runtime) => {
      const seen = new Set<string>();
      return {
        snapshot: (handle, options) => {
          seen.add(handle.installationId);
          return runtime.snapshot(handle, options);
        },
        listSnapshots: () => runtime.listSnapshots({ installationId: [...seen][0] ?? '' }),
      };
    },
  },

  removesOnlyOnce: {
    found: 'removeSnapshot is ok when there is no such snapshot',
    runtime: (runtime) => {
      const known = new Set<string>();
      return {
        snapshot: (handle, options) =>
          runtime.snapshot(handle, options).map((snapshot) => {
            known.add(snapshot.image);
            return snapshot;
          }),
        removeSnapshot: (image, options) =>
          known.delete(image)
            ? runtime.removeSnapshot(image, options)
            : errAsync({ type: 'runtime/failed', message: 'No such snapshot.', retryable: false }),
      };
    },
  },
};

const EMPTY = { env: {}, limits: { memoryBytes: 268_435_456, cpus: 1, pids: 128 } };
