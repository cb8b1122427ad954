import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { statusOf } from './to-runtime-error.js';

/** How long another call for the same box may take before its box can be seen. */
const CREATION_MS = 10_000;
/** How long a container may take to be gone that somebody else is removing. */
const REMOVAL_MS = 30_000;

/**
 * Whether this call made the box. The name is taken when an earlier call made the box, which is as good; while that call is under way, the engine does not show
 * the box yet.
 */
export async function createOrFind(docker: Docker, wanted: Docker.ContainerCreateOptions): Promise<boolean> {
  if ((await orNull(409, docker.createContainer(wanted))) !== null) return true;
  const deadline = performance.now() + CREATION_MS;
  const { name = '' } = wanted;
  while ((await orNull(404, docker.getContainer(name).inspect())) === null && performance.now() < deadline)
    await pause(20);
  return false;
}

/** The container, its volumes, and whoever else is removing it are done when this is. */
export async function removeWhole(container: Pick<Docker.Container, 'remove'>): Promise<void> {
  const deadline = performance.now() + REMOVAL_MS;
  while (!(await isRemoved(container))) {
    if (performance.now() > deadline) throw new DOMException('It is still being removed.', 'TimeoutError');
    await pause(50);
  }
}

/** `false` while somebody else is removing it. */
async function isRemoved(container: Pick<Docker.Container, 'remove'>): Promise<boolean> {
  try {
    await container.remove({ force: true, v: true });
    return true;
  } catch (cause) {
    const status = statusOf(cause);
    if (status === 404 || status === 409) return status === 404;
    throw cause;
  }
}

/** `null` when the engine refuses with this status. */
export async function orNull<T>(status: number, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (cause) {
    if (statusOf(cause) === status) return null;
    throw cause;
  }
}

export async function ignoring(status: number, work: Promise<unknown>): Promise<void> {
  await orNull(status, work);
}

/** A removal of what a box may be about to use, and somebody else may be removing; either is as good. */
export async function unlessInUse(removing: Promise<unknown>): Promise<void> {
  await orNull(409, orNull(404, removing));
}

/** A container that the engine is taking away. One that it could not take away whole is `dead`, and there. */
export function isGoing(status: string): boolean {
  return status === 'removing';
}
