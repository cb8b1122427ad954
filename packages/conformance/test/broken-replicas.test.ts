import { memoryBus, memoryPresence, memoryRateLimiter, VirtualClock } from '@carrel/core/memory';
import type { Bus } from '@carrel/core/bus';
import type { PresenceStore } from '@carrel/core/presence';
import { okAsync } from '@carrel/core/kernel';
import type { RateLimiter } from '@carrel/core/rate-limit';
import { describe, expect, it } from 'vitest';
import { describeBus, describePresence, describeRateLimiter, type TestRunner } from '../src/index.js';
import { failuresOf, recordingRunner } from './recording-runner.js';

const lacks = { another: 'it is in this process alone' };
const dispose = () => Promise.resolve();

/** What a kit finds wrong, of the case called `found`. */
async function expectFound(found: string, register: (test: TestRunner) => void): Promise<void> {
  const { test, cases } = recordingRunner();
  register(test);
  const wanted = cases.filter(({ name }) => name === found);
  expect(wanted).toHaveLength(1);
  expect(await failuresOf(wanted, 1_000)).toEqual([found]);
}

const isWell = { health: () => okAsync(undefined) };

const brokenBuses: Record<string, { readonly found: string; readonly alter: (inner: Bus) => Partial<Bus> }> = {
  'sends each message twice': {
    found: 'all who listen to a topic hear its messages in order, and nobody else',
    alter: (inner) => ({
      publish: (topic, message) => inner.publish(topic, message).andThen(() => inner.publish(topic, message)),
    }),
  },
  'takes topics that are alike for one': {
    found: 'all who listen to a topic hear its messages in order, and nobody else',
    alter: (inner) => ({ subscribe: (topic, hear) => inner.subscribe(topic.replace(/[{}]/g, ''), hear) }),
  },
  'lets nobody leave': {
    found: 'who has left hears nothing, and others still do',
    alter: (inner) => ({ subscribe: (topic, hear) => inner.subscribe(topic, hear).map(() => () => undefined) }),
  },
  'is well whatever happens': {
    found: 'a bus that is not open says so, before open and after dispose',
    alter: () => isWell,
  },
  'cuts what is large': {
    found: 'a message may have 65536 bytes of UTF-8, and no more',
    alter: (inner) => ({ publish: (topic, message) => inner.publish(topic, message.slice(0, 1_000)) }),
  },
};

describe('describeBus', () => {
  it.each(Object.entries(brokenBuses))('finds out that a bus %s', async (_, { found, alter }) => {
    const create = (): Bus => {
      const inner = memoryBus();
      const { name, shared } = inner;
      const methods: Omit<Bus, 'name' | 'shared'> = {
        open: () => inner.open(),
        publish: (topic, message) => inner.publish(topic, message),
        subscribe: (topic, hear) => inner.subscribe(topic, hear),
        health: () => inner.health(),
        dispose: () => inner.dispose(),
      };
      return { name, shared, ...methods, ...alter(inner) };
    };
    await expectFound(found, (test) => {
      describeBus({ test, createSubject: () => ({ subject: create(), dispose }), lacks });
    });
  });
});

type AlterPresence = (inner: PresenceStore) => Partial<PresenceStore>;
const brokenPresences: Record<string, { readonly found: string; readonly alter: AlterPresence }> = {
  'keeps members too long': {
    found: 'a member is gone when its time is over, and others are not',
    alter: (inner) => ({ enter: (place, entry) => inner.enter(place, { ...entry, ttlMs: 10 * entry.ttlMs }) }),
  },
  'keeps notes too long': {
    found: 'a note is gone when its time is over',
    alter: (inner) => ({ note: (kind, id, value) => inner.note({ ...kind, ttlMs: 10 * kind.ttlMs }, id, value) }),
  },
  'is well whatever happens': {
    found: 'a store that is not open says so, before open and after dispose',
    alter: () => isWell,
  },
  'takes notes of all kinds for one': {
    found: 'a note is what was put last, by kind and id, until it is forgotten',
    alter: (inner) => ({ noted: (kind, id) => inner.noted({ ...kind, name: 'connection' }, id) }),
  },
  'shows who watches what was there at first': {
    found: 'who watches sees each change, expiry too, and ends with its signal',
    alter: (inner) => ({
      async *watch(place) {
        const members = await inner.list(place);
        if (members.isOk()) yield members.value;
      },
    }),
  },
};

describe('describePresence', () => {
  it.each(Object.entries(brokenPresences))('finds out that a store %s', async (_, { found, alter }) => {
    const createSubject = () => {
      const clock = new VirtualClock();
      const inner = memoryPresence({ clock });
      const { name, shared } = inner;
      const methods: Omit<PresenceStore, 'name' | 'shared'> = {
        open: () => inner.open(),
        enter: (place, entry) => inner.enter(place, entry),
        leave: (place, member) => inner.leave(place, member),
        list: (place) => inner.list(place),
        watch: (place, signal) => inner.watch(place, signal),
        note: (kind, id, value) => inner.note(kind, id, value),
        noted: (kind, id) => inner.noted(kind, id),
        forget: (kind, id) => inner.forget(kind, id),
        health: () => inner.health(),
        dispose: () => inner.dispose(),
      };
      const subject: PresenceStore = { name, shared, ...methods, ...alter(inner) };
      return { subject, advance: (ms: number) => clock.advance(ms), dispose };
    };
    await expectFound(found, (test) => {
      describePresence({ test, createSubject, lacks });
    });
  });
});

type AlterLimiter = (inner: RateLimiter) => Partial<RateLimiter>;
const brokenLimiters: Record<string, { readonly found: string; readonly alter: AlterLimiter }> = {
  'takes one point whatever a call costs': {
    found: 'takes as many points as a call costs',
    alter: (inner) => ({ take: (key, limit) => inner.take(key, limit) }),
  },
  'never gives back what a call says': {
    found: 'only looks for a cost of 0, and gives back what a cost below 0 says',
    alter: (inner) => ({ take: (key, limit, cost = 1) => inner.take(key, limit, Math.max(0, cost)) }),
  },
  'allows one too many': {
    found: 'of many calls at once as many are allowed as there are points',
    alter: (inner) => ({
      take: (key, limit, cost) => inner.take(key, { ...limit, points: limit.points + 1 }, cost),
    }),
  },
  'counts all keys as one': {
    found: 'counts keys and limits apart',
    alter: (inner) => ({ take: (key, limit, cost) => inner.take(key.replace(/[{}]/g, ''), limit, cost) }),
  },
  'is well whatever happens': {
    found: 'a limiter that is not open says so, before open and after dispose',
    alter: () => ({ health: () => okAsync({ degraded: null }) }),
  },
  'never gives points back': {
    found: 'gives all points back when the window is over',
    alter: (inner) => ({
      take: (key, limit, cost) => inner.take(key, { ...limit, windowMs: 100 * limit.windowMs }, cost),
    }),
  },
};

describe('describeRateLimiter', () => {
  it.each(Object.entries(brokenLimiters))('finds out that a limiter %s', async (_, { found, alter }) => {
    const create = (): RateLimiter => {
      const inner = memoryRateLimiter();
      const { name, shared } = inner;
      const methods: Omit<RateLimiter, 'name' | 'shared'> = {
        open: () => inner.open(),
        take: (key, limit, cost) => inner.take(key, limit, cost),
        health: () => inner.health(),
        dispose: () => inner.dispose(),
      };
      return { name, shared, ...methods, ...alter(inner) };
    };
    await expectFound(found, (test) => {
      describeRateLimiter({ test, createSubject: () => ({ subject: create(), dispose }), lacks });
    });
  });
});
