import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { DocumentWorld, known, YjsClient, type Replica } from '../../test/document-fixture.js';
import { expectOk } from '../../test/expect-result.js';
import { contentOf, edit, hasPending } from '../../test/yjs-fixture.js';

const CLIENTS = 20;

type Step =
  | { readonly type: 'edit'; readonly who: number; readonly kind: number; readonly a: number; readonly b: number }
  | { readonly type: 'deliver'; readonly who: number; readonly how: number }
  | { readonly type: 'connect' | 'disconnect' | 'hold-up' | 'die'; readonly who: number }
  | { readonly type: 'poll'; readonly who: number }
  | { readonly type: 'kill' | 'fail' | 'recover'; readonly which: number }
  | { readonly type: 'pass'; readonly ms: number }
  | { readonly type: 'settle' };

const who = fc.nat(CLIENTS - 1);
const number = fc.nat(1_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ type: fc.constant('edit' as const), who, kind: fc.nat(9), a: number, b: number }),
  },
  { weight: 8, arbitrary: fc.record({ type: fc.constant('deliver' as const), who, how: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constantFrom('connect' as const, 'disconnect', 'hold-up'), who }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('die' as const), who }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('poll' as const), who }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('kill' as const, 'fail', 'recover'), which: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.constantFrom(50, 1_000, 5_000, 40_000) }),
  },
  { weight: 4, arbitrary: fc.constant({ type: 'settle' as const }) },
);

/** Small bounds, so that everything that happens now and then happens all the time. */
const DOCUMENTS = {
  ...{ compactAfterUpdates: 5, compactAfterBytes: 300, keepUpdates: 4, unloadAfterMs: 2_000, maxLiveBytes: 500 },
  ...{ maxUpdatesPerSecond: 10_000, updateBurst: 10_000, versionEveryMs: 3_000, maxVersions: 2 },
};

/** A client whose messages are held up, repeated, lost and swapped on their way. */
class RoughClient {
  private outbound: Uint8Array[] = [];
  readonly yjs = new YjsClient((update) => this.outbound.push(update));
  isDead = false;
  since = 0;
  home: Replica | null = null;

  deliver(how: number): void {
    const { yjs } = this;
    if (how === 5) this.outbound.reverse();
    const [next] = this.outbound;
    if (next !== undefined) {
      // A message that is lost costs its connection, as those of TCP do.
      if (how === 4) return this.disconnect();
      if (how !== 3) this.outbound.shift();
      yjs.push(next);
      if (how === 2) yjs.push(next);
    }
    const held = yjs.inbound.splice(0, how === 1 ? 1 : yjs.inbound.length);
    if (how === 5) held.reverse();
    for (const update of held) yjs.take(update);
    if (how === 2) for (const update of held) yjs.take(update);
  }

  disconnect(): void {
    this.yjs.disconnect();
    this.outbound = [];
  }

  async connect(replica: Replica, it: DocumentWorld): Promise<void> {
    if (this.isDead || this.yjs.connection !== null || replica.isDead || replica.isFailing) return;
    this.outbound = [];
    this.home = replica;
    await this.yjs.connect(replica.carrel, it.people.owner, it.ref());
  }
}

class Run {
  readonly clients = Array.from({ length: CLIENTS }, () => new RoughClient());

  constructor(private readonly it: DocumentWorld) {}

  async take(step: Step): Promise<void> {
    const { it } = this;
    switch (step.type) {
      case 'edit':
        return edit(this.client(step.who).yjs.doc, step.kind, step.a, step.b);
      case 'deliver':
        return this.client(step.who).deliver(step.how);
      case 'connect':
        return this.client(step.who).connect(this.replicaOf(step.who), it);
      case 'disconnect':
        return this.client(step.who).disconnect();
      case 'hold-up': {
        const { yjs } = this.client(step.who);
        yjs.holdsUp = !yjs.holdsUp;
        return;
      }
      case 'die':
        this.client(step.who).isDead = true;
        return this.client(step.who).disconnect();
      case 'poll':
        return this.poll(this.client(step.who), this.replicaOf(step.who));
      case 'kill':
        return this.kill(step.which);
      case 'fail':
      case 'recover':
        known(it.replicas[step.which % it.replicas.length]).isFailing = step.type === 'fail';
        return;
      case 'pass':
        return it.clock.advance(step.ms);
      case 'settle':
        return it.settle();
      default:
        step satisfies never;
    }
  }

  /** Everybody who lives is connected again, to processes that work. */
  async reunite(): Promise<readonly YjsClient[]> {
    const { it } = this;
    for (const replica of it.replicas) replica.isFailing = false;
    await it.clock.advance(20_000);
    const living = this.clients.filter(({ isDead }) => !isDead);
    for (const [index, client] of living.entries()) {
      client.yjs.holdsUp = false;
      client.disconnect();
      await client.connect(this.replicaOf(index), it);
    }
    for (let round = 0; round < 4; round += 1) {
      await it.clock.advance(11_000);
      for (const client of living) for (let left = 0; left < 50; left += 1) client.deliver(0);
      await it.settle();
    }
    return living.map(({ yjs }) => yjs);
  }

  private client(index: number): RoughClient {
    return known(this.clients[index % CLIENTS]);
  }

  private replicaOf(index: number): Replica {
    const living = this.it.replicas.filter(({ isDead }) => !isDead);
    return known(living[index % living.length]);
  }

  /** Its clients lose their connections, and another process takes its place. */
  private async kill(which: number): Promise<void> {
    const { it } = this;
    const replica = known(it.replicas[which % it.replicas.length]);
    if (replica.isDead || it.replicas.length > 5) return;
    replica.kill();
    for (const client of this.clients) {
      if (client.yjs.connection !== null && client.home === replica) client.disconnect();
    }
    await it.replica();
  }

  private async poll(client: RoughClient, replica: Replica): Promise<void> {
    const { connection, doc } = client.yjs;
    if (client.isDead || connection !== null || replica.isFailing || hasPending(doc)) return;
    const updates = [Y.encodeStateAsUpdate(client.yjs.doc)].filter(({ length }) => length > 2);
    const request = { clientId: 'poller', since: client.since, updates };
    const { it } = this;
    const syncing = replica.carrel.documents.sync(it.people.owner, it.ref(), request);
    const synced = expectOk(await it.during(syncing));
    for (const update of synced.updates) client.yjs.take(update);
    client.since = synced.clock;
    expect(hasPending(client.yjs.doc)).toBe(false);
    client.yjs.acknowledgedUpdates.push(...updates);
  }
}

it(
  'ends with the same for all, and everything that was acknowledged in it, whatever was lost on the way',
  { timeout: 600_000 },
  async () => {
    let acknowledged = 0;
    let kills = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 150 }), fc.boolean(), async (steps, hasBus) => {
        await using world = await DocumentWorld.open({ documents: DOCUMENTS, hasBus });
        await world.replica();
        const run = new Run(world);
        for (const each of steps) await run.take(each);
        const living = await run.reunite();
        kills += world.replicas.length - 2;

        const fresh = await world.replica();
        const reader = await new YjsClient().connect(fresh.carrel, world.people.viewer, world.ref());
        expect(hasPending(reader.doc)).toBe(false);
        const all = contentOf(reader.doc);
        for (const client of living) {
          expect(hasPending(client.doc)).toBe(false);
          expect(contentOf(client.doc)).toEqual(all);
        }
        const before = Buffer.from(Y.encodeStateAsUpdate(reader.doc));
        for (const { yjs } of run.clients) {
          for (const update of yjs.acknowledgedUpdates) {
            acknowledged += 1;
            Y.applyUpdate(reader.doc, update);
          }
        }
        expect(Buffer.from(Y.encodeStateAsUpdate(reader.doc)).equals(before)).toBe(true);
      }),
      { numRuns: 60 },
    );
    expect(acknowledged).toBeGreaterThan(150);
    expect(kills).toBeGreaterThan(10);
  },
);
