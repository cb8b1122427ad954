import { mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A directory below `parent` for this process alone. Those of processes of this machine that have ended are removed. */
export async function ownDirectory(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  const machine = `carrel-code-${encodeURIComponent(hostname())}-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(machine) && !(await isInUse(name.slice(machine.length)))) {
      await rm(join(parent, name), { recursive: true, force: true, maxRetries: 3 });
    }
  }
  const began = (await beginOf('self')) ?? '0';
  return realpath(await mkdtemp(join(parent, `${machine}${process.pid}.${began}.`)));
}

/** Whether the process that a directory is named after runs, and is not another one with the same number. */
async function isInUse(owner: string): Promise<boolean> {
  const [pid = '', began = ''] = owner.split('.');
  // What this process cannot tell it leaves alone.
  if (!/^\d+$/u.test(pid) || !/^[1-9]\d*$/u.test(began)) return true;
  return (await beginOf(pid)) === began;
}

/** When a process began, by the machine's clock ticks; `null` where there is none such. */
async function beginOf(pid: string): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
