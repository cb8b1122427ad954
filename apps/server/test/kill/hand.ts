import { setTimeout } from 'node:timers/promises';
import type { Answer, ApiClient } from '../api-client.js';
import type { Chance } from './chance.js';
import type { Entry, Ledger } from './ledger.js';

/** Where requests go; it changes whenever a server is killed. */
export interface Door {
  /** Resolves with a client as soon as there is a server that listens. */
  client(): Promise<ApiClient>;
}

export interface HandParts {
  readonly name: string;
  readonly token: string;
  readonly door: Door;
  readonly ledger: Ledger;
  readonly chance: Chance;
}

/** How many sessions of one ledger are to live at once. */
const MAX_LIVING = 3;
/** What a start, a stop or a command may be told while others move the same workspace. */
const IN_THE_WAY = new Set(['workspace/not-running', 'workspace/replaced', 'workspace/not-ready']);
/** And what may go wrong below the server. */
const RETRYABLE = /^(runtime\/|connection\/|workspace\/start-failed|service\/)/;

/** One of the hands of a user: does one thing after the other, each at random, and writes down what was acknowledged. */
export class Hand {
  private counter = 0;

  constructor(private readonly parts: HandParts) {}

  async work(until: AbortSignal): Promise<void> {
    const { chance } = this.parts;
    while (!until.aborted) {
      await this.once();
      await setTimeout(chance.below(60));
    }
  }

  /** Asks again for every session of the user that was asked for and never acknowledged, until it is. */
  async settleAll(): Promise<void> {
    const { ledger } = this.parts;
    const open = () => ledger.entries.find(({ id }) => id === null);
    for (let entry = open(); entry !== undefined && ledger.problems.length === 0; entry = open())
      await this.create(entry);
  }

  private async once(): Promise<void> {
    const { chance, ledger } = this.parts;
    const living = ledger.living();
    const entry = living[chance.below(living.length)];
    const draw = chance.below(100);
    if (entry === undefined || (draw < 20 && living.length < MAX_LIVING)) return this.createNew();
    if (draw < 45) return this.start(entry);
    if (draw < 70) return this.run(entry);
    if (draw < 82) return this.stop(entry);
    if (draw < 90) return this.remove(entry);
    return this.set();
  }

  private async createNew(): Promise<void> {
    const { ledger, name } = this.parts;
    const known = ledger.entries.find((entry) => entry.id === null && entry.key.startsWith(`${name}-`));
    const entry = known ?? { key: `${name}-${String((this.counter += 1))}`, id: null, deletion: 'none' as const };
    if (known === undefined) ledger.entries.push(entry);
    await this.create(entry);
  }

  private async create(entry: Entry): Promise<void> {
    const body = { kind: 'solo', languages: ['lua'], name: entry.key };
    const answer = await this.call('POST', '/sessions', body, { 'Idempotency-Key': entry.key });
    if (answer?.status !== 201) return this.expect(answer, 'create', []);
    const { id } = answer.json<{ readonly id: string }>();
    if (entry.id !== null && entry.id !== id) this.parts.ledger.problems.push(`${entry.key} made two sessions`);
    entry.id = id;
    this.parts.ledger.count('create');
  }

  private async start(entry: Entry): Promise<void> {
    const answer = await this.call('POST', `/sessions/${entry.id ?? ''}/workspace?waitMs=3000`);
    if (answer?.status === 200 || answer?.status === 202) this.parts.ledger.count('start');
    else this.expect(answer, 'start', [entry]);
  }

  private async run(entry: Entry): Promise<void> {
    const word = `${this.parts.name} ${String(this.parts.chance.below(1_000_000))}`;
    const answer = await this.call('POST', `/sessions/${entry.id ?? ''}/commands`, { argv: ['echo', word] });
    if (answer?.status !== 200) return this.expect(answer, 'run', [entry]);
    const { reason, stdout } = answer.json<{ readonly reason: string; readonly stdout: string }>();
    if (reason === 'exited' && stdout !== `${word}\n`)
      this.parts.ledger.problems.push(`${word} came back as ${stdout}`);
    this.parts.ledger.count('run');
  }

  private async stop(entry: Entry): Promise<void> {
    const answer = await this.call('DELETE', `/sessions/${entry.id ?? ''}/workspace`);
    if (answer?.status === 202 || answer?.status === 204) this.parts.ledger.count('stop');
    else this.expect(answer, 'stop', [entry]);
  }

  private async remove(entry: Entry): Promise<void> {
    entry.deletion = 'asked';
    const answer = await this.call('DELETE', `/sessions/${entry.id ?? ''}`);
    if (answer?.status !== 204) return this.expect(answer, 'delete', [entry]);
    entry.deletion = 'acknowledged';
    this.parts.ledger.count('delete');
  }

  private async set(): Promise<void> {
    const { ledger, name } = this.parts;
    const value = (this.counter += 1);
    ledger.asked(name, value);
    const answer = await this.call('PUT', `/settings/hands/${name}`, { value });
    if (answer?.status === 200) ledger.took(name, value);
    else this.expect(answer, 'set', []);
  }

  /** `null` when the server was killed under it, so that nobody knows what became of the request. */
  private async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer | null> {
    const client = (await this.parts.door.client()).as(this.parts.token);
    try {
      return await client.call(method, path, body, headers);
    } catch {
      return null;
    }
  }

  /** Writes an answer down that nobody should get, given that the sessions may have been deleted by the other hand. */
  private expect(answer: Answer | null, what: string, [entry]: readonly Entry[]): void {
    if (answer === null) return;
    const type = answer.status >= 400 ? answer.json<{ readonly type: string }>().type : 'nothing';
    if (IN_THE_WAY.has(type) || RETRYABLE.test(type)) return;
    if (type === 'session/not-found' && entry !== undefined && entry.deletion !== 'none') return;
    this.parts.ledger.problems.push(`${what} was answered ${String(answer.status)} ${answer.text}`);
  }
}
