import { okAsync, type ResultAsync } from '@carrel/core/kernel';
import { filePermissionDenied } from '@carrel/core/runtime';
import type { ApiError, Reply } from '@carrel/server-express';
import { err } from '@carrel/core/kernel';
import { notServed } from '../refusal.js';
import { inTurn, type FileCall } from './file-place.js';

interface Permission {
  readonly mode?: number | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}

/** That somebody else is to have a file: everything in a workspace is of its one user. `null` when nobody asks for it. */
export function refusedOwner(all: readonly Permission[]): Reply | null {
  const asks = all.some(({ owner = '', group = '' }) => owner !== '' || group !== '');
  return asks ? notServed('owners and groups of files') : null;
}

/** Gives each path its mode, in octal digits, by the program of the workspace. */
export function setModes(
  { carrel, caller, sessionId, signal }: FileCall,
  modes: readonly (readonly [path: string, mode: number])[],
): ResultAsync<unknown, ApiError> {
  return inTurn(modes, ([path, mode]) =>
    carrel.files.stat(caller, { sessionId, path }, { signal }).andThen(() => {
      const request = { argv: ['chmod', '--', String(mode), path === '' ? '.' : path] };
      return carrel.commands
        .run(caller, sessionId, { request, signal })
        .andThen(({ exitCode }) => (exitCode === 0 ? okAsync(undefined) : err(filePermissionDenied(path))));
    }),
  );
}
