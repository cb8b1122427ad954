import { createHash, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuntimeHandle, WorkspaceSpec } from '@carrel/core/runtime';
import { codeOf } from './to-runtime-error.js';

/** One box on the disk: a directory that holds what must be known of it, and its files. */
export interface Box {
  readonly handle: RuntimeHandle;
  readonly env: Readonly<Record<string, string>>;
  /** The secret of its agent. */
  readonly token: string;
  readonly createdAt: number;
}

/** Where the parts of a box are. */
export interface BoxPaths {
  readonly directory: string;
  readonly record: string;
  readonly root: string;
  readonly temporary: string;
  readonly socket: string;
  readonly log: string;
}

/** The same intent always has the same box. */
export function boxIdOf(intentToken: string): string {
  return `box_${createHash('sha256').update(intentToken).digest('hex').slice(0, 24)}`;
}

export function pathsOf(
  baseDir: string,
  { installationId, boxId }: Pick<RuntimeHandle, 'installationId' | 'boxId'>,
): BoxPaths {
  const directory = join(baseDir, installationId, boxId);
  return {
    directory,
    record: join(directory, 'box.json'),
    root: join(directory, 'root'),
    temporary: join(directory, 'tmp'),
    socket: join(directory, 'agent.sock'),
    log: join(directory, 'agent.log'),
  };
}

/** The box of the intent. Its record is written last and as a whole, so a box without one was never made. */
export async function createBox(baseDir: string, spec: WorkspaceSpec): Promise<Box> {
  const { installationId, tenantId, sessionId, incarnation, intentToken, env } = spec;
  const handle = { boxId: boxIdOf(intentToken), installationId, tenantId, sessionId, incarnation, intentToken };
  const known = await readBox(baseDir, handle);
  if (known !== null) return known;
  const paths = pathsOf(baseDir, handle);
  for (const directory of [paths.root, paths.temporary]) await mkdir(directory, { recursive: true });
  await chmod(paths.directory, 0o700);
  const box = { handle, env, token: randomBytes(32).toString('hex'), createdAt: Date.now() };
  const draft = `${paths.record}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, JSON.stringify(box), { mode: 0o600 });
  try {
    await link(draft, paths.record);
    return box;
  } catch (error) {
    // Somebody else made the box of this intent first, and that one counts.
    const first = codeOf(error) === 'EEXIST' ? await readBox(baseDir, handle) : null;
    if (first === null) throw error;
    return first;
  } finally {
    await rm(draft, { force: true });
  }
}

/** `null` when there is no such box. */
export async function readBox(
  baseDir: string,
  handle: Pick<RuntimeHandle, 'installationId' | 'boxId'>,
): Promise<Box | null> {
  try {
    return JSON.parse(await readFile(pathsOf(baseDir, handle).record, 'utf8')) as Box;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Every box of an installation. */
export async function listBoxes(baseDir: string, installationId: string): Promise<readonly Box[]> {
  const names = await readdir(join(baseDir, installationId)).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const boxes = await Promise.all(names.map((boxId) => readBox(baseDir, { installationId, boxId })));
  return boxes.filter((box) => box !== null);
}

/** Gone when done: the record first, so that what is left of an interrupted removal is no box. */
export async function eraseBox(paths: BoxPaths): Promise<void> {
  await rm(paths.record, { force: true });
  await rm(paths.directory, { recursive: true, force: true, maxRetries: 3 });
}
