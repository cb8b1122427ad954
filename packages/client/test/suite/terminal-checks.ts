import { attachXterm, unwrap, type TerminalAttachment, type TerminalEvent, type XtermLike } from '../../src/index.js';
import { collect, counting, eventually, failure, holds, same, textOf, type Check } from './check.js';

const QUICK = { minDelayMs: 5, maxDelayMs: 50 };
const LINES = Array.from({ length: 20_000 }, (_, line) => `line ${String(line)}\n`).join('');
const COUNT = 'stty -opost; i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done; exit 5';

const bytesOf = (events: readonly TerminalEvent[]) =>
  events.flatMap((event) => (event.type === 'output' ? [event.data] : []));

/** Gathers what comes, for who wants to look at it meanwhile. */
function reading(attachment: TerminalAttachment) {
  const events: TerminalEvent[] = [];
  const done = (async () => {
    for await (const event of attachment.events) events.push(event);
  })();
  const shows = (text: string) => eventually(() => textOf(bytesOf(events)).includes(text));
  return { events, done, shows, types: () => events.map(({ type }) => type) };
}

/** A screen of xterm.js where there is one, else one that shows what it was given. */
function newScreen(): XtermLike & { text(): string } {
  const page = globalThis as { readonly Terminal?: new (options: object) => RealScreen };
  return page.Terminal === undefined
    ? plainScreen()
    : realScreen(new page.Terminal({ cols: 100, rows: 30, scrollback: 10_000 }));
}

interface RealScreen extends XtermLike {
  open(element: unknown): void;
  input(data: string): void;
  readonly buffer: {
    readonly active: { readonly length: number; getLine(line: number): { translateToString(trim: boolean): string } };
  };
}

function realScreen(screen: RealScreen) {
  const page = globalThis as unknown as { readonly document: { getElementById(id: string): unknown } };
  screen.open(page.document.getElementById('screen'));
  const text = () => {
    const { active } = screen.buffer;
    return Array.from({ length: active.length }, (_, line) => active.getLine(line).translateToString(true)).join('\n');
  };
  return Object.assign(screen, { text });
}

function plainScreen() {
  const listeners: ((data: string) => void)[] = [];
  const sizes: ((size: { cols: number; rows: number }) => void)[] = [];
  const decoder = new TextDecoder();
  let shown = '';
  return {
    cols: 100,
    rows: 30,
    write: (data: Uint8Array, callback?: () => void) => {
      shown += decoder.decode(data, { stream: true });
      setTimeout(() => callback?.(), 1);
    },
    reset: () => {
      shown = '';
    },
    resize(cols: number, rows: number) {
      this.cols = cols;
      this.rows = rows;
      for (const tell of sizes) tell({ cols, rows });
    },
    input: (data: string) => {
      for (const tell of listeners) tell(data);
    },
    onData: (listener: (data: string) => void) => {
      listeners.push(listener);
      return { dispose: () => listeners.splice(0) };
    },
    onBinary: () => ({ dispose: () => undefined }),
    onResize: (listener: (size: { cols: number; rows: number }) => void) => {
      sizes.push(listener);
      return { dispose: () => sizes.splice(0) };
    },
    text: () => shown.replaceAll('\r', ''),
  };
}

export const terminalChecks: readonly Check[] = [
  {
    name: 'a terminal is opened, typed in, resized, found again and closed',
    run: async (world) => {
      const { workspace } = await world.workspace();
      const terminal = await unwrap(
        workspace.terminals.open({ cols: 80, rows: 24, argv: ['/bin/sh'], env: { PS1: '> ' } }),
      );
      const attached = await unwrap(terminal.attach());
      same([attached.ready.cols, attached.ready.rows, attached.ready.canWrite], [80, 24, true]);
      const read = reading(attached);
      await unwrap(attached.write('echo he"l"lo\r'));
      await read.shows('hello');
      await unwrap(attached.resize({ cols: 90, rows: 20 }));
      await eventually(() => read.types().includes('resized'));
      await unwrap(attached.write('stty size\r'));
      await read.shows('20 90');
      same((await unwrap(workspace.terminals.list())).items.length, 1);
      const again = await unwrap((await unwrap(workspace.terminals.get(terminal.id))).attach());
      await reading(again).shows('hello');
      again.detach();
      same(await failure(again.write('x')), 'client/detached');
      await unwrap(terminal.close());
      await read.done;
      same(read.types().slice(-2), ['exit', 'closed']);
      const last = read.events.at(-1);
      same(last?.type === 'closed' ? [last.reason, last.offset] : last, ['exited', attached.offset]);
      same((await unwrap(terminal.status())).state, 'exited');
    },
  },
  {
    name: 'the output of a terminal comes once and whole over connections that are cut every few bytes',
    run: async (world) => {
      const { workspace } = await world.workspace({ retry: QUICK }, 'proxied');
      const terminal = await unwrap(workspace.terminals.open({ argv: ['/bin/sh', '-c', COUNT] }));
      await world.hand('life', { bytes: 80_000 });
      const attached = await unwrap(terminal.attach());
      const events = await collect(attached.events).finally(() => world.hand('life'));
      same(textOf(bytesOf(events)), LINES);
      holds(events.filter(({ type }) => type === 'reconnected').length >= 2, 'it was cut');
      const exit = events.find((event) => event.type === 'exit');
      same(exit?.exit.code, 5);
    },
  },
  {
    name: 'what is typed while the network is lost is sent when it is back',
    run: async (world) => {
      const { workspace } = await world.workspace({ retry: QUICK, maxInputBytes: 100 }, 'proxied');
      const terminal = await unwrap(workspace.terminals.open({ argv: ['/bin/cat'] }));
      const attached = await unwrap(terminal.attach());
      const read = reading(attached);
      await unwrap(attached.write('before\r'));
      await read.shows('before');
      await world.hand('cut');
      await eventually(() => read.types().includes('disconnected'));
      const written = attached.write('mean while\r');
      same(await failure(attached.write('x'.repeat(200))), 'client/input-limit');
      await world.hand('mend');
      await unwrap(written);
      await read.shows('mean while');
      same(
        read.types().filter((type) => type === 'gap' || type === 'failed'),
        [],
      );
      attached.detach();
      await read.done;
    },
  },
  {
    name: 'a reader that takes nothing holds little, and gets all that is kept in the end',
    run: async (world) => {
      const { workspace } = await world.workspace({ retry: QUICK, maxUnreadBytes: 20_000 });
      const terminal = await unwrap(workspace.terminals.open({ argv: ['/bin/sh', '-c', COUNT] }));
      const attached = await unwrap(terminal.attach());
      await eventually(async () => (await unwrap(terminal.status())).state === 'exited');
      await new Promise((resolve) => setTimeout(resolve, 200));
      holds(attached.offset < LINES.length, 'not all was taken before it was read');
      const events = await collect(attached.events);
      same(textOf(bytesOf(events)), LINES);
    },
  },
  {
    name: 'a terminal that is none fails, one of an ended workspace says so, and a signal leaves quietly',
    run: async (world) => {
      const { client, session, workspace } = await world.workspace();
      const terminal = await unwrap(workspace.terminals.open({ argv: ['/bin/cat'] }));
      const stranger = await world.workspace();
      const handle = await unwrap(workspace.terminals.get(terminal.id));
      const foreign = await stranger.workspace.terminals.get(terminal.id);
      same(foreign.isErr() ? foreign.error.type : 'ok', 'terminal/not-found');
      const controller = new AbortController();
      const quiet = await unwrap(handle.attach({ signal: controller.signal }));
      const left = collect(quiet.events);
      controller.abort();
      same(
        (await left).filter(({ type }) => type === 'closed' || type === 'failed'),
        [],
      );
      const stays = await unwrap(terminal.attach());
      const read = reading(stays);
      await unwrap(client.workspaces.stop(session.id));
      await read.done;
      const last = read.events.at(-1);
      holds(
        last?.type === 'closed' && last.reason !== 'exited',
        `it says that the workspace ended: ${JSON.stringify(last)}`,
      );
    },
  },
  {
    name: 'a terminal whose token runs out goes on with another',
    run: async (world) => {
      const sent = counting();
      const client = await world.user({ fetch: sent.fetch, retry: QUICK }, 'brief');
      const session = await unwrap(client.sessions.create({ kind: 'solo', languages: ['bash'] }));
      const workspace = await unwrap(client.workspaces.open(session.id));
      const terminal = await unwrap(workspace.terminals.open({ argv: ['cat'] }));
      const attached = await unwrap(terminal.attach());
      const read = reading(attached);
      const before = sent.count('/auth/refresh');
      await eventually(() => read.types().includes('reconnected'));
      holds(sent.count('/auth/refresh') > before, 'it has another token');
      await unwrap(attached.write('still here\r'));
      await read.shows('still here');
      attached.detach();
    },
  },
  {
    name: 'a screen of xterm.js shows a terminal, types in it, and comes back with the network',
    run: async (world) => {
      const { workspace } = await world.workspace({ retry: QUICK }, 'proxied');
      const terminal = await unwrap(workspace.terminals.open({ argv: ['/bin/sh'], env: { PS1: '> ' } }));
      const screen = newScreen() as ReturnType<typeof newScreen> & { input(data: string): void };
      const told: string[] = [];
      const bound = await unwrap(attachXterm(terminal, screen, { onEvent: ({ type }) => told.push(type) }));
      const shows = (text: string) => eventually(() => screen.text().includes(text));
      screen.input('stty size; echo he"l"lo\r');
      await shows('hello');
      await shows('30 100');
      screen.resize(110, 31);
      screen.input('stty size\r');
      await shows('31 110');
      screen.input('sleep 0.3; i=0; while [ $i -lt 200 ]; do echo "line $i"; i=$((i+1)); done; echo the "end"\r');
      await world.hand('cut');
      await eventually(() => told.includes('disconnected'));
      await world.hand('mend');
      await shows('the end');
      const shown = screen.text();
      for (let line = 0; line < 200; line += 1)
        same(shown.split(`\nline ${String(line)}\n`).length, 2, `line ${String(line)}`);
      bound.dispose();
      await bound.done;
    },
  },
];
