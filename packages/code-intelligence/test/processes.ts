import { readdirSync, readFileSync } from 'node:fs';

/** The processes that work in a directory or below it, zombies of this process among them. */
export function processesIn(directory: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(Number)
    .filter((pid) => read(pid, 'environ').includes(directory) && pid !== process.pid);
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
