import { memberOf } from './member-of.js';

/** Who the first user and the first group of a box are on the engine's machine. */
export interface IdStart {
  readonly uid: number;
  readonly gid: number;
}

/** How the data directory of an engine ends that gives containers users of their own (`userns-remap`). */
const REMAPPED = /\/(\d+)\.(\d+)\/?$/;

/** Whether the engine says of itself that it gives containers users of their own. */
export function remapsUsers(info: unknown): boolean {
  const options = memberOf(info, 'SecurityOptions');
  return Array.isArray(options) && options.some((option) => String(option).startsWith('name=userns'));
}

/** 0 and 0, unless the engine gives containers users of their own. */
export function idStartOf(info: unknown): IdStart {
  const directory = memberOf(info, 'DockerRootDir');
  const [, uid, gid] = (remapsUsers(info) && typeof directory === 'string' ? REMAPPED.exec(directory) : null) ?? [];
  return { uid: Number(uid ?? 0), gid: Number(gid ?? 0) };
}

/**
 * The user of a box, such as `1000:1000`, as the machine numbers it. What mounts its volumes is the engine, which stands outside of
 * the box's users.
 */
export function userOnMachine(user: string, { uid: firstUid, gid: firstGid }: IdStart): string {
  const [uid, gid] = user.split(':').map(Number);
  return `${firstUid + (uid ?? 0)}:${firstGid + (gid ?? 0)}`;
}
