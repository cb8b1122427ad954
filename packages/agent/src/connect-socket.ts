import { open } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';

/** The longest path that an address holds on Linux: `sun_path` of sockaddr_un is 108 bytes with its NUL (unix(7)). */
const MAX_ADDRESS_BYTES = 107;

/**
 * A stream to the agent that listens on a unix socket, however long its path is; `null` when nobody listens.
 *
 * @throws Error when neither can be told, as where this process has too many files open.
 */
export async function connectSocket(path: string): Promise<Socket | null> {
  try {
    return await (Buffer.byteLength(path) <= MAX_ADDRESS_BYTES ? connectTo(path) : connectBeside(path));
  } catch (error) {
    if (meansNobody(error)) return null;
    throw error;
  }
}

/** By the descriptor of its directory, which has a short name. */
async function connectBeside(path: string): Promise<Socket> {
  const directory = await open(dirname(path));
  try {
    return await connectTo(`/proc/self/fd/${directory.fd}/${basename(path)}`);
  } finally {
    await directory.close();
  }
}

function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

function meansNobody(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ECONNREFUSED';
}
