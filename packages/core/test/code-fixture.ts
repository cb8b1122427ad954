import { codeCollections } from '../src/code/index.js';
import type { CodeDocuments, CodeFiles, CodeOptions, CodePlan, Refactoring } from '../src/code/index.js';
import type { Caller, Carrel } from '../src/index.js';
import { createCursorCodec, createIdSource, errAsync, ok, ResultAsync, type SessionId } from '../src/kernel/index.js';
import { isGoneProcess, Leases } from '../src/leases/index.js';
import { memoryStore, scriptedCodeEngine, VirtualClock, type ScriptedChange } from '../src/memory/index.js';
import { composeCode } from '../src/platform/compose-code.js';
import type { CarrelOptions } from '../src/platform/index.js';
import type { PlatformContext } from '../src/platform/platform-context.js';
import { connectionLost } from '../src/runtime/index.js';
import { AccessFeed, RecordSessionRepository } from '../src/sessions/index.js';
import type { Collection, RecordStore } from '../src/store/index.js';
import { silentLogger } from '../src/telemetry/index.js';
import { expectOk } from './expect-result.js';
import { memoryCarrel } from './platform-fixture.js';
import { makePeople, makeRoom, type People } from './room-fixture.js';

/** Longer than the turn of a process that died. */
const OVER_MS = 61_000;

/** Any refactoring: what it does is scripted. */
export const SCRIPTED: Refactoring = { type: 'organise-imports', path: 'a.txt' };

/** What is at each path: bytes as latin1, with the permission bits. */
export type Tree = Readonly<Record<string, string>>;

interface CodeProcess {
  readonly service: ReturnType<typeof composeCode>['service'];
  readonly upkeep: ReturnType<typeof composeCode>['upkeep'];
}

/** Nobody shares a document. */
const NO_DOCUMENTS: CodeDocuments = {
  settle: () => Promise.resolve(ok([])),
  written: () => Promise.resolve(),
};

/** A room with a workspace, and code services over it that a test gives faults. */
export class CodeWorld implements AsyncDisposable {
  /** What the next proposals are made of. */
  script: readonly ScriptedChange[] | null = null;
  readonly engine = scriptedCodeEngine({ script: () => this.script ?? undefined });
  /** The time of what is made by `process`. */
  readonly clock = new VirtualClock();

  private constructor(
    readonly carrel: Carrel,
    readonly store: RecordStore,
    readonly people: People,
    readonly sessionId: SessionId,
  ) {}

  static async open(options: Partial<CarrelOptions> = {}): Promise<CodeWorld> {
    const store = memoryStore();
    const carrel = await memoryCarrel({ store, ...options });
    const people = await makePeople(carrel);
    const sessionId = await makeRoom(carrel, people);
    expectOk(await carrel.workspaces.start(people.owner, sessionId));
    return new CodeWorld(carrel, store, people, sessionId);
  }

  get owner(): Caller {
    return this.people.owner;
  }

  /** One more process, over files and a store of its own. */
  process(
    own: { readonly files?: CodeFiles; readonly store?: RecordStore; readonly code?: CodeOptions } = {},
  ): CodeProcess {
    const { clock, engine } = this;
    const { store = this.store, files = this.carrel.files, code = { maxPlansPerSession: 1_000 } } = own;
    const ids = createIdSource(clock);
    const cursors = createCursorCodec(new Uint8Array(32));
    const leases = new Leases({ store, clock, isGone: isGoneProcess });
    const context = { store, clock, ids, leases, logger: silentLogger, installation: { cursors } };
    const sessions = new RecordSessionRepository(this.store, cursors);
    return composeCode(
      { code: { engine, ...code } } as unknown as CarrelOptions,
      context as unknown as PlatformContext,
      { accessFeed: new AccessFeed(), sessions, files, documents: NO_DOCUMENTS, commands: this.carrel.commands },
    );
  }

  async plan(process: CodeProcess, changes: readonly ScriptedChange[], caller = this.owner): Promise<CodePlan> {
    this.script = changes;
    const { sessionId } = this;
    return expectOk(await process.service.plans.create(caller, { sessionId, refactoring: SCRIPTED }));
  }

  /** What another process makes of what a dead one left, when it is known to be dead. */
  async recover(): Promise<CodeProcess> {
    await this.clock.advance(OVER_MS);
    const process = this.process();
    await process.upkeep.sweep(new AbortController().signal);
    return process;
  }

  async write(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
    const { carrel, owner, sessionId } = this;
    const data = typeof content === 'string' ? Buffer.from(content) : content;
    expectOk(await carrel.files.write(owner, { sessionId, path, data }, { mode }));
  }

  /** How many records there are of plans. */
  async leftovers(): Promise<number> {
    const scans = codeCollections.map((kept: Collection<object>) =>
      this.store.read((view) => view.scan(kept, { limit: 200 })),
    );
    return (await Promise.all(scans)).reduce((sum, page) => sum + expectOk(page).items.length, 0);
  }

  async tree(): Promise<Tree> {
    const { carrel, owner, sessionId } = this;
    const entries = expectOk(await carrel.files.list(owner, { sessionId, path: '' }, { recursive: true }));
    const found: Record<string, string> = {};
    for (const { path, mode, type } of entries) {
      found[path] = `${mode.toString(8)} ${type === 'file' ? await this.read(path) : type}`;
    }
    return found;
  }

  async read(path: string): Promise<string> {
    const { carrel, owner, sessionId } = this;
    const { data } = expectOk(await carrel.files.read(owner, { sessionId, path }));
    const parts: Uint8Array[] = [];
    for await (const part of data) parts.push(part);
    return Buffer.concat(parts).toString('latin1');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.carrel.dispose();
  }
}

/** What happens to files when something is about to be changed. */
export interface FileFaults {
  /** Before the change of this number; a failed one is not done. */
  readonly before?: (change: number, path: string) => Promise<void> | void;
  /** From this change on nothing is reached any more, as if the process were dead. @default never */
  readonly dieAt?: number;
  /** Whether the change that it dies at, or that fails, is done. @default false */
  readonly isDone?: boolean;
  /** Just this change fails. */
  readonly failAt?: number;
}

/** Files that meet faults, and how many changes were asked for. */
export function faultyFiles(files: CodeFiles, faults: FileFaults): CodeFiles & { readonly changes: number } {
  const { dieAt = Infinity, isDone = false, failAt, before } = faults;
  let changes = 0;
  const dead = <T>(): ResultAsync<T, ReturnType<typeof connectionLost>> => errAsync(connectionLost());
  const reading = <T, E>(read: () => ResultAsync<T, E>) => (changes > dieAt ? dead<T>() : read());
  const changing = <T, E>(
    path: string,
    change: () => ResultAsync<T, E>,
  ): ResultAsync<T, E | ReturnType<typeof connectionLost>> => {
    const number = changes;
    changes += 1;
    if (number > dieAt || ((number === failAt || number === dieAt) && !isDone)) return dead<T>();
    const done = before === undefined ? change() : later(before(number, path), change);
    return number === dieAt || number === failAt ? done.andThen(() => dead<T>()) : done;
  };
  return {
    list: (...args) => reading(() => files.list(...args)),
    stat: (...args) => reading(() => files.stat(...args)),
    read: (...args) => reading(() => files.read(...args)),
    write: (...args) => changing(args[1].path, () => files.write(...args)),
    move: (...args) => changing(args[1].path, () => files.move(...args)),
    remove: (...args) => changing(args[1].path, () => files.remove(...args)),
    get changes() {
      return changes;
    },
  };
}

function later<T, E>(first: Promise<void> | void, work: () => ResultAsync<T, E>): ResultAsync<T, E> {
  return new ResultAsync(Promise.resolve(first).then(() => work()));
}
