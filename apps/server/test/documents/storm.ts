import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import * as Y from 'yjs';
import type { ApiClient } from '../api-client.js';
import { eventually } from '../eventually.js';
import type { Chance } from '../kill/chance.js';
import { KilledServer } from '../kill/killed-server.js';
import type { RedisServer } from '../redis-server.js';
import type { DataDir } from '../server-process.js';
import { Crowd, type Door } from './crowd.js';
import { contentOf, countLost, hasPending } from './edits.js';
import type { Place } from './editor.js';
import { Poller } from './poller.js';

/** Small bounds, so that what happens now and then happens all the time; and tokens that outlive the test. */
export const STORM_ENV: Readonly<Record<string, string>> = {
  CARREL_AUTH__ACCESS_TOKEN_TTL_MS: '7200000',
  CARREL_DOCUMENTS__COMPACT_AFTER_UPDATES: '25',
  CARREL_DOCUMENTS__KEEP_UPDATES: '40',
  CARREL_DOCUMENTS__UNLOAD_AFTER_MS: '200',
  CARREL_DOCUMENTS__LOOK_EVERY_MS: '200',
  CARREL_DOCUMENTS__VERSION_EVERY_MS: '1000',
  CARREL_DOCUMENTS__MAX_VERSIONS: '2',
  CARREL_DOCUMENTS__MAX_UPDATES_PER_SECOND: '10000',
  CARREL_DOCUMENTS__UPDATE_BURST: '10000',
};

/** How many edits are acknowledged in each round, at least. */
const MIN_ACKNOWLEDGED = 50;

export interface StormOptions {
  readonly dataDir: DataDir;
  readonly chance: Chance;
  /** How many servers there are on the data. */
  readonly replicas: number;
  /** Dies and comes back, too. */
  readonly redis?: RedisServer;
  readonly rounds: number;
  readonly roundMs: number;
}

/** Servers of one document that die at any moment, and a crowd that edits it. */
export class Storm implements AsyncDisposable {
  private readonly servers: readonly KilledServer[];
  private token = '';
  private gate = new Gate();
  readonly counts = { rounds: 0, acknowledged: 0, kills: 0, redisKills: 0 };

  constructor(private readonly options: StormOptions) {
    const env = { ...STORM_ENV, ...options.redis?.environment };
    this.servers = Array.from({ length: options.replicas }, () => new KilledServer(options.dataDir, [], env));
  }

  /** @throws Error when anything that was acknowledged is lost, or not everybody ends with the same. */
  async rage(): Promise<void> {
    const { chance, rounds } = this.options;
    const place = await this.begin();
    using crowd = new Crowd(place, chance.fork(1), { editors: 15, pollers: 5 });
    for (let round = 0; round < rounds; round += 1) {
      this.gate = new Gate();
      crowd.work(this.door, round);
      await this.strike(round, crowd);
      this.gate.close();
      await Promise.all(this.servers.map((server) => this.kill(server)));
      await crowd.stop();
      await this.expectKept(crowd, place);
      this.counts.rounds += 1;
    }
    this.gate = new Gate();
    await this.expectSame(crowd, place);
    expect(crowd.problems).toEqual([]);
    expect(this.servers.flatMap(({ problems }) => problems)).toEqual([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server[Symbol.asyncDispose]()));
  }

  /** Any server that there is, for as long as they are open. */
  private readonly door: Door = () => {
    const { gate } = this;
    return gate.isOpen ? Promise.race([gate.closed, this.client()]) : gate.closed;
  };

  private async client(): Promise<ApiClient> {
    const { servers } = this;
    const server = servers[this.options.chance.below(servers.length)];
    if (server === undefined) throw new Error('There is no server.');
    return (await server.client()).as(this.token);
  }

  private async begin(): Promise<Place> {
    const [first] = this.servers;
    if (first === undefined) throw new Error('There is no server.');
    const owner = await (await first.client()).register('owner@example.com');
    this.token = owner.token ?? '';
    return { session: await owner.session(), name: 'src/shared.ts' };
  }

  /** One round of work, in which one server of several dies, and Redis. */
  private async strike(round: number, crowd: Crowd): Promise<void> {
    const { redis, roundMs, chance } = this.options;
    const fate = chance.fork(1_000 + round);
    const killAt = fate.below(roundMs);
    await setTimeout(killAt);
    const victim = this.servers[fate.below(this.servers.length)];
    if (victim !== undefined && this.servers.length > 1) await this.kill(victim);
    if (redis !== undefined && round % 2 === 1) {
      await redis.kill();
      this.counts.redisKills += 1;
    }
    await setTimeout(roundMs - killAt);
    // On a busy machine servers take long to come back.
    await eventually(() => crowd.acknowledged.length >= this.counts.acknowledged + MIN_ACKNOWLEDGED, 60_000);
    if (redis !== undefined && round % 2 === 1) redis.start();
  }

  private async kill(server: KilledServer): Promise<void> {
    this.counts.kills += 1;
    await server.kill();
  }

  /** Nobody has been back since the servers died: what they have is what they had stored. */
  private async expectKept(crowd: Crowd, place: Place): Promise<void> {
    const { acknowledged } = crowd;
    const document = await this.read(place);
    expect(hasPending(document)).toBe(false);
    expect(countLost(document, acknowledged)).toBe(0);
    this.counts.acknowledged = acknowledged.length;
  }

  /** Everybody comes back, and gets the same. */
  private async expectSame(crowd: Crowd, place: Place): Promise<void> {
    for (const editor of crowd.editors) editor.cut();
    const vectors = () => crowd.documents.map((document) => Buffer.from(Y.encodeStateVector(document)).toString('hex'));
    const isSame = () => crowd.isSettled && new Set(vectors()).size <= 1 && !crowd.documents.some(hasPending);
    await eventually(async () => (await crowd.gather(this.door)) && isSame(), 60_000);
    // Deletions are in no state vector, so whoever polls goes on.
    let all = new Y.Doc();
    const isWhole = (document: Y.Doc) => isDeepStrictEqual(contentOf(document), contentOf(all));
    await eventually(async () => {
      all = await this.read(place);
      return (await crowd.gather(this.door)) && crowd.documents.every(isWhole);
    }, 60_000);
    expect(countLost(all, crowd.acknowledged)).toBe(0);
  }

  /** What a server gives to somebody who has nothing. */
  private async read(place: Place): Promise<Y.Doc> {
    const reader = new Poller(place, 'reader');
    await eventually(async () => reader.poll(await this.client()), 60_000);
    expect(reader.problems).toEqual([]);
    return reader.document;
  }
}

/** Lets the crowd in until it is closed; who waits behind it is told. */
class Gate {
  isOpen = true;
  readonly closed: Promise<null>;
  private tell: (nobody: null) => void = () => undefined;

  constructor() {
    this.closed = new Promise((resolve) => (this.tell = resolve));
  }

  close(): void {
    this.isOpen = false;
    this.tell(null);
  }
}
