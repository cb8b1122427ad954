import type { Chance } from './chance.js';
import { Hand, type Door } from './hand.js';
import { Ledger } from './ledger.js';
import type { Known } from './verdict.js';

export interface CrewParts {
  readonly door: Door;
  readonly chance: Chance;
  readonly users: number;
  /** Of each user. */
  readonly hands: number;
}

interface User {
  readonly ledger: Ledger;
  readonly token: string;
}

/** Users, each with a tenant of their own and some hands, that work at the same time. */
export class Crew {
  private constructor(
    private readonly door: Door,
    private readonly users: readonly User[],
    private readonly hands: readonly (readonly Hand[])[],
  ) {}

  static async hire({ door, chance, users: count, hands: handCount }: CrewParts): Promise<Crew> {
    const users: User[] = [];
    for (let user = 0; user < count; user += 1) {
      const client = await (await door.client()).register(`user${String(user)}@example.com`);
      users.push({ ledger: new Ledger(), token: client.token ?? '' });
    }
    const hands = users.map((user, index) =>
      Array.from({ length: handCount }, (_, hand) => {
        const name = `hand${String(index)}${String(hand)}`;
        return new Hand({ ...user, name, door, chance: chance.fork(10 * index + hand) });
      }),
    );
    return new Crew(door, users, hands);
  }

  async work(until: AbortSignal): Promise<void> {
    await Promise.all(this.hands.flat().map((hand) => hand.work(until)));
  }

  /** Asks again for all that was asked for and never acknowledged. */
  async settle(): Promise<void> {
    await Promise.all(this.hands.flatMap(([hand]) => (hand === undefined ? [] : [hand.settleAll()])));
  }

  /** What everybody knows, each with a client of a server that is there now. */
  async known(): Promise<readonly Known[]> {
    const client = await this.door.client();
    return this.users.map(({ ledger, token }) => ({ ledger, client: client.as(token) }));
  }

  get problems(): readonly string[] {
    return this.users.flatMap(({ ledger }) => ledger.problems);
  }

  /** How many requests of each kind were acknowledged. */
  get acknowledged(): Readonly<Record<string, number>> {
    const total = new Map<string, number>();
    for (const { ledger } of this.users) {
      for (const [what, count] of ledger.acknowledged) total.set(what, (total.get(what) ?? 0) + count);
    }
    return Object.fromEntries(total);
  }
}
