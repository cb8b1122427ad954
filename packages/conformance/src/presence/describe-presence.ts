import assert from 'node:assert/strict';
import { connectionState, terminalPolling, type PresenceStore, type PresentMember } from '@carrel/core/presence';
import { Cases, type CasesOptions, type CaseSubject } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';

/** A presence store to be proven. */
export interface PresenceSubject extends CaseSubject {
  /** Not opened, and empty. */
  readonly subject: PresenceStore;
  /** The same store, not opened, as another process would use it. */
  readonly another?: () => PresenceStore;
  /** Lets time pass for the store. @default waits */
  readonly advance?: (ms: number) => Promise<void>;
}

export interface PresenceKitOptions extends CasesOptions<PresenceSubject> {
  /** Why no other process sees the same. @default one does */
  readonly lacks?: { readonly another?: string };
}

interface OpenPresence extends CaseSubject {
  readonly store: PresenceStore;
  readonly other: PresenceStore;
  readonly advance: (ms: number) => Promise<void>;
}

const LONG = 60_000;
const SHORT = 300;

/** Proves that a store keeps every promise of the `PresenceStore` port. */
export function describePresence(options: PresenceKitOptions): void {
  options.test.describe('PresenceStore', () => {
    const subjects = new Cases<PresenceSubject>(options);
    const cases = subjects.prepared(open);
    describeClosed(subjects);
    describePlaces(cases);
    describeWatches(cases);
    describeNotes(cases);
    const another = { has: options.lacks?.another === undefined, lacks: options.lacks?.another ?? '' };
    cases.itWhen(another, 'another process sees who comes and who goes', async ({ store, other }) => {
      const seen = watching(other, 'room');
      await seen.until([]);
      await expectOk(store.enter('room', { member: 'ann', value: '1', ttlMs: LONG }));
      await seen.until([['ann', '1']]);
      await expectOk(other.leave('room', 'ann'));
      assert.deepEqual(await expectOk(store.list('room')), []);
      await seen.end();
    });
    cases.end();
  });
}

async function open({ subject, another, advance, ...rest }: PresenceSubject): Promise<OpenPresence> {
  const other = another?.() ?? subject;
  await expectOk(subject.open());
  await expectOk(other.open());
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const dispose = async () => {
    await Promise.all([subject.dispose(), other.dispose()]);
    await rest.dispose();
  };
  return { store: subject, other, advance: advance ?? wait, dispose };
}

function describeClosed(cases: Cases<PresenceSubject>): void {
  cases.it('a store that is not open says so, before open and after dispose', async ({ subject }) => {
    await expectErr(subject.list('room'), 'presence/closed');
    await expectErr(subject.noted(connectionState, 'id'), 'presence/closed');
    await expectErr(subject.health(), 'presence/closed');
    await expectOk(subject.open());
    await expectOk(subject.open());
    await expectOk(subject.health());
    const seen = watching(subject, 'room');
    await seen.until([]);
    await subject.dispose();
    await subject.dispose();
    await seen.ended;
    await expectErr(subject.enter('room', { member: 'ann', value: '', ttlMs: LONG }), 'presence/closed');
    await expectErr(subject.health(), 'presence/closed');
    await expectErr(subject.open(), 'presence/closed');
  });
}

function describePlaces(cases: Cases<OpenPresence>): void {
  cases.it('who entered is there by name, with the latest value, until it leaves', async ({ store }) => {
    for (const [member, value] of [
      ['bob', 'b 1'],
      ['ann', ''],
      ['bob', 'b 2'],
    ] as const)
      await expectOk(store.enter('{room}', { member, value, ttlMs: LONG }));
    await expectOk(store.enter('room', { member: 'cid', value: 'c', ttlMs: LONG }));
    const members = await expectOk(store.list('{room}'));
    assert.deepEqual(members.map(shown), [
      ['ann', ''],
      ['bob', 'b 2'],
    ]);
    for (const { expiresAt } of members) assert.ok(Number.isInteger(expiresAt) && expiresAt > 0);
    await expectOk(store.leave('{room}', 'bob'));
    await expectOk(store.leave('{room}', 'bob'));
    assert.deepEqual((await expectOk(store.list('{room}'))).map(shown), [['ann', '']]);
  });

  cases.it('a member is gone when its time is over, and others are not', async ({ store, advance }) => {
    await expectOk(store.enter('room', { member: 'long', value: '', ttlMs: LONG }));
    await expectOk(store.enter('room', { member: 'short', value: '', ttlMs: SHORT }));
    await expectOk(store.enter('room', { member: 'again', value: '', ttlMs: SHORT }));
    await advance(SHORT / 2);
    await expectOk(store.enter('room', { member: 'again', value: '', ttlMs: LONG }));
    await advance(SHORT / 2 + 1);
    assert.deepEqual((await expectOk(store.list('room'))).map(shown), [
      ['again', ''],
      ['long', ''],
    ]);
  });
}

function describeWatches(cases: Cases<OpenPresence>): void {
  cases.it('who watches sees each change, expiry too, and ends with its signal', async ({ store, advance }) => {
    const seen = watching(store, 'room');
    await seen.until([]);
    await expectOk(store.enter('room', { member: 'ann', value: '1', ttlMs: LONG }));
    await seen.until([['ann', '1']]);
    await expectOk(store.enter('room', { member: 'bob', value: '2', ttlMs: SHORT }));
    await seen.until([
      ['ann', '1'],
      ['bob', '2'],
    ]);
    await advance(SHORT + 1);
    await seen.until([['ann', '1']]);
    await expectOk(store.enter('elsewhere', { member: 'cid', value: '', ttlMs: LONG }));
    await expectOk(store.leave('room', 'ann'));
    await seen.until([]);
    await seen.end();
  });
}

function describeNotes(cases: Cases<OpenPresence>): void {
  cases.it('a note is what was put last, by kind and id, until it is forgotten', async ({ store }) => {
    await expectOk(store.note(connectionState, 'id', 'first'));
    await expectOk(store.note(connectionState, 'id', 'second'));
    await expectOk(store.note(terminalPolling, 'id', 'on'));
    assert.equal(await expectOk(store.noted(connectionState, 'id')), 'second');
    assert.equal(await expectOk(store.noted(terminalPolling, 'id')), 'on');
    assert.equal(await expectOk(store.noted(terminalPolling, 'other')), null);
    await expectOk(store.forget(connectionState, 'id'));
    await expectOk(store.forget(connectionState, 'id'));
    assert.equal(await expectOk(store.noted(connectionState, 'id')), null);
    assert.equal(await expectOk(store.noted(terminalPolling, 'id')), 'on');
  });

  cases.it('a note is gone when its time is over', async ({ store, advance }) => {
    const kind = { name: 'short', ttlMs: SHORT };
    await expectOk(store.note(kind, 'id', 'value'));
    await expectOk(store.note(connectionState, 'id', 'value'));
    assert.equal(await expectOk(store.noted(kind, 'id')), 'value');
    await advance(SHORT + 1);
    assert.equal(await expectOk(store.noted(kind, 'id')), null);
    assert.equal(await expectOk(store.noted(connectionState, 'id')), 'value');
  });
}

const shown = ({ member, value }: PresentMember) => [member, value] as const;

/** Somebody who watches a place. */
function watching(store: PresenceStore, place: string) {
  const over = new AbortController();
  let latest: unknown = null;
  const ended = (async () => {
    for await (const members of store.watch(place, over.signal)) latest = members.map(shown);
  })();
  return {
    ended,
    until: (members: readonly (readonly string[])[]) => eventually(() => assert.deepEqual(latest, members)),
    end: async () => {
      over.abort();
      await ended;
    },
  };
}
