import { unwrap, type TerminalAttachment, type TerminalEvent, type WebSocketConstructor } from '../../src/index.js';
import { collect, eventually, holds, same, textOf, type Check, type World } from './check.js';

const QUICK = { minDelayMs: 5, maxDelayMs: 50 };

/** A WebSocket that keeps how those of it closed. */
function recording(world: World): { readonly WebSocket: WebSocketConstructor; readonly codes: number[] } {
  const codes: number[] = [];
  const Base = (world.places.WebSocket ?? globalThis.WebSocket) as typeof globalThis.WebSocket;
  class Recording extends Base {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      this.addEventListener('close', ({ code }) => codes.push(code));
    }
  }
  return { WebSocket: Recording as unknown as WebSocketConstructor, codes };
}

function reading(attachment: TerminalAttachment) {
  const events: TerminalEvent[] = [];
  const done = (async () => {
    for await (const event of attachment.events) events.push(event);
  })();
  const text = () => textOf(events.flatMap((event) => (event.type === 'output' ? [event.data] : [])));
  return { events, done, text, types: () => events.map(({ type }) => type) };
}

export const serverClosingChecks: readonly Check[] = [
  {
    name: 'a server that ends closes with 1012, and terminals and streams go on at the next one',
    run: async (world) => {
      const { WebSocket, codes } = recording(world);
      const { client, workspace } = await world.workspace({ WebSocket, retry: QUICK }, 'strict');
      const terminal = await unwrap(workspace.terminals.open({ argv: ['/bin/cat'] }));
      const attached = await unwrap(terminal.attach());
      const read = reading(attached);
      const token = client.identity.tokens?.accessToken;
      const id = await world.hand<string>('stream', { token, chunks: 300 });
      const stream = collect(client.streams.read(id, { over: 'socket' }));
      await world.hand('restart');
      await eventually(() => read.types().includes('reconnected'));
      await unwrap(attached.write('still here\r'));
      await eventually(() => read.text().includes('still here'));
      holds(codes.includes(1012), `it said that it ends: ${codes.join()}`);
      same(
        (await stream).map((event) => (event.type === 'chunk' ? event.position : event.type)),
        [...Array.from({ length: 300 }, (_, position) => position), 'end'],
      );
      attached.detach();
    },
  },
  {
    name: 'a reader behind a slow network is closed with 1013, and goes on where it was',
    run: async (world) => {
      const { WebSocket, codes } = recording(world);
      const { workspace } = await world.workspace({ WebSocket, retry: QUICK }, 'strict');
      const flood = 'stty -opost; head -c 40000000 /dev/zero | tr "\\0" x; echo; echo the end; sleep 60';
      const terminal = await unwrap(workspace.terminals.open({ argv: ['/bin/sh', '-c', flood] }));
      const attached = await unwrap(terminal.attach());
      const read = reading(attached);
      await eventually(() => attached.offset > 0);
      await world.hand('hold');
      await eventually(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        await world.hand('flow');
        await new Promise((resolve) => setTimeout(resolve, 100));
        const isClosed = codes.includes(1013);
        if (!isClosed) await world.hand('hold');
        return isClosed;
      });
      await eventually(() => read.text().includes('the end'));
      let next = 0;
      for (const event of read.events) {
        if (event.type === 'gap') same(event.from, next);
        if (event.type === 'output') same(event.offset, next);
        if (event.type === 'gap') next = event.to;
        if (event.type === 'output') next += event.data.byteLength;
      }
      attached.detach();
    },
  },
  {
    name: 'who types faster than a server reads loses nothing',
    run: async (world) => {
      const { workspace } = await world.workspace({ retry: QUICK }, 'strict');
      const terminal = await unwrap(workspace.terminals.open({ argv: ['/bin/sh', '-c', 'stty raw -echo; cat'] }));
      const attached = await unwrap(terminal.attach());
      const read = reading(attached);
      await unwrap(attached.write('begin '));
      const typed = Array.from({ length: 600 }, (_, index) => `${String(index)} `);
      await Promise.all(typed.map((text) => unwrap(attached.write(text))));
      await eventually(() => read.text().endsWith(`begin ${typed.join('')}`));
      same(read.types().includes('disconnected'), false);
      attached.detach();
    },
  },
  {
    name: 'who has too many sockets waits until one is free',
    run: async (world) => {
      const { WebSocket, codes } = recording(world);
      const { workspace } = await world.workspace({ WebSocket, retry: QUICK }, 'strict');
      const terminal = await unwrap(workspace.terminals.open({ argv: ['/bin/cat'] }));
      const first = await unwrap(terminal.attach());
      const second = await unwrap(terminal.attach());
      const third = terminal.attach();
      await eventually(() => codes.includes(4429));
      first.detach();
      (await unwrap(third)).detach();
      second.detach();
    },
  },
  {
    name: 'a terminal of a session that is removed is over, and one of a login that ended fails',
    run: async (world) => {
      const { WebSocket, codes } = recording(world);
      const { client, session, workspace } = await world.workspace({ WebSocket, retry: QUICK });
      const terminal = await unwrap(workspace.terminals.open({ argv: ['/bin/cat'] }));
      const read = reading(await unwrap(terminal.attach()));
      await unwrap(client.sessions.remove(session.id));
      await read.done;
      holds(['closed', 'failed'].includes(read.types().at(-1) ?? ''), `it is over: ${JSON.stringify(read.events)}`);
      holds(
        codes.every((code) => code >= 4400),
        `its close says why: ${codes.join()}`,
      );
      const other = await world.workspace({ WebSocket, retry: QUICK });
      const left = reading(
        await unwrap((await unwrap(other.workspace.terminals.open({ argv: ['/bin/cat'] }))).attach()),
      );
      const tokens = other.client.identity.tokens;
      await unwrap(world.client({ tokens: tokens ?? { accessToken: '' } }).identity.logout());
      await left.done;
      const last = left.events.at(-1);
      same(last?.type === 'failed' ? last.error.type : last, 'auth/refresh-token-invalid');
    },
  },
];
