import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { eventually } from './eventually.js';

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/** Every process of this machine that works in the directory or was started with its name. Zombies are no more. */
export function processesIn(directory: string): readonly RunningProcess[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
        .replaceAll('\0', ' ')
        .trim();
      const place = readlinkSync(`/proc/${String(pid)}/cwd`);
      const belongs = command.includes(directory) || place.startsWith(directory);
      return belongs && command !== '' ? [{ pid, command }] : [];
    } catch {
      return [];
    }
  });
}

/** The agents, one for each running workspace, of the server whose data is in the directory. */
export function agentsIn(directory: string): readonly RunningProcess[] {
  return processesIn(directory).filter(({ command }) => command.includes('carrel-agent'));
}

/** Kills what was started in a directory of ours, each by its id. */
export async function endProcessesIn(directory: string): Promise<void> {
  await eventually(() => {
    const left = processesIn(directory);
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended in the meantime.
      }
    }
    return left.length === 0;
  });
}
