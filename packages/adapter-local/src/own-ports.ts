import { readdir, readFile, readlink } from 'node:fs/promises';
import { err, isAborted, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import { portRefused, type CallOptions, type ConnectionError, type WorkspaceConnection } from '@carrel/core/runtime';
import { boxProcesses } from './box-processes.js';

const LISTENING = '0A';
const MAX_PORT = 65_535;

/**
 * The connection, whose ports are those that processes of the box itself listen on: the loopback of the machine is that of all
 * boxes, of this process and of whatever else runs here.
 *
 * @param socket the one that the box's agent serves.
 */
export function withOwnPorts(connection: WorkspaceConnection, socket: string): WorkspaceConnection {
  const looks = new PortLooks(socket);
  const mayOpen = async (port: number, options: CallOptions): Promise<Result<void, ConnectionError>> => {
    const isPort = Number.isInteger(port) && port > 0 && port <= MAX_PORT;
    // What is wrong with these, the agent says.
    if (!isPort || isAborted(options.signal) || (await looks.isOwn(port))) return ok(undefined);
    const alive = await connection.stats(options);
    return err(alive.isErr() ? alive.error : portRefused(port));
  };
  const openPort: WorkspaceConnection['openPort'] = (port, options = {}) =>
    new ResultAsync(mayOpen(port, options)).andThen(() => connection.openPort(port, options));
  return { ...connection, openPort };
}

/** What one look at the machine found. */
interface Found {
  /** The sockets that listen on each port, at any address, by their inodes. */
  readonly listeners: ReadonlyMap<number, readonly string[]>;
  /** The sockets of the box. */
  readonly own: ReadonlySet<string>;
}

/** Looks at who listens on which port, one look at a time: all who ask during one share the next. */
class PortLooks {
  private current: Promise<unknown> = Promise.resolve();
  private next: Promise<Found> | undefined;

  constructor(private readonly socket: string) {}

  /** Whether somebody listens on the port, and nobody who is not of the box. */
  async isOwn(port: number): Promise<boolean> {
    const { listeners, own } = await this.fresh();
    const inodes = listeners.get(port) ?? [];
    return inodes.length > 0 && inodes.every((inode) => own.has(inode));
  }

  private fresh(): Promise<Found> {
    this.next ??= this.current.then(() => {
      const look = this.look();
      this.current = look.catch(() => undefined);
      this.next = undefined;
      return look;
    });
    return this.next;
  }

  private async look(): Promise<Found> {
    const listeners = await listenersByPort();
    const own = await Promise.all((await treeOf(this.socket)).map(socketsOf));
    return { listeners, own: new Set(own.flat()) };
  }
}

async function listenersByPort(): Promise<ReadonlyMap<number, readonly string[]>> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => textOf(`/proc/net/${table}`)));
  const found = new Map<number, string[]>();
  for (const line of tables.join('\n').split('\n')) {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    const port = Number.parseInt(local.split(':')[1] ?? '', 16);
    if (state === LISTENING && inode !== undefined) found.set(port, [...(found.get(port) ?? []), inode]);
  }
  return found;
}

/** The processes that hold the box up, and all that came from them: their supervisors keep those that lose their parents. */
async function treeOf(socket: string): Promise<readonly number[]> {
  const [roots, children] = await Promise.all([boxProcesses(socket), childrenOfAll()]);
  const tree = new Set(roots);
  for (const pid of tree) for (const child of children.get(pid) ?? []) tree.add(child);
  return [...tree];
}

async function childrenOfAll(): Promise<ReadonlyMap<number, readonly number[]>> {
  const children = new Map<number, number[]>();
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  await Promise.all(
    pids.map(async (pid) => {
      // The name before the second ')' may have any character in it.
      const [, parent] = /^.*\) \S+ (\d+)/s.exec(await textOf(`/proc/${String(pid)}/stat`)) ?? [];
      if (parent === undefined) return;
      children.set(Number(parent), [...(children.get(Number(parent)) ?? []), pid]);
    }),
  );
  return children;
}

/** The sockets that a process has open, by their inodes. */
async function socketsOf(pid: number): Promise<readonly string[]> {
  const place = `/proc/${String(pid)}/fd`;
  const names = await readdir(place).catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(`${place}/${name}`).catch(() => '')));
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
}

/** Empty for a process that is gone. */
function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
