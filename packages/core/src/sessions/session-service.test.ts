import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { memoryRuntime, memoryStore, VirtualClock } from '../memory/index.js';
import type { SessionId } from '../kernel/index.js';
import type { CreateSession } from './session.js';

const PYTHON: CreateSession = { kind: 'solo', languages: ['python'] };
const DAY = 86_400_000;

describe('create', () => {
  it('fills in what is not said, and normalises languages', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);

    const session = expectOk(await carrel.sessions.create(caller, { kind: 'room', languages: ['PY', 'python', 'js'] }));

    expect(session).toMatchObject({
      tenantId: caller.tenantId,
      ownerId: caller.userId,
      kind: 'room',
      languages: ['python', 'javascript'],
      name: 'python, javascript room',
      labels: {},
      storage: 'none',
      desired: 'stopped',
      status: 'active',
      version: 1,
    });
  });

  it.each([
    [{ ...PYTHON, kind: 'duo' }, 'kind'],
    [{ ...PYTHON, languages: [] }, 'languages'],
    [{ ...PYTHON, name: '' }, 'name'],
    [{ ...PYTHON, labels: { 'a b': 'c' } }, 'labels.a b'],
    [{ ...PYTHON, name: 'a\u0000b' }, 'name'],
    [{ ...PYTHON, name: 'a\nb' }, 'name'],
    [{ ...PYTHON, name: '\ud83d' }, 'name'],
    [{ ...PYTHON, name: 'a\u202eb' }, 'name'],
    [{ ...PYTHON, name: 'a'.repeat(201) }, 'name'],
    [{ ...PYTHON, labels: { a: 'b\u0000' } }, 'labels.a'],
    [{ ...PYTHON, labels: { a: '\udc00' } }, 'labels.a'],
    [{ ...PYTHON, source: { gitUrl: 'file:///etc' } }, 'source.gitUrl'],
    [{ ...PYTHON, source: { gitUrl: 'https://u:p@h/a' } }, 'source.gitUrl'],
    [{ ...PYTHON, source: { gitUrl: 'https://h/a', ref: '--upload-pack=x' } }, 'source.ref'],
    [{ ...PYTHON, source: { gitUrl: 'https://h/a', ref: 'a\u0000' } }, 'source.ref'],
    [{ ...PYTHON, colour: 'red' }, ''],
  ])('refuses %j and names the place', async (input, path) => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);

    const { issues } = expectErr(await carrel.sessions.create(caller, input as CreateSession), 'request/invalid');

    expect(issues[0]?.path).toBe(path);
  });

  it('refuses a language outside the catalogue', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);

    const failed = await carrel.sessions.create(caller, { kind: 'solo', languages: ['python', 'cobol'] });

    expect(expectErr(failed, 'language/not-found').language).toBe('cobol');
  });

  it('refuses to promise a storage that it does not have', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);

    const failed = await carrel.sessions.create(caller, { ...PYTHON, storage: 'database' });

    expect(expectErr(failed, 'storage/unsupported').storage).toBe('database');
  });

  it('refuses one more than a user may have, until one is deleted', async () => {
    await using carrel = await memoryCarrel({ sessions: { maxPerUser: 2 } });
    const caller = await newCaller(carrel);
    const first = expectOk(await carrel.sessions.create(caller, PYTHON));
    expectOk(await carrel.sessions.create(caller, PYTHON));

    expect(expectErr(await carrel.sessions.create(caller, PYTHON), 'session/limit').limit).toBe(2);
    expectOk(await carrel.sessions.remove(caller, first.id));

    expectOk(await carrel.sessions.create(caller, PYTHON));
  });

  it('makes one session of 200 concurrent requests with one idempotency key', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);

    const made = await Promise.all(
      Array.from({ length: 200 }, () => carrel.sessions.create(caller, PYTHON, { idempotencyKey: 'once' })),
    );

    expect(new Set(made.map((result) => expectOk(result).id)).size).toBe(1);
    expect(expectOk(await carrel.sessions.list(caller)).items).toHaveLength(1);
  });

  it('knows a request again by its fields, in whatever order, and takes no name that is none', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const { kind, languages } = PYTHON;
    const input = { kind, languages, labels: { a: '1', b: '2' } };
    const turned = { labels: { b: '2', a: '1' }, languages, kind };

    const first = expectOk(await carrel.sessions.create(caller, input, { idempotencyKey: 'k' }));
    const again = expectOk(await carrel.sessions.create(caller, turned, { idempotencyKey: 'k' }));
    for (const idempotencyKey of ['', 'x'.repeat(513)])
      expectErr(await carrel.sessions.create(caller, PYTHON, { idempotencyKey }), 'request/invalid');

    expect(again).toEqual(first);
  });

  it('says so when what a key made was deleted, and makes nothing', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const create = (idempotencyKey: string) => carrel.sessions.create(caller, PYTHON, { idempotencyKey });
    const first = expectOk(await create('k'));
    expectOk(await carrel.sessions.remove(caller, first.id));

    const error = expectErr(await create('k'), 'request/idempotency-gone');

    expect(error.message).toMatch(/deleted; use a new key/);
    expect(expectOk(await carrel.sessions.list(caller)).items).toEqual([]);
    expectOk(await create('another'));
  });

  it('holds a key to its request for a day, and to its user', async () => {
    const clock = new VirtualClock(Date.UTC(2030, 0, 1));
    await using carrel = await memoryCarrel({
      clock,
      runtime: memoryRuntime({ clock }),
      store: memoryStore({ clock }),
    });
    const caller = await newCaller(carrel);
    const first = expectOk(await carrel.sessions.create(caller, PYTHON, { idempotencyKey: 'k' }));

    const other = await carrel.sessions.create(caller, { ...PYTHON, name: 'x' }, { idempotencyKey: 'k' });
    expectErr(other, 'request/idempotency-mismatch');
    const neighbour = expectOk(await carrel.sessions.create(await newCaller(carrel), PYTHON, { idempotencyKey: 'k' }));
    await clock.advance(DAY + 1);
    const later = expectOk(await carrel.sessions.create(caller, PYTHON, { idempotencyKey: 'k' }));

    expect(new Set([first.id, neighbour.id, later.id]).size).toBe(3);
  });
});

describe('list', () => {
  it('pages through the own sessions, the newest first', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const stranger = await newCaller(carrel);
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      ids.unshift(expectOk(await carrel.sessions.create(caller, { ...PYTHON, name: `s${index}` })).id);
    }
    expectOk(await carrel.sessions.create(stranger, PYTHON));

    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof carrel.sessions.list>> = await carrel.sessions.list(caller, {
        limit: 2,
        ...(cursor === null ? {} : { cursor }),
      });
      const { items, nextCursor } = expectOk(page);
      seen.push(...items.map(({ id }) => id));
      cursor = nextCursor;
    } while (cursor !== null);

    expect(seen).toEqual(ids);
    const foreign = expectOk(await carrel.sessions.list(caller, { limit: 1 })).nextCursor ?? '';
    expectErr(await carrel.sessions.list(stranger, { cursor: foreign }), 'request/invalid');
    expectErr(await carrel.sessions.list(caller, { limit: 201 }), 'request/invalid');
  });

  it('keeps to kind, status and labels', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const room = expectOk(await carrel.sessions.create(caller, { ...PYTHON, kind: 'room', labels: { team: 'a' } }));
    const solo = expectOk(await carrel.sessions.create(caller, { ...PYTHON, labels: { team: 'a', tier: 'x' } }));
    expectOk(await carrel.sessions.update(caller, solo.id, { changes: { status: 'archived' } }));
    const found = async (filter: Parameters<typeof carrel.sessions.list>[1]) =>
      expectOk(await carrel.sessions.list(caller, filter)).items.map(({ id }) => id);

    expect(await found({ kind: 'room' })).toEqual([room.id]);
    expect(await found({ status: 'archived' })).toEqual([solo.id]);
    expect(await found({ labels: { team: 'a' } })).toEqual([solo.id, room.id]);
    expect(await found({ labels: { team: 'a', tier: 'x' } })).toEqual([solo.id]);
  });
});

describe('update', () => {
  it('changes what is named, at the version that was read', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, PYTHON));

    const changed = expectOk(await carrel.sessions.update(caller, id, { changes: { name: 'new' }, ifVersion: 1 }));
    const stale = await carrel.sessions.update(caller, id, { changes: { name: 'newer' }, ifVersion: 1 });

    expect(changed).toMatchObject({ name: 'new', languages: ['python'], version: 2 });
    expect(expectErr(stale, 'session/stale').version).toBe(2);
  });

  it('sets and takes away an expiry in the future', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, PYTHON));
    const update = (expiresAt: string | null) => carrel.sessions.update(caller, id, { changes: { expiresAt } });

    expect(expectOk(await update('2999-01-01T02:00:00+02:00')).expiresAt).toBe('2999-01-01T00:00:00.000Z');
    expectErr(await update('2001-01-01T00:00:00Z'), 'request/invalid');
    expect(expectOk(await update(null)).expiresAt).toBeUndefined();
  });

  it('ends the workspace of other languages; the next one is a new life', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, PYTHON));
    expectOk(await carrel.workspaces.start(caller, id));

    expectOk(await carrel.sessions.update(caller, id, { changes: { languages: ['perl'] } }));

    const stopped = expectOk(await carrel.workspaces.get(caller, id));
    expect(stopped).toMatchObject({ state: 'stopped', reason: 'session-changed', incarnation: 1 });
    expect(expectOk(await carrel.workspaces.start(caller, id))).toMatchObject({ state: 'ready', incarnation: 2 });
  });

  it('starts nothing in an archived session', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, PYTHON));
    expectOk(await carrel.sessions.update(caller, id, { changes: { status: 'archived' } }));

    expectErr(await carrel.workspaces.start(caller, id), 'session/archived');
  });
});

describe('remove', () => {
  it('ends the workspace and leaves no box', async () => {
    const runtime = memoryRuntime();
    await using carrel = await memoryCarrel({ runtime });
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, PYTHON));
    expectOk(await carrel.workspaces.start(caller, id));

    expectOk(await carrel.sessions.remove(caller, id));

    expectErr(await carrel.sessions.get(caller, id), 'session/not-found');
    expectErr(await carrel.workspaces.get(caller, id), 'session/not-found');
    expectErr(await carrel.sessions.remove(caller, id), 'session/not-found');
    expect(expectOk(await carrel.sessions.list(caller)).items).toEqual([]);
    expect(runtime.durableState.size).toBe(0);
  });

  it('gives up a start that is under way', async () => {
    const runtime = memoryRuntime();
    await using carrel = await memoryCarrel({ runtime });
    const caller = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(caller, PYTHON));
    const held = runtime.holdNext('start');
    const starting = carrel.workspaces.start(caller, id);
    await held.reached;

    expectOk(await carrel.sessions.remove(caller, id));

    expect((await starting).isErr()).toBe(true);
    expect(runtime.durableState.size).toBe(0);
  });
});

describe('fork and related', () => {
  it('copies languages, labels and the files of a running workspace', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const origin = expectOk(await carrel.sessions.create(caller, { ...PYTHON, labels: { a: 'b' } }));
    const workspace = expectOk(await carrel.workspaces.open(caller, origin.id));
    expectOk(await workspace.files.write('src/main.py', 'print(1)'));

    const fork = expectOk(await carrel.sessions.fork(caller, origin.id, { name: 'mine' }));

    expect(fork).toMatchObject({ name: 'mine', forkedFrom: origin.id, languages: ['python'], labels: { a: 'b' } });
    const copy = expectOk(await carrel.workspaces.open(caller, fork.id));
    expect(expectOk(await copy.files.readText('src/main.py'))).toBe('print(1)');
  });

  it('takes and gives no name that cannot be seen', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const long = expectOk(await carrel.sessions.create(caller, { ...PYTHON, name: '🐈'.repeat(100) }));

    const fork = expectOk(await carrel.sessions.fork(caller, long.id));

    expect(fork.name).toBe(`${'🐈'.repeat(96)} (fork)`);
    for (const name of ['a\0b', '\ud83d']) {
      const changes = { name };
      expectErr(await carrel.sessions.fork(caller, long.id, { name }), 'request/invalid');
      expectErr(await carrel.sessions.update(caller, long.id, { changes }), 'request/invalid');
    }
  });

  it('leaves no new session when the files cannot be copied', async () => {
    const runtime = memoryRuntime();
    await using carrel = await memoryCarrel({ runtime });
    const caller = await newCaller(carrel);
    const origin = expectOk(await carrel.sessions.create(caller, PYTHON));
    expectOk(await carrel.workspaces.start(caller, origin.id));
    runtime.failNext('create', {
      type: 'runtime/exhausted',
      message: 'No room.',
      retryable: true,
    });

    expectErr(await carrel.sessions.fork(caller, origin.id), 'workspace/start-failed');

    expect(expectOk(await carrel.sessions.list(caller)).items.map(({ id }) => id)).toEqual([origin.id]);
  });

  it('ranks what is related by how much it has in common', async () => {
    await using carrel = await memoryCarrel();
    const caller = await newCaller(carrel);
    const source = { gitUrl: 'https://git.example/a.git' };
    const origin = expectOk(await carrel.sessions.create(caller, { ...PYTHON, source }));
    const language = expectOk(await carrel.sessions.create(caller, PYTHON));
    const fork = expectOk(await carrel.sessions.fork(caller, origin.id));
    expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['perl'] }));

    const related = expectOk(await carrel.sessions.related(caller, origin.id));

    expect(related.map(({ session, score, reasons }) => [session.id, score, reasons])).toEqual([
      [fork.id, 1, ['fork', 'same-source', 'same-languages']],
      [language.id, 0.1, ['same-languages']],
    ]);
  });
});

describe('isolation', () => {
  it('answers every method alike for what is missing, malformed and foreign', async () => {
    await using carrel = await memoryCarrel();
    const owner = await newCaller(carrel);
    const stranger = await newCaller(carrel);
    const { id } = expectOk(await carrel.sessions.create(owner, PYTHON));

    for (const asked of [id, 'ses_00000000000000000000000000' as SessionId, 'nonsense' as SessionId]) {
      expectErr(await carrel.sessions.get(stranger, asked), 'session/not-found');
      expectErr(await carrel.sessions.update(stranger, asked, { changes: { name: 'x' } }), 'session/not-found');
      expectErr(await carrel.sessions.remove(stranger, asked), 'session/not-found');
      expectErr(await carrel.sessions.fork(stranger, asked), 'session/not-found');
      expectErr(await carrel.sessions.related(stranger, asked), 'session/not-found');
      expectErr(await carrel.workspaces.stop(stranger, asked), 'session/not-found');
      expectErr(await carrel.workspaces.explain(stranger, asked), 'session/not-found');
      expectErr(await carrel.workspaces.events(stranger, asked), 'session/not-found');
      expectErr(await carrel.commands.list(stranger, asked), 'session/not-found');
    }
    const neighbour = { ...stranger, tenantId: owner.tenantId };
    expectErr(await carrel.sessions.get(neighbour, id), 'session/not-found');
  });
});
