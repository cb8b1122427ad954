import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine, EngineError } from './engine.js';

/** Of each container of a stand-in: which one it is of. */
export const ID_LABEL = 'carrel.stand-in';
/** Of each container of a stand-in: the process that it is of. */
export const OWNER_LABEL = 'carrel.stand-in.owner';

const PREFIX = 'stand-in-';

/** When the process of that pid began, in ticks since the machine did; undefined where there is none. */
function startOf(pid: string): string | undefined {
  try {
    // The name of the program, in brackets, may have spaces; the time is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}

const pids = (): string => readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');

/** A process, by what no other has: a pid is given again. */
export const ownerOf = (pid: string): string => `${pids()}-${pid}-${startOf(pid) ?? ''}`;

/** This one. */
export const owner = (): string => ownerOf(String(process.pid));

/** Whether that process is gone. What another namespace of processes knows is left alone. */
function isGone(name: string): boolean {
  const [, space, pid, start] = /^(\d+)-(\d+)-(\d+)$/.exec(name) ?? [];
  return space === pids() && pid !== undefined && startOf(pid) !== start;
}

/** A directory of this process, which the next stand-in removes if this one is killed. */
export const ownDirectory = (): string => mkdtempSync(join(tmpdir(), `${PREFIX}${owner()}-`));

/** Removes from the engine and the disk what stand-ins left that were killed. */
export async function clearLeftovers(): Promise<void> {
  const left = await listed(OWNER_LABEL);
  await Promise.all(left.filter(({ Labels }) => isGone(Labels[OWNER_LABEL] ?? '')).map(({ Id }) => removed(Id)));
  for (const name of readdirSync(tmpdir())) {
    const [, of] = /^stand-in-(\d+-\d+-\d+)-/.exec(name) ?? [];
    if (of !== undefined && isGone(of)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** Removes every container of that stand-in. */
export async function clearContainers(id: string): Promise<void> {
  const left = await listed(`${ID_LABEL}=${id}`);
  await Promise.all(left.map(({ Id }) => removed(Id)));
}

interface Listed {
  readonly Id: string;
  readonly Labels: Readonly<Record<string, string>>;
}

function listed(label: string): Promise<readonly Listed[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
  return engine<readonly Listed[]>(`/containers/json?all=1&filters=${filters}`);
}

async function removed(id: string): Promise<void> {
  try {
    await engine(`/containers/${id}?force=true&v=true`, { method: 'DELETE' });
  } catch (cause) {
    // It is gone already, or going.
    if (!(cause instanceof EngineError)) throw cause;
  }
}
