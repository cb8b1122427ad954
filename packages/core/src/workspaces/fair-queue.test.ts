import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionId, TenantId, UserId } from '../kernel/index.js';
import { minus, NOTHING, plus, type Amounts, type CapacityLimits } from './capacity.js';
import {
  EMPTY_QUEUE,
  estimateWaitMs,
  join,
  leave,
  roomFor,
  scopeName,
  takeTurns,
  turnOrder,
  type FairQueue,
  type NewStart,
} from './fair-queue.js';

const USERS = 5;
const SCOPES = ['user', 'tenant', 'installation'] as const;

/** Users 0 to 2 are of one tenant, the others of another. */
function start(session: number, user: number, weight = 1, memoryBytes = 1): NewStart {
  return {
    tenantId: `ten_${user < 3 ? 1 : 2}` as TenantId,
    sessionId: `ses_${session}` as SessionId,
    wanted: { userId: `usr_${user}` as UserId, weight, count: 1, memoryBytes, cpus: 0.1 },
    queuedAt: '2030-01-01T00:00:00.000Z',
  };
}

function atMost(limits: {
  user?: number;
  tenant?: number;
  installation?: number;
  memoryBytes?: number;
}): CapacityLimits {
  const of = (count = 0) => ({ ...NOTHING, count });
  const { memoryBytes = 0 } = limits;
  return {
    user: of(limits.user),
    tenant: of(limits.tenant),
    installation: { ...of(limits.installation), memoryBytes },
  };
}

function queueOf(starts: readonly NewStart[]): FairQueue {
  return starts.reduce(join, EMPTY_QUEUE);
}

/** A queue, and what runs: the model of an installation that one step at a time is done to. */
class Model {
  queue: FairQueue = EMPTY_QUEUE;
  readonly running = new Map<string, NewStart>();
  readonly joined: string[] = [];
  readonly left: string[] = [];
  readonly admitted: NewStart[] = [];
  private next = 0;

  constructor(private readonly limits: CapacityLimits) {}

  arrive(user: number, weight: number, memoryBytes = 1): void {
    const arrived = start((this.next += 1), user, weight, memoryBytes);
    this.joined.push(arrived.sessionId);
    this.queue = join(this.queue, arrived);
  }

  cancel(place: number): void {
    const { waiting } = this.queue;
    const gone = waiting[place % Math.max(1, waiting.length)];
    if (gone === undefined) return;
    this.left.push(gone.sessionId);
    this.queue = leave(this.queue, gone.sessionId);
  }

  release(place: number): void {
    const all = [...this.running.keys()];
    const gone = all[place % Math.max(1, all.length)];
    if (gone !== undefined) this.running.delete(gone);
  }

  admit(): readonly NewStart[] {
    const { admitted, queue } = takeTurns(this.queue, { taken: this.taken(), limits: this.limits }, 3);
    this.queue = queue;
    for (const one of admitted) this.running.set(one.sessionId, one);
    this.admitted.push(...admitted);
    return admitted;
  }

  /** As a replica reads it that begins anew. */
  restart(): void {
    this.queue = JSON.parse(JSON.stringify({ ...this.queue, waiting: [...this.queue.waiting].reverse() })) as FairQueue;
  }

  taken(): Map<string, Amounts> {
    const taken = new Map<string, Amounts>();
    for (const one of this.running.values()) {
      for (const scope of SCOPES) {
        const name = scopeName(scope, one);
        taken.set(name, plus(taken.get(name) ?? NOTHING, one.wanted));
      }
    }
    return taken;
  }
}

const user = fc.nat(USERS - 1);
const step = fc.oneof(
  fc.record({ do: fc.constant('arrive' as const), user, weight: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('cancel' as const), place: fc.nat(50) }),
  fc.record({ do: fc.constant('release' as const), place: fc.nat(50) }),
  fc.record({ do: fc.constant('admit' as const) }),
);

function take(model: Model, one: typeof step extends fc.Arbitrary<infer S> ? S : never): void {
  if (one.do === 'arrive') model.arrive(one.user, one.weight);
  else if (one.do === 'cancel') model.cancel(one.place);
  else if (one.do === 'release') model.release(one.place);
  else model.admit();
}

describe('turns', () => {
  it('come to the first start of a user after at most one of another, who has a hundred', () => {
    const hundred = queueOf(Array.from({ length: 100 }, (_, session) => start(session, 0)));
    const { queue } = takeTurns(hundred, { taken: new Map(), limits: atMost({}) }, 1);

    const order = turnOrder(join(queue, start(100, 1))).map(({ sessionId }) => sessionId);

    expect(order.slice(0, 3)).toEqual(['ses_1', 'ses_100', 'ses_2']);
  });

  it('are as many as the costs of starts allow: two cheap ones for one that costs twice as much', () => {
    const both = [0, 1, 2, 3, 4, 5].flatMap((n) => [start(n, 0, 1), start(10 + n, 1, 2)]);

    const users = turnOrder(queueOf(both)).map(({ wanted }) => wanted.userId.slice(-1));

    expect(users.slice(0, 9).join('')).toBe('010010010');
  });

  it('of a user at the limit are passed over, and those of who waits for the installation are not', () => {
    const queue = queueOf([start(1, 0), start(2, 1, 1, 5), start(3, 3)]);
    const limits = atMost({ user: 1, memoryBytes: 6 });
    const own = new Map([['ten_1/usr_0', { ...NOTHING, count: 1 }]]);

    const passedOver = takeTurns(queue, { taken: own, limits });
    const full = takeTurns(queue, { taken: new Map([...own, ['/', { ...NOTHING, memoryBytes: 4 }]]), limits });

    expect(passedOver.admitted.map(({ sessionId }) => sessionId)).toEqual(['ses_2', 'ses_3']);
    expect(full.admitted).toEqual([]);
    expect(full.queue).toEqual(queue);
  });

  it('never come to a start that is larger than the whole limit, which holds up nobody', () => {
    const queue = queueOf([start(1, 0, 1, 7), start(2, 1)]);

    const { admitted, hopeless } = takeTurns(queue, { taken: new Map(), limits: atMost({ memoryBytes: 6 }) });

    expect(hopeless.map(({ sessionId }) => sessionId)).toEqual(['ses_1']);
    expect(admitted.map(({ sessionId }) => sessionId)).toEqual(['ses_2']);
  });

  it('do not pile up for a user who was held up meanwhile', () => {
    const taken = new Map([['ten_1/usr_0', { ...NOTHING, count: 10 }]]);
    let queue = queueOf([
      ...Array.from({ length: 10 }, (_, n) => start(n, 0)),
      ...Array.from({ length: 20 }, (_, n) => start(50 + n, 1)),
    ]);
    ({ queue } = takeTurns(queue, { taken, limits: atMost({ user: 10 }) }, 10));

    const order = turnOrder(join(queue, start(100, 2))).map(({ sessionId }) => sessionId);

    expect(order.indexOf('ses_100' as SessionId)).toBeLessThanOrEqual(2);
  });
});

describe('any mix of starts', () => {
  it('loses and doubles none, and never passes a limit', () => {
    const limits = atMost({ user: 2, tenant: 3, installation: 4 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const model = new Model(limits);
        for (const one of steps) {
          take(model, one);
          for (const [name, { count }] of model.taken()) {
            expect(count).toBeLessThanOrEqual(name === '/' ? 4 : name.endsWith('/') ? 3 : 2);
          }
        }
        const seen = [
          ...model.left,
          ...model.admitted.map(({ sessionId }) => sessionId),
          ...model.queue.waiting.map(({ sessionId }) => sessionId),
        ];
        expect([...seen].sort()).toEqual([...model.joined].sort());
      }),
    );
  });

  it('keeps its order over a restart', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(60), (steps, when) => {
        const limits = atMost({ user: 2, tenant: 3, installation: 4 });
        const [one, other] = [new Model(limits), new Model(limits)];
        for (const [at, next] of steps.entries()) {
          take(one, next);
          if (at === when) other.restart();
          if (next.do !== 'cancel') take(other, next);
          else other.queue = one.left.reduce((queue, gone) => leave(queue, gone as SessionId), other.queue);
        }
        expect(other.admitted).toEqual(one.admitted);
        expect(turnOrder(other.queue)).toEqual(turnOrder(one.queue));
      }),
    );
  });

  it('delays the first start of a user by no more than its own cost and one start of each other user', () => {
    const others = fc.array(fc.record({ user: fc.nat(2), weight: fc.integer({ min: 1, max: 4 }) }), { maxLength: 40 });
    fc.assert(
      fc.property(others, fc.nat(20), fc.integer({ min: 1, max: 4 }), others, (before, turns, weight, after) => {
        const model = new Model(atMost({}));
        for (const one of before) model.arrive(one.user, one.weight);
        ({ queue: model.queue } = takeTurns(model.queue, { taken: new Map(), limits: atMost({}) }, turns));
        model.arrive(4, weight);
        for (const one of after) model.arrive(one.user, one.weight);

        const order = turnOrder(model.queue);

        const ahead = order.slice(
          0,
          order.findIndex(({ wanted }) => (wanted.userId as string) === 'usr_4'),
        );
        for (const other of ['usr_0', 'usr_1', 'usr_2']) {
          const [first, ...more] = ahead.filter(({ wanted }) => wanted.userId === other);
          expect(more.reduce((sum, { wanted }) => sum + wanted.weight, 0)).toBeLessThanOrEqual(weight);
          if (weight === 1 && first?.wanted.weight === 1) expect(more.length).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it('comes to everybody in the end, however many newer ones arrive', () => {
    const waiting = fc.array(fc.record({ user, weight: fc.integer({ min: 1, max: 4 }) }), {
      minLength: 1,
      maxLength: 15,
    });
    fc.assert(
      fc.property(waiting, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 }), (starts, size, weight) => {
        const model = new Model(atMost({ installation: 3, memoryBytes: 3 }));
        for (const one of starts) model.arrive(one.user, one.weight, size);
        const old = new Set(model.joined);
        const bound = 4 * starts.length * (4 + USERS) + 100;
        let rounds = 0;
        for (; model.queue.waiting.some(({ sessionId }) => old.has(sessionId)); rounds += 1) {
          if (rounds > bound) break;
          // Small ones of a user that is new each time, so that each could slip past.
          model.queue = join(model.queue, start(1_000 + rounds, 100 + rounds, Math.min(weight, 4)));
          model.release(rounds);
          model.admit();
        }
        expect(rounds).toBeLessThanOrEqual(bound);
      }),
    );
  });
});

describe('room', () => {
  it('is told by the narrowest limit that is passed, and comes back whole', () => {
    const limits = { ...atMost({ user: 1, installation: 1 }), tenant: { ...NOTHING, cpus: 0.25 } };
    const one = start(1, 0);
    const taken = new Map([
      ['ten_1/', plus(plus(NOTHING, one.wanted), one.wanted)],
      ['/', { ...NOTHING, count: 1 }],
    ]);

    expect(roomFor(one, { taken, limits })).toEqual({ scope: 'tenant', resource: 'cpus', limit: 0.25 });
    const thrice = plus(plus(plus(NOTHING, one.wanted), one.wanted), one.wanted);
    expect(minus(minus(minus(thrice, one.wanted), one.wanted), one.wanted)).toEqual(NOTHING);
  });
});

describe('the estimate', () => {
  it('is the pace of the latest turns, and there is none without a pace', () => {
    expect(estimateWaitMs(3, [0, 10_000], 20_000)).toBe(30_000);
    expect(estimateWaitMs(3, [0], 20_000)).toBeNull();
  });
});
