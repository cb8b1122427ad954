import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { memoryRuntime, type Program, type ProgramStream } from '@carrel/core/memory';
import type { SessionId } from '@carrel/core/kernel';
import { eventually } from './eventually.js';
import { testPrograms } from './test-programs.js';
import { testServer, type TestServer, type TestServerOptions } from './test-server.js';
import { register, startCommand, startedSession, type Someone } from './world.js';

/** What a program does with one stream to its port. */
export type Serve = (stream: Duplex) => Promise<void> | void;

/** What the program `web` serves, by the name that it is started with. */
const sites = new Map<string, Serve>();
let named = 0;

/** Listens on a port, and serves what it was told. */
const web: Program = async ({ argv, listen, sleep }) => {
  const [, port = '0', site = ''] = argv;
  const serve = sites.get(site);
  listen(Number(port), async (stream) => {
    const end = new ProgramEnd(stream);
    end.on('error', () => undefined);
    const closed = new Promise((resolve) => end.once('close', resolve));
    await serve?.(end);
    await closed;
    if (end.isBroken) throw new Error('broken off');
  });
  await sleep(86_400_000);
};

/** A program's end of a stream, as one of node. */
class ProgramEnd extends Duplex {
  isBroken = false;
  private readonly received: AsyncIterator<Uint8Array>;

  constructor(private readonly inner: ProgramStream) {
    super({ allowHalfOpen: true });
    this.received = inner.input[Symbol.asyncIterator]();
  }

  override _read(): void {
    this.received.next().then(
      (item) => this.push(item.done === true ? null : item.value),
      (cause: unknown) => this.destroy(cause as Error),
    );
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.inner.write(chunk).then(() => {
      done();
    }, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.inner.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.isBroken = !this.writableFinished;
    done(error);
  }
}

/** A real server of node behind the port. */
export function site(listener: RequestListener, prepare: (server: Server) => void = () => undefined): Serve {
  const server = createServer(listener);
  prepare(server);
  return (stream) => {
    server.emit('connection', stream);
  };
}

/** With one that serves what it is told. */
export const portPrograms = { ...testPrograms, web };

export interface PortWorld extends AsyncDisposable {
  readonly server: TestServer;
  readonly owner: Someone;
  readonly session: string;
  /** Has a program listen; gives the path to it beneath the base path. */
  listen(serve: Serve, port?: number, session?: string, who?: Someone): Promise<string>;
}

/** A server, and a session of somebody with a running workspace. */
export async function portWorld(options: TestServerOptions = {}): Promise<PortWorld> {
  const server = await testServer({ runtime: memoryRuntime({ programs: portPrograms }), ...options });
  const owner = await register(server.client);
  const session = await startedSession(owner.client);
  let port = 3_000;
  return {
    ...{ server, owner, session },
    async listen(serve, wanted = (port += 1), where = session, { client } = owner) {
      const name = `site-${String((named += 1))}`;
      sites.set(name, serve);
      await startCommand(client, where, ['web', String(wanted), name]);
      const caller = (await server.carrel.identity.authenticate(client.token ?? '', 'test'))._unsafeUnwrap();
      await eventually(async () => {
        // Not by the proxy: some of what listens breaks off whoever comes.
        const sessionId = where as SessionId;
        const opened = await server.carrel.ports.open(caller, { sessionId, port: wanted });
        if (opened.isOk()) opened.value.on('error', () => undefined).destroy();
        return opened.isOk();
      });
      return `/sessions/${where}/ports/${String(wanted)}`;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** What comes back on one connection for these bytes, until the server closes it or `isDone`. */
export function raw(
  port: number,
  bytes: string | Buffer,
  isDone: (text: string) => boolean = () => false,
): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(finish, 20_000);
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
      if (isDone(text)) finish();
    });
    socket.on('close', finish).on('error', finish);
    socket.write(bytes);
  });
}
