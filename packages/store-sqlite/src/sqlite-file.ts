import { access, copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ResultAsync } from '@carrel/core/kernel';
import type { StoreError } from '@carrel/core/store';
import { toStoreError } from './to-store-error.js';

/** Runs what touches files or the driver; what either throws becomes an error of the port. */
export function touching<T>(action: () => Promise<T>): ResultAsync<T, StoreError> {
  return ResultAsync.fromThrowable(action, toStoreError)();
}

/** Makes the file, empty, and the directory that it is in, where they are not there; no other user of the machine may read them. */
export async function makePrivateFile(path: string): Promise<void> {
  await mkdir(dirname(resolve(path)), { recursive: true, mode: 0o700 });
  const handle = await open(path, 'a', 0o600);
  await handle.close();
}

/** Keeps the file as it is under a second name, which may have been another file's. */
export async function keepAs(path: string, name: string): Promise<void> {
  await rm(name, { force: true });
  await link(path, name).catch(() => copyFile(path, name));
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
