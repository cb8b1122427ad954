import type { BindDocumentFile, DocumentFile, DocumentOptions } from '../src/documents/index.js';
import type { Caller, Carrel, CarrelOptions } from '../src/index.js';
import type { CarrelError, SessionId } from '../src/kernel/index.js';
import { memoryRuntime, memoryStorage } from '../src/memory/index.js';
import { DocumentWorld, YjsClient } from './document-fixture.js';
import { expectOk } from './expect-result.js';

/** The longest that anything here takes by the machine's clock, whatever passes by the test's. */
const MOST_MS = 20_000;

export interface FileWorldOptions {
  readonly documents?: DocumentOptions;
  readonly carrel?: Partial<CarrelOptions>;
}

/** A session whose files are stored, so that they are there with and without a workspace, and for every replica. */
export class FileWorld implements AsyncDisposable {
  readonly path = 'src/main.ts';
  readonly name = 'notes';

  private constructor(
    readonly world: DocumentWorld,
    readonly sessionId: SessionId,
  ) {}

  static async open({ documents, carrel }: FileWorldOptions = {}): Promise<FileWorld> {
    const shared = { storages: [shareable(memoryStorage({ name: 'database' }))], runtime: shareable(memoryRuntime()) };
    const world = await DocumentWorld.open({
      ...(documents === undefined ? {} : { documents }),
      carrel: { ...shared, ...carrel },
    });
    const { owner, participant } = world.people;
    const made = await world.carrel.sessions.create(owner, {
      kind: 'room',
      languages: ['python'],
      storage: 'database',
    });
    const { id } = expectOk(made);
    const place = { sessionId: id, userId: participant.userId };
    expectOk(await world.carrel.members.set(owner, place, 'participant'));
    return new FileWorld(world, id);
  }

  get carrel(): Carrel {
    return this.world.carrel;
  }

  get owner(): Caller {
    return this.world.people.owner;
  }

  ref(name = this.name) {
    return { sessionId: this.sessionId, name };
  }

  connect(carrel = this.carrel): Promise<YjsClient> {
    return new YjsClient().connect(carrel, this.owner, this.ref());
  }

  bind(more: Partial<BindDocumentFile> = {}, caller = this.owner) {
    return this.world.during(this.carrel.documents.files.bind(caller, { ...this.ref(), path: this.path, ...more }));
  }

  async binding(carrel = this.carrel): Promise<DocumentFile> {
    return expectOk(await carrel.documents.files.get(this.owner, this.ref()));
  }

  async write(content: string | Uint8Array, path = this.path): Promise<void> {
    const data = typeof content === 'string' ? Buffer.from(content) : content;
    const written = this.carrel.files.write(this.owner, { sessionId: this.sessionId, path, data });
    expectOk(await this.world.during(written));
  }

  /** Rewrites the file as a program does that reads it first; tried again where somebody wrote between. */
  async rewrite(change: (text: string) => string): Promise<void> {
    for (;;) {
      const { text, tag } = await this.readTagged();
      const place = { sessionId: this.sessionId, path: this.path };
      const file = { ...place, data: Buffer.from(change(text)) };
      const written = await this.world.during(this.carrel.files.write(this.owner, file, { expectTag: tag }));
      if (written.isOk()) return;
      if ((written.error as CarrelError).type !== 'file/changed') throw new Error(written.error.type);
    }
  }

  async read(path = this.path): Promise<string> {
    return (await this.readTagged(path)).text;
  }

  /** Time goes on until `check` says so; fails after `MOST_MS`. */
  async until(check: () => boolean | Promise<boolean>): Promise<void> {
    for (const begun = performance.now(); performance.now() < begun + MOST_MS; await this.world.clock.advance(100)) {
      if (await check()) return;
    }
    throw new Error('it did not come to that in time');
  }

  untilFile(content: string): Promise<void> {
    return this.until(async () => (await this.read()) === content);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
  }

  private async readTagged(path = this.path): Promise<{ readonly text: string; readonly tag: string }> {
    const read = this.carrel.files.read(this.owner, { sessionId: this.sessionId, path });
    const { data, entry } = expectOk(await this.world.during(read));
    const parts: Uint8Array[] = [];
    for await (const part of data) parts.push(part);
    return { text: Buffer.concat(parts).toString(), tag: entry.tag };
  }
}

/** What one process that ends leaves to the others. */
function shareable<T extends { dispose(): Promise<void> }>(backend: T): T {
  const dispose = () => Promise.resolve();
  return Object.create(backend, { dispose: { value: dispose, writable: true, configurable: true } }) as T;
}
