import { setTimeout } from 'node:timers/promises';
import type { Answer, ApiClient } from '../api-client.js';
import type { Chance } from './chance.js';
import { bodyOf, type Entry, type Ledger } from './ledger.js';

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
const RETRYABLE = /^(runtime\/|connection\/|workspace\/start-failed|service\/|storage\/conflict)/;
/** How long a hand waits for a workspace that may be in the queue. */
const PATIENCE_MS = 3_000;

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
    if (draw < 60) return this.run(entry);
    if (draw < 73) return this.write(entry);
    if (draw < 87) return this.stop(entry);
    if (draw < 93) return this.remove(entry);
    return this.set();
  }

  private async createNew(): Promise<void> {
    const { ledger, name } = this.parts;
    const known = ledger.entries.find((entry) => entry.id === null && entry.key.startsWith(`${name}-`));
    if (known !== undefined) return this.create(known);
    const number = (this.counter += 1);
    const storage = number % 4 === 0 ? 'none' : 'database';
    const entry: Entry = { key: `${name}-${String(number)}`, storage, id: null, deletion: 'none', files: new Map() };
    ledger.entries.push(entry);
    await this.create(entry);
  }

  private async create(entry: Entry): Promise<void> {
    const answer = await this.call('POST', '/sessions', bodyOf(entry), { 'Idempotency-Key': entry.key });
    if (answer?.status !== 201) return this.expect(answer, 'create', []);
    const { id } = answer.json<{ readonly id: string }>();
    if (entry.id !== null && entry.id !== id) this.parts.ledger.problems.push(`${entry.key} made two sessions`);
    entry.id = id;
    this.parts.ledger.count('create');
  }

  private async start(entry: Entry): Promise<void> {
    // Some go away while they wait, and take their start with them.
    const hurried = this.parts.chance.below(5) === 0 ? '&onlyWhileWaiting=true' : '';
    const answer = await this.call('POST', `/sessions/${entry.id ?? ''}/workspace?waitMs=2000${hurried}`);
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

  /** A path whose last content nobody acknowledged is left alone, since it may still be written. */
  private async write(entry: Entry): Promise<void> {
    if (entry.storage === 'none') return this.run(entry);
    const { chance, ledger, name } = this.parts;
    const mine = [...entry.files].filter(
      ([path, { contents, isAcknowledged }]) => path.startsWith(name) && isAcknowledged && contents.length === 1,
    );
    const path = mine[chance.below(4)]?.[0] ?? `${name}/${String((this.counter += 1))}.txt`;
    const content = `${path} ${String(chance.below(1_000_000))}`;
    const { contents, isAcknowledged } = entry.files.get(path) ?? { contents: [], isAcknowledged: false };
    entry.files.set(path, { contents: [...contents, content], isAcknowledged });
    const answer = await this.call('PUT', `/sessions/${entry.id ?? ''}/files/content?path=${path}`, content);
    if (answer === null || answer.status >= 300) return this.expect(answer, 'write', [entry]);
    entry.files.set(path, { contents: [content], isAcknowledged: true });
    ledger.count('write');
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

  /** `null` when the server was killed under it or it took too long, so that nobody knows what became of the request. */
  private async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer | null> {
    const client = (await this.parts.door.client()).as(this.parts.token);
    try {
      return await client.within(PATIENCE_MS).call(method, path, body, headers);
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
