import * as Y from 'yjs';
import { memoryBus, type Bus } from '../src/bus/index.js';
import type {
  DocumentConnection,
  DocumentEnd,
  DocumentOptions,
  DocumentSink,
  Relayed,
} from '../src/documents/index.js';
import { createCarrel, type Caller, type Carrel, type CarrelOptions } from '../src/index.js';
import { errAsync, okAsync, type SessionId } from '../src/kernel/index.js';
import { memoryRuntime, memoryStore, VirtualClock } from '../src/memory/index.js';
import { storeUnavailable, type RecordStore } from '../src/store/index.js';
import { expectOk } from './expect-result.js';
import { WEAK_PASSWORDS } from './identity-fixture.js';
import { newCaller } from './platform-fixture.js';
import { hasPending } from './yjs-fixture.js';
import { makePeople, makeRoom, type People } from './room-fixture.js';

/** One process of a server, over the store and the bus of all. */
export interface Replica {
  readonly carrel: Carrel;
  /** From here on nothing that it does reaches anything, as if the process were dead. */
  kill(): void;
  /** Whether its store takes nothing. */
  isFailing: boolean;
  readonly isDead: boolean;
}

export interface DocumentWorldOptions {
  readonly documents?: DocumentOptions;
  readonly carrel?: Partial<CarrelOptions>;
  /** Whether replicas have a bus between them. @default true */
  readonly hasBus?: boolean;
}

/** Replicas over one memory store, a room, and a clock that the test moves. */
export class DocumentWorld implements AsyncDisposable {
  readonly clock = new VirtualClock();
  readonly store = memoryStore();
  readonly bus = memoryBus();
  readonly replicas: Replica[] = [];
  private room: SessionId | null = null;
  private everybody: People | null = null;

  private constructor(private readonly options: DocumentWorldOptions) {}

  static async open(options: DocumentWorldOptions = {}): Promise<DocumentWorld> {
    const world = new DocumentWorld(options);
    expectOk(await world.bus.open());
    const { carrel } = await world.replica();
    const people = await makePeople(carrel);
    world.everybody = people;
    world.room = await makeRoom(carrel, people);
    return world;
  }

  get people(): People {
    return known(this.everybody);
  }

  get sessionId(): SessionId {
    return known(this.room);
  }

  get carrel(): Carrel {
    return known(this.replicas[0]).carrel;
  }

  ref(name = 'notes') {
    return { sessionId: this.sessionId, name };
  }

  /** One more process, with what it alone has. */
  async replica(own: Partial<CarrelOptions> = {}): Promise<Replica> {
    const state = { isFailing: false, isDead: false };
    const { documents, hasBus = true } = this.options;
    const carrel = await createCarrel({
      ...{
        store: failingStore(this.store, state),
        runtime: memoryRuntime(),
        passwords: WEAK_PASSWORDS,
        clock: this.clock,
      },
      ...(documents === undefined ? {} : { documents }),
      ...(hasBus ? { bus: linkedBus(this.bus, state) } : {}),
      ...this.options.carrel,
      ...own,
    });
    const replica: Replica = {
      carrel,
      kill: () => {
        state.isDead = true;
      },
      get isFailing() {
        return state.isFailing;
      },
      set isFailing(isFailing: boolean) {
        state.isFailing = isFailing;
      },
      get isDead() {
        return state.isDead;
      },
    };
    this.replicas.push(replica);
    return replica;
  }

  /** Everything that can go on without time passing has gone on. */
  async settle(): Promise<void> {
    await this.clock.advance(0);
    for (let turn = 0; turn < SETTLING_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  /** What `work` gives; the time goes on in such steps until it has. */
  async during<T>(work: PromiseLike<T>, stepMs = 100): Promise<T> {
    let isDone = false;
    const settled = Promise.resolve(work).finally(() => (isDone = true));
    while (!isDone) await this.clock.advance(stepMs);
    return settled;
  }

  async stranger(): Promise<Caller> {
    return newCaller(this.carrel);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.during(Promise.all(this.replicas.map(({ carrel }) => carrel.dispose())));
  }
}

const SETTLING_TURNS = 30;

/** A client as those of `y-websocket` are: it sends what it does, and on each connection both sides exchange what the other lacks. */
export class YjsClient implements DocumentSink {
  readonly doc = new Y.Doc();
  readonly ends: DocumentEnd[] = [];
  readonly roles: boolean[] = [];
  readonly heard: Uint8Array[] = [];
  /** What it sent and was not acknowledged, the oldest first. */
  readonly unacknowledged: Uint8Array[] = [];
  /** What was acknowledged. */
  readonly acknowledgedUpdates: Uint8Array[] = [];
  readonly clocks: number[] = [];
  /** What it was sent, while it holds it up. */
  readonly inbound: Uint8Array[] = [];
  readonly frames: Uint8Array[] = [];
  connection: DocumentConnection | null = null;
  holdsUp = false;
  /** Says no to everything, as a client does whose socket is full. */
  isSlow = false;

  constructor(private readonly send: (update: Uint8Array, client: YjsClient) => void = (update) => this.push(update)) {
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.send(update, this);
    });
  }

  get text(): string {
    return this.doc.getText('text').toJSON();
  }

  async connect(
    carrel: Carrel,
    caller: Caller,
    ref: { readonly sessionId: SessionId; readonly name: string },
  ): Promise<this> {
    this.connection = expectOk(await carrel.documents.open(caller, ref, { sink: this }));
    for (const update of expectOk(this.connection.diff(Y.encodeStateVector(this.doc)))) this.take(update);
    this.resend();
    return this;
  }

  /** All that the server lacks. */
  resend(): void {
    if (this.connection === null) return;
    const missing = Y.encodeStateAsUpdate(this.doc, this.connection.stateVector());
    // Two bytes say that there is nothing.
    if (missing.length > 2) this.push(missing);
  }

  push(update: Uint8Array): void {
    if (this.connection === null) return;
    const pushed = this.connection.push(update);
    if (pushed.isOk()) this.unacknowledged.push(update);
    // What waits for something itself is sent when that has come.
    else if (pushed.error.type === 'document/update-ahead') {
      if (!hasPending(this.doc)) this.resend();
    } else throw new Error(`not taken: ${pushed.error.type}`);
  }

  disconnect(): void {
    this.connection?.close();
    this.lost();
  }

  take(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, this);
  }

  update(relayed: Relayed): boolean {
    this.frames.push(relayed.frame('test', (bytes) => Buffer.concat([Uint8Array.of(0), bytes])));
    if (this.holdsUp) this.inbound.push(relayed.bytes);
    else this.take(relayed.bytes);
    return !this.isSlow;
  }

  awareness(relayed: Relayed): boolean {
    this.heard.push(relayed.bytes);
    return !this.isSlow;
  }

  acknowledged({ clock, count }: { readonly clock: number; readonly count: number }): boolean {
    this.clocks.push(clock);
    this.acknowledgedUpdates.push(...this.unacknowledged.splice(0, count));
    return !this.isSlow;
  }

  role(canWrite: boolean): void {
    this.roles.push(canWrite);
  }

  closed(end: DocumentEnd): void {
    this.ends.push(end);
    this.lost();
  }

  private lost(): void {
    this.connection = null;
    this.unacknowledged.length = 0;
    this.inbound.length = 0;
  }
}

export function known<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('expected it to be there');
  return value;
}

interface Failing {
  isFailing: boolean;
  isDead: boolean;
}

/** The store of one process, which may fail or die; the store itself goes on. */
function failingStore(inner: RecordStore, state: Failing): RecordStore {
  const isOut = () => state.isFailing || state.isDead;
  return {
    name: inner.name,
    capabilities: { ...inner.capabilities, multiProcess: true },
    open: (collections) => inner.open(collections),
    transact: (work, options) => (isOut() ? errAsync(storeUnavailable()) : inner.transact(work, options)),
    read: (work, options) => (isOut() ? errAsync(storeUnavailable()) : inner.read(work, options)),
    watch: (...args) => inner.watch(...args),
    backup: (path, options) => inner.backup(path, options),
    restore: (path) => inner.restore(path),
    health: () => inner.health(),
    dispose: () => Promise.resolve(),
  };
}

/** The bus between processes; from a dead one nothing comes, and nothing reaches it. */
function linkedBus(inner: Bus, state: Failing): Bus {
  return {
    name: inner.name,
    shared: true,
    open: () => inner.open(),
    publish: (topic, message) => (state.isDead ? okAsync(undefined) : inner.publish(topic, message)),
    subscribe: (topic, hear) =>
      inner.subscribe(topic, (message) => {
        if (!state.isDead) hear(message);
      }),
    health: () => inner.health(),
    dispose: () => Promise.resolve(),
  };
}
