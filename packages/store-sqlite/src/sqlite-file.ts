import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ResultAsync } from '@carrel/core/kernel';
import type { StoreError } from '@carrel/core/store';
import { toStoreError } from './to-store-error.js';

/** Runs what touches files or the driver; what either throws becomes an error of the port. */
export function touching<T>(action: () => Promise<T>): ResultAsync<T, StoreError> {
  return ResultAsync.fromThrowable(action, toStoreError)();
}

/** Makes the directory that the file is in. */
export async function makeDirectoryOf(path: string): Promise<void> {
  await mkdir(dirname(resolve(path)), { recursive: true });
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Makes the file `from` appear as `to`, durably: after a loss of power it is there whole, or what was there before is. */
export async function publish(from: string, to: string): Promise<void> {
  await sync(from);
  await rename(from, to);
  await sync(dirname(resolve(to)));
}

/** Takes the files away, also those that are not there. */
export async function removeFiles(...paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { force: true })));
}

/** Waits until the disk has what was written to a file or a directory. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
