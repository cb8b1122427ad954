import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Another socket of the engine, which knows who is connected through it. */
export class EngineDoor implements AsyncDisposable {
  readonly socketPath = join(tmpdir(), `carrel-door-${randomUUID()}.sock`);
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<EngineDoor> {
    const { DOCKER_HOST = 'unix:///var/run/docker.sock' } = process.env;
    const engine = fileURLToPath(DOCKER_HOST.replace(/^unix:/, 'file:'));
    const server = createServer();
    const door = new EngineDoor(server);
    server.on('connection', (socket) => {
      door.join(socket, connect(engine));
    });
    server.listen(door.socketPath);
    await once(server, 'listening');
    return door;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.sockets.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(socket: Socket, engine: Socket): void {
    this.sockets.add(socket);
    socket.pipe(engine).pipe(socket);
    socket.on('error', () => engine.destroy());
    engine.on('error', () => socket.destroy());
    engine.on('close', () => socket.destroy());
    socket.on('close', () => {
      this.sockets.delete(socket);
      engine.destroy();
    });
  }
}
