import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network between a client and a server that can be lost. */
export interface CuttableProxy extends AsyncDisposable {
  readonly port: number;
  /** Breaks every connection, and takes none. */
  cut(): void;
  /** Takes connections again. */
  mend(): void;
  /** Breaks every connection there is. */
  sever(): void;
  /** Breaks each new connection once so many bytes came back on it; `null` for none. */
  limit(bytes: number | null): void;
  /** Brings nothing back on the connections there are, while they stay. */
  hold(): void;
  /** Brings it. */
  flow(): void;
  /** Sends new connections to another port. */
  redirect(port: number): void;
}

export async function cuttableProxy(first: number): Promise<CuttableProxy> {
  const open = new Set<Socket>();
  const flows = new Map<Socket, Socket>();
  let to = first;
  let isCut = false;
  let maxBytes: number | null = null;
  const sever = () => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(to, '127.0.0.1');
    for (const [from, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from.setNoDelay());
      from.on('error', () => other.destroy());
      from.on('close', () => {
        open.delete(from);
        other.destroy();
      });
    }
    client.pipe(upstream);
    if (maxBytes === null) {
      upstream.pipe(client);
      flows.set(upstream, client);
      upstream.on('close', () => flows.delete(upstream));
      return;
    }
    let left = maxBytes;
    upstream.on('data', (data: Buffer) => {
      client.write(data.subarray(0, left));
      left -= data.byteLength;
      // Ended, so that what was let through arrives.
      if (left <= 0) {
        upstream.destroy();
        client.end();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      sever();
    },
    mend: () => {
      isCut = false;
    },
    sever,
    limit: (bytes) => {
      maxBytes = bytes;
    },
    hold: () => {
      for (const [upstream, client] of flows) upstream.unpipe(client).pause();
    },
    flow: () => {
      for (const [upstream, client] of flows) upstream.pipe(client);
    },
    redirect: (port) => {
      to = port;
    },
    [Symbol.asyncDispose]: async () => {
      isCut = true;
      sever();
      server.close();
      await once(server, 'close');
    },
  };
}
