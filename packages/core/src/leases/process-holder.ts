import { readFileSync, readlinkSync } from 'node:fs';
import type { IdSource } from '../kernel/index.js';

const UNKNOWN = '-';

/**
 * The name of this life of this process, for a lease's holder: never the same in two processes, nor in two lives of one.
 * On Linux other processes of the machine can tell from it whether the process is still there.
 */
export function processHolder(ids: IdSource): string {
  const { pid } = process;
  return [placeOfProcesses(), pid, startOf(pid) ?? UNKNOWN, ids.nextSecret(6)].join('/');
}

/**
 * Whether the process that `holder` names is certainly gone: it ran on this machine, since its last boot, in this process
 * namespace, and its pid is free or another process's. `false` whenever that cannot be told.
 */
export function isGoneProcess(holder: string): boolean {
  const [boot, namespace, pid, start] = holder.split('/');
  if (pid === undefined || start === undefined || start === UNKNOWN) return false;
  if (`${boot ?? ''}/${namespace ?? ''}` !== placeOfProcesses()) return false;
  return startOf(Number(pid)) !== start;
}

/** Within one of these a pid names one process at a time. */
function placeOfProcesses(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  } catch {
    return `${UNKNOWN}/${UNKNOWN}`;
  }
}

/** When the process started, in ticks since the boot: the 22nd field of its stat file, counted after the program's name. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
