/** What processes of this machine use, as Linux tells it. */
import { readFileSync, readdirSync } from 'node:fs';

/** The kernel counts processor time for others in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Memory of one process, in MiB. */
export function rssOf(pid) {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1_024;
}

/**
 * Processor time so far, in milliseconds: `own` of the process, `all` with what it started and what that started, living or over. An
 * ended process counts once its parent has asked how it ended.
 */
export function cpuOf(pid) {
  const processes = allProcesses();
  const own = processes.get(pid);
  if (own === undefined) throw new Error(`There is no process ${pid}`);
  return { own: toMs(own.own), all: toMs(totalOf(pid, processes)) };
}

function totalOf(pid, processes) {
  const { own, ended } = processes.get(pid);
  const children = [...processes].filter(([, { parent }]) => parent === pid);
  return children.reduce((total, [child]) => total + totalOf(child, processes), own + ended);
}

function allProcesses() {
  const processes = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const line = readFileSync(`/proc/${name}/stat`, 'utf8');
      // After the name, which may hold anything.
      const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
      const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number);
      processes.set(Number(name), { parent: Number(fields[1]), own: user + system, ended: endedUser + endedSystem });
    } catch {
      // It is over.
    }
  }
  return processes;
}

function toMs(ticks) {
  return (ticks * 1_000) / TICKS_PER_SECOND;
}
