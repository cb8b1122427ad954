import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** How often it is looked whether processes ended. */
const POLL_MS = 10;

/**
 * The processes that hold a box up: its agent and the supervisors of what runs in it, found by the socket in their command
 * line. While none is left, nothing of the box runs. Pids are looked up anew each time, so a reused one is never taken for one.
 */
export async function boxProcesses(socket: string): Promise<readonly number[]> {
  const entries = await readdir('/proc');
  const pids = entries.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const ofBox = await Promise.all(pids.map(async (pid) => ((await servesSocket(pid, socket)) ? pid : null)));
  return ofBox.filter((pid) => pid !== null);
}

/** Whether nothing of the box was left within the time. */
export async function goneWithin(socket: string, timeoutMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    if ((await boxProcesses(socket)).length === 0) return true;
    if (Date.now() >= giveUpAt) return false;
    await pause(POLL_MS);
  }
}

export async function signalBox(socket: string, signal: NodeJS.Signals): Promise<void> {
  for (const pid of await boxProcesses(socket)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended in between.
    }
  }
}

async function servesSocket(pid: number, socket: string): Promise<boolean> {
  try {
    const [, verb, ...rest] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    return verb === 'serve' && rest[rest.indexOf('--socket') + 1] === socket;
  } catch {
    return false;
  }
}
