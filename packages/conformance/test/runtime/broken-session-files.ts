import { okAsync } from '@carrel/core/kernel';
import type { BrokenRuntimes } from './broken-runtime.js';

/** Variants of the memory runtime that break a promise about the files of sessions, each named after it. */
export const brokenSessionFiles: BrokenRuntimes = {
  keepsNoFilesOfSessions: {
    found: 'the next box of a session begins with the files that the last one left',
    runtime: (runtime) => ({ create: ({ files: _files, ...spec }, options) => runtime.create(spec, options) }),
  },

  losesFilesOfTheDead: {
    found: 'the next box of a session begins with the files of one that died',
    runtime: (runtime) => ({
      remove: (handle, options) =>
        runtime.inspect(handle).andThen(({ reason }) => {
          const removed = runtime.remove(handle, options);
          return reason === 'killed' ? removed.andThen(() => runtime.forgetSessionFiles(handle)) : removed;
        }),
    }),
  },

  sharesFilesBetweenTenants: {
    found: 'a session finds no files of another session, tenant or installation',
    runtime: (runtime) => ({ create: (spec, options) => runtime.create({ ...spec, tenantId: 'everybody' }, options) }),
  },

  keepsFilesOfEveryBox: {
    found: 'a box whose files are its own begins with nothing, and leaves nothing to its session',
    runtime: (runtime) => ({ create: (spec, options) => runtime.create({ ...spec, files: 'session' }, options) }),
  },

  sweepsFilesOfSessions: {
    found: 'sweep leaves the files of a session that has no box',
    runtime: (runtime) => ({
      sweep: (filter, options) =>
        runtime
          .listSessionFiles(filter)
          .andThen(([session]) => (session === undefined ? okAsync(undefined) : runtime.forgetSessionFiles(session)))
          .andThen(() => runtime.sweep(filter, options)),
    }),
  },

  listsOnlySessionsWithABox: {
    found: 'listSessionFiles shows the sessions that keep files, with a box or without, and no other',
    runtime: (runtime) => ({
      listSessionFiles: (filter) =>
        runtime
          .list(filter)
          .andThen((boxes) =>
            runtime
              .listSessionFiles(filter)
              .map((all) => all.filter(({ sessionId }) => boxes.some(({ handle }) => handle.sessionId === sessionId))),
          ),
    }),
  },

  listsSessionsWithoutFiles: {
    found: 'listSessionFiles shows the sessions that keep files, with a box or without, and no other',
    runtime: (runtime) => ({
      listSessionFiles: (filter) =>
        runtime.list(filter).map((boxes) =>
          boxes.map(({ handle: { installationId, sessionId, tenantId } }) => ({
            installationId,
            tenantId,
            sessionId,
          })),
        ),
    }),
  },

  forgetsOnlyItsOwnSessions: {
    found: 'files of a session are found, and forgotten, by another runtime object',
    runtime: (runtime) => {
      const made = new Set<string>();
      return {
        create: (spec, options) => {
          made.add(spec.sessionId);
          return runtime.create(spec, options);
        },
        forgetSessionFiles: (session, options) =>
          made.has(session.sessionId) ? runtime.forgetSessionFiles(session, options) : okAsync(undefined),
      };
    },
  },

  neverForgetsFilesOfSessions: {
    found: 'forgetSessionFiles takes the files of a session away, and no others',
    runtime: () => ({ forgetSessionFiles: () => okAsync(undefined) }),
  },

  forgetsFilesThatABoxHas: {
    found: 'forgetSessionFiles is runtime/unavailable while a box is there, and leaves its files',
    runtime: (runtime) => ({
      forgetSessionFiles: (session, options) =>
        runtime.forgetSessionFiles(session, options).orElse(() => okAsync(undefined)),
    }),
  },

  forgetsFilesOnce: {
    found: 'forgetSessionFiles is ok where there is nothing, and again',
    runtime: (runtime) => ({
      forgetSessionFiles: (session, options) =>
        runtime
          .listSessionFiles(session)
          .andThen((all) => runtime.inspect({ ...session, boxId: `${all.length}`, incarnation: 0, intentToken: '' }))
          .andThen(() => runtime.forgetSessionFiles(session, options)),
    }),
  },

  forgetsFilesAfterItWasGivenUp: {
    found: 'calls for files of sessions fail with request/aborted when their signal has fired',
    runtime: (runtime) => ({ forgetSessionFiles: (session) => runtime.forgetSessionFiles(session) }),
  },
};
