import { readdirSync, readFileSync } from 'node:fs';

/** The processes that work in a directory or below it, zombies of this process among them. */
export function processesIn(directory: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(Number)
    .filter((pid) => read(pid, 'environ').includes(directory) && pid !== process.pid);
}

/** Those of them whose command line has a text in it, separated by spaces. */
export function runningIn(directory: string, text: string): readonly number[] {
  return processesIn(directory).filter((pid) => read(pid, 'cmdline').replaceAll('\0', ' ').includes(text));
}

/** The groups of those processes, without that of this one: each server has one. */
export function groupsIn(directory: string): ReadonlySet<string> {
  const groups = processesIn(directory).map(groupOf);
  return new Set(groups.filter((group) => group !== '' && group !== groupOf(process.pid)));
}

function groupOf(pid: number): string {
  const fields = read(pid, 'stat').replace(/^.*\) /u, '');
  return fields.split(' ')[2] ?? '';
}

/** Kills them all; what has ended in between is left out. */
export function killAllIn(directory: string): void {
  killAll(processesIn(directory));
}

export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

/** The children of this process that have ended and that nobody waited for. */
export function zombies(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(Number)
    .filter((pid) => {
      const [state, parent] = read(pid, 'stat')
        .replace(/^.*\) /u, '')
        .split(' ');
      return state === 'Z' && Number(parent) === process.pid;
    });
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
