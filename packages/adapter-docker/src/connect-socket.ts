import { open } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';

/** The longest path that the address of a socket holds. */
const MAX_ADDRESS_BYTES = 107;

/** A connection to the socket, however long its path is; `null` when nobody listens. */
export async function connectSocket(path: string): Promise<Socket | null> {
  if (Buffer.byteLength(path) <= MAX_ADDRESS_BYTES) return connectTo(path);
  const directory = await open(dirname(path)).catch(() => null);
  if (directory === null) return null;
  try {
    return await connectTo(`/proc/self/fd/${directory.fd}/${basename(path)}`);
  } finally {
    await directory.close();
  }
}

function connectTo(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const failed = () => {
      resolve(null);
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      socket.off('error', failed);
      resolve(socket);
    });
  });
}
