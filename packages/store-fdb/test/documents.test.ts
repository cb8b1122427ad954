import { eventually, expectOk } from '@carrel/conformance';
import { createCarrel, type Carrel } from '@carrel/core';
import type { DocumentConnection } from '@carrel/core/documents';
import type { Caller, SessionId } from '@carrel/core/kernel';
import { memoryRuntime } from '@carrel/core/memory';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { fdbStore } from '../src/index.js';
import { hasStandIn, standIn, type Backend } from './backend.js';
import { stormy } from './storm.js';

const SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000);
const STEPS = 600;
const REMOTE = Symbol('remote');

interface Place {
  readonly sessionId: SessionId;
  readonly name: string;
}

const start = ({ options }: Backend): Promise<Carrel> =>
  createCarrel({
    ...{ store: fdbStore(options), runtime: memoryRuntime() },
    passwords: { algorithm: 'scrypt', scrypt: { costLog2: 10, blockSize: 8, parallelism: 1 } },
    // Small, so that what happens now and then happens all the time.
    documents: {
      ...{ compactAfterUpdates: 15, keepUpdates: 20, unloadAfterMs: 50, lookEveryMs: 20, versionEveryMs: 200 },
      ...{ maxVersions: 2, maxUpdatesPerSecond: 10_000, updateBurst: 10_000 },
    },
  });

/** A client that is connected now and then, and polls otherwise. */
class Client {
  readonly document = new Y.Doc();
  readonly acknowledged: Uint8Array[] = [];
  private connection: DocumentConnection | null = null;
  private pushed: Uint8Array[] = [];
  private since = 0;

  constructor(
    private readonly id: string,
    private readonly caller: Caller,
    private readonly place: Place,
  ) {
    this.document.on('update', (update: Uint8Array, by: unknown) => {
      if (by !== REMOTE && this.connection !== null) this.push(update);
    });
  }

  get isSettled(): boolean {
    return this.connection !== null && this.pushed.length === 0;
  }

  async connect(carrel: Carrel): Promise<void> {
    this.cut();
    const pushed: Uint8Array[] = [];
    const sink = {
      update: ({ bytes }: { readonly bytes: Uint8Array }) => this.take(bytes),
      awareness: () => true,
      acknowledged: ({ count }: { readonly count: number }) => {
        this.acknowledged.push(...pushed.splice(0, count));
        return true;
      },
      role: () => undefined,
      closed: () => this.cut(),
    };
    const opened = await carrel.documents.open(this.caller, this.place, { sink });
    if (opened.isErr()) return;
    [this.connection, this.pushed] = [opened.value, pushed];
    const lacking = this.connection.diff(Y.encodeStateVector(this.document));
    for (const update of lacking.unwrapOr([])) this.take(update);
    this.push(Y.encodeStateAsUpdate(this.document, this.connection.stateVector()));
  }

  async poll(carrel: Carrel): Promise<void> {
    if (this.connection !== null) return;
    const updates = [Y.encodeStateAsUpdate(this.document)];
    const request = { clientId: this.id, since: this.since, updates };
    const synced = await carrel.documents.sync(this.caller, this.place, request);
    if (synced.isErr()) return;
    for (const update of synced.value.updates) this.take(update);
    this.since = synced.value.clock;
    this.acknowledged.push(...updates);
  }

  cut(): void {
    this.connection?.close();
    this.connection = null;
  }

  private take(update: Uint8Array): boolean {
    Y.applyUpdate(this.document, update, REMOTE);
    return true;
  }

  private push(update: Uint8Array): void {
    const { connection } = this;
    // What is refused stays in the document, and is brought by the next connection.
    if (connection?.push(update).isErr() === true) this.cut();
    else this.pushed.push(update);
  }
}

function randomOf(seed: number): (below: number) => number {
  let state = seed % 2 ** 31;
  return (below) => ((state = (state * 1_103_515_245 + 12_345) % 2 ** 31) % 1_009) % below;
}

function edit({ document }: Client, next: (below: number) => number): void {
  const text = document.getText('text');
  const at = next(text.length + 1);
  if (next(3) > 0) text.insert(at, ['x', 'ab', 'é', '\n'][next(4)] ?? '');
  else text.delete(at, Math.min(next(4), text.length - at));
}

describe.runIf(hasStandIn)('a document of two replicas on a cluster in bad weather, on the stand-in', () => {
  it(`loses nothing that was acknowledged, and ends the same for all (FAULT_SEED=${String(SEED)})`, async () => {
    const next = randomOf(SEED);
    const backend = standIn(stormy(SEED));
    let [one, other] = [await start(backend), await start(backend)];
    const ada = { email: 'ada@example.com', password: 'correct horse' };
    const { tokens } = await expectOk(one.identity.register(ada, { requestId: 'test' }));
    const caller = await expectOk(one.identity.authenticate(tokens.accessToken, 'test'));
    const { id: sessionId } = await expectOk(one.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    const place = { sessionId, name: 'notes' };
    const clients = Array.from({ length: 12 }, (_, index) => new Client(`client-${String(index)}`, caller, place));
    for (let step = 0; step < STEPS; step += 1) {
      const client = clients[next(clients.length)];
      const carrel = next(2) === 0 ? one : other;
      const what = next(20);
      if (client === undefined) continue;
      if (what < 13) edit(client, next);
      else if (what < 15) await client.connect(carrel);
      else if (what < 18) await client.poll(carrel);
      else if (what < 19) client.cut();
      else await new Promise((resolve) => setImmediate(resolve));
      if (step === STEPS / 2) {
        await other[Symbol.asyncDispose]();
        other = await start(backend);
      }
    }

    for (const [index, client] of clients.entries()) await client.connect(index % 2 === 0 ? one : other);
    await eventually(async () => {
      for (const client of clients) if (!client.isSettled) await client.connect(one);
      const texts = clients.map(({ document }) => document.getText('text').toJSON());
      expect(new Set(texts).size).toBe(1);
      expect(clients.every(({ isSettled }) => isSettled)).toBe(true);
    });
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();

    one = await start(backend);
    const reader = new Client('reader', caller, place);
    await eventually(async () => {
      await reader.poll(one);
      expect(reader.acknowledged.length).toBeGreaterThan(0);
    });
    const before = Buffer.from(Y.encodeStateAsUpdate(reader.document));
    const acknowledged = clients.flatMap((client) => client.acknowledged);
    for (const update of acknowledged) Y.applyUpdate(reader.document, update);
    expect(Buffer.from(Y.encodeStateAsUpdate(reader.document)).equals(before)).toBe(true);
    expect(reader.document.getText('text').toJSON()).toBe(clients[0]?.document.getText('text').toJSON());
    expect(acknowledged.length).toBeGreaterThan(100);
    await one[Symbol.asyncDispose]();
    await backend.dispose();
  });
});
