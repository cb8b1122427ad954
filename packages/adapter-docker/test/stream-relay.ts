import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/** A socket through which everything goes to another one, and at which a test can do what networks do. */
export class StreamRelay {
  private readonly pairs = new Set<Pair>();
  private isStalled = false;

  private constructor(
    readonly path: string,
    private readonly directory: string,
    private readonly server: Server,
  ) {}

  static async open(target: string): Promise<StreamRelay> {
    const directory = await mkdtemp(join(tmpdir(), 'carrel-relay-'));
    const path = join(directory, 'relay.sock');
    const server = createServer({ allowHalfOpen: true });
    const relay = new StreamRelay(path, directory, server);
    server.on('connection', (near) => {
      relay.add(near, connect({ path: target, allowHalfOpen: true }));
    });
    server.listen(path);
    await once(server, 'listening');
    return relay;
  }

  /** Both sides are told at once that it is over. */
  cut(): void {
    for (const { near, far } of this.pairs) {
      near.destroy();
      far.destroy();
    }
  }

  /** The near side reads an end, and may go on writing. */
  endTowardsNear(): void {
    for (const { near, far } of this.pairs) {
      far.unpipe(near);
      near.end();
    }
  }

  /** The far side reads an end, and may go on writing. */
  endTowardsFar(): void {
    for (const { near, far } of this.pairs) {
      near.unpipe(far);
      far.end();
    }
  }

  /** Nothing comes through any more, and nobody is told; also of what is opened from then on. */
  stall(): void {
    this.isStalled = true;
    for (const pair of this.pairs) silence(pair);
  }

  /** What is opened from then on comes through again. */
  recover(): void {
    this.isStalled = false;
    this.cut();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  private add(near: Socket, far: Socket): void {
    const pair = { near, far };
    this.pairs.add(pair);
    for (const side of [near, far]) {
      side.on('error', () => undefined);
      side.on('close', () => {
        near.destroy();
        far.destroy();
        this.pairs.delete(pair);
      });
    }
    near.pipe(far);
    far.pipe(near);
    if (this.isStalled) silence(pair);
  }
}

function silence({ near, far }: Pair): void {
  near.unpipe(far);
  far.unpipe(near);
  near.pause();
  far.pause();
}
