import type { Carrel, CarrelOptions, OpenWorkspace } from '../src/index.js';
import type { Caller, SessionId, TerminalId } from '../src/kernel/index.js';
import { memoryRuntime, memoryStore, type MemoryRuntime, type Program } from '../src/memory/index.js';
import type { RecordStore } from '../src/store/index.js';
import type { AttachTerminal, OpenTerminal, TerminalAttachment, TerminalEvent } from '../src/terminals/index.js';
import { expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';

/** What a program under a terminal is made to do by the test. */
export interface Pen {
  readonly write: (data: string | Uint8Array) => Promise<void>;
  readonly exit: (code: number) => void;
  /** The sizes that the terminal had when the program was told of a change. */
  readonly sizes: string[];
  /** What it read. */
  readonly input: Buffer[];
  /** The signals it was sent. */
  readonly signals: string[];
}

/** The pens of the programs that run, the newest last. */
export class Pens {
  readonly all: Pen[] = [];

  get last(): Pen {
    const pen = this.all.at(-1);
    if (pen === undefined) throw new Error('no program runs');
    return pen;
  }

  /** A program that writes what its pen does, and reads all it gets. */
  readonly program: Program = async (process) => {
    const { write, exit, onSignal, stdin } = process;
    const pen: Pen = { write: (data) => write('stdout', data), exit, sizes: [], input: [], signals: [] };
    onSignal('SIGWINCH', () => {
      const { cols, rows } = process.terminal ?? { cols: 0, rows: 0 };
      pen.sizes.push(`${cols}x${rows}`);
    });
    onSignal('SIGUSR1', () => pen.signals.push('SIGUSR1'));
    this.all.push(pen);
    for await (const data of stdin) pen.input.push(Buffer.from(data));
    await new Promise(() => undefined);
  };
}

export interface TerminalWorld extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly store: RecordStore;
  readonly runtime: MemoryRuntime;
  readonly caller: Caller;
  readonly id: SessionId;
  readonly pens: Pens;
  workspace(): Promise<OpenWorkspace>;
  /** Opens a terminal with a pen. */
  open(request?: OpenTerminal, caller?: Caller): Promise<TerminalId>;
  attach(id: TerminalId, options?: AttachTerminal, caller?: Caller): Promise<TerminalAttachment>;
  /** Another control plane over the same records and boxes. */
  replica(options?: Partial<CarrelOptions>): Promise<Carrel>;
}

/** One user's session with a running workspace. */
export async function terminalWorld(options: Partial<CarrelOptions> = {}): Promise<TerminalWorld> {
  const pens = new Pens();
  const programs = { pen: pens.program };
  const { clock } = options;
  const timed = clock === undefined ? {} : { clock };
  const runtime = memoryRuntime({ programs, ...timed });
  const store = options.store ?? memoryStore();
  const carrel = await memoryCarrel({ runtime, store, ...options });
  const carrels = [carrel];
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  expectOk(await carrel.workspaces.start(caller, id));
  return {
    ...{ carrel, store, runtime, caller, id, pens },
    workspace: async () => expectOk(await carrel.workspaces.open(caller, id)),
    open: async (request = {}, by = caller) =>
      expectOk(await carrel.terminals.open(by, id, { request: { argv: ['pen'], ...request } })).id,
    attach: async (terminal, attach = {}, by = caller) => expectOk(await carrel.terminals.attach(by, terminal, attach)),
    replica: async (overrides = {}) => {
      const own = memoryRuntime({ programs, durableState: runtime.durableState, ...timed });
      const other = await memoryCarrel({ store, ...options, runtime: own, ...overrides });
      carrels.push(other);
      return other;
    },
    [Symbol.asyncDispose]: async () => {
      for (const each of carrels) await each.dispose();
    },
  };
}

/** One reader of a terminal, which reads when it is told to. */
export class TerminalReader {
  readonly seen: TerminalEvent[] = [];
  private readonly events: AsyncIterator<TerminalEvent>;

  constructor(readonly attachment: TerminalAttachment) {
    this.events = attachment.events[Symbol.asyncIterator]();
  }

  get text(): string {
    return Buffer.concat(this.seen.flatMap((event) => (event.type === 'output' ? [event.data] : []))).toString(
      'latin1',
    );
  }

  /** Where to go on from. */
  get offset(): number {
    const last = this.seen.findLast((event) => event.type === 'output' || event.type === 'gap');
    if (last === undefined) return this.attachment.ready.offset;
    return last.type === 'output' ? last.offset + last.data.length : last.to;
  }

  async next(): Promise<TerminalEvent | null> {
    const item = await this.events.next();
    if (item.done === true) return null;
    this.seen.push(item.value);
    return item.value;
  }

  /** Reads until `done`, or to the end. */
  async until(done: (reader: TerminalReader) => boolean): Promise<this> {
    while (!done(this)) if ((await this.next()) === null) break;
    return this;
  }

  /** Reads until an event of this type. */
  async untilType<Type extends TerminalEvent['type']>(type: Type): Promise<Extract<TerminalEvent, { type: Type }>> {
    for (;;) {
      const event = await this.next();
      if (event === null) throw new Error(`no ${type} before the end`);
      if (event.type === type) return event as Extract<TerminalEvent, { type: Type }>;
    }
  }

  /** Reads to the end, and gives all there was. */
  async rest(): Promise<readonly TerminalEvent[]> {
    await this.until(() => false);
    return this.seen;
  }

  async leave(): Promise<void> {
    await this.events.return?.();
  }
}
