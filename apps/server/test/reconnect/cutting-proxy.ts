import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Chance } from '../kill/chance.js';

/** A network that breaks each connection at a byte, or after a time, that chance decides. */
export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** How many connections it broke. */
  readonly cuts: number;
  /** Breaks nothing any more. */
  calm(): void;
}

/** Longer than a connection lives in a network that breaks them, from its first answer on: few are broken before. */
const MAX_LIFE_MS = 120;

export async function cuttingProxy(to: number, chance: Chance): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  const cuts = { count: 0, over: false };
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    for (const socket of [client, upstream]) {
      open.add(socket.setNoDelay());
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
    }
    client.pipe(upstream);
    client.on('close', () => upstream.destroy());
    upstream.on('end', () => client.end());
    upstream.on('close', () => client.destroy());
    let left = cuts.over ? Infinity : bytesBelow(chance);
    const isClean = chance.below(4) === 0;
    const cut = () => {
      if (cuts.over || client.destroyed) return;
      cuts.count += 1;
      upstream.destroy();
      if (isClean) client.end();
      else client.resetAndDestroy();
    };
    const lifeMs = 1 + chance.below(MAX_LIFE_MS);
    const isEarly = chance.below(8) === 0;
    let timer = isEarly ? setTimeout(cut, lifeMs) : undefined;
    client.on('close', () => {
      clearTimeout(timer);
    });
    upstream.on('data', (data: Buffer) => {
      timer ??= setTimeout(cut, lifeMs);
      const part = cuts.over ? data : data.subarray(0, left);
      left -= part.byteLength;
      const isTaken = client.write(part);
      if (left <= 0) cut();
      else if (!isTaken) upstream.pause();
    });
    client.on('drain', () => upstream.resume());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get cuts() {
      return cuts.count;
    },
    calm: () => {
      cuts.over = true;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** In the middle of the handshake, of a frame, or of much. */
function bytesBelow(chance: Chance): number {
  return 1 + chance.below([400, 5_000, 5_000, 200_000][chance.below(4)] ?? 0);
}
