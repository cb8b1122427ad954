import { describe, expect, it } from 'vitest';
import { CodeWorld, faultyFiles, SCRIPTED, type FileFaults } from '../../test/code-fixture.js';
import { FileWorld } from '../../test/document-file-fixture.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { ok, ResultAsync, type CarrelError, type Result } from '../kernel/index.js';
import { scriptedCodeEngine } from '../memory/index.js';
import type { Refactoring } from './refactoring.js';

const BOTH = [
  { path: 'a.txt', content: 'A' },
  { path: 'b.txt', content: 'B' },
];

const NEW = { path: 'new.txt', content: 'new' };

async function twoFiles(): Promise<CodeWorld> {
  const world = await CodeWorld.open();
  await world.write('a.txt', 'a');
  await world.write('b.txt', 'b');
  return world;
}

const errorOf = (result: Result<unknown, CarrelError>) => (result.isErr() ? result.error.type : 'ok');

describe('queries', () => {
  it('are answered by the engine over the files, with texts that are not saved on top', async () => {
    await using world = await twoFiles();
    const { service } = world.process();
    const { owner, sessionId } = world;
    const query = { sessionId, type: 'definition', path: 'b.txt', position: { line: 1, column: 1 } } as const;
    const first = expectOk(await service.query(owner, query));
    expect(first).toMatchObject({ type: 'definition', locations: [{ path: 'b.txt', text: 'b' }] });
    const unsaved = [{ path: 'a.txt', text: 'x b' }];
    const second = expectOk(await service.query(owner, { ...query, unsaved }));
    expect(second).toMatchObject({ locations: [{ path: 'a.txt', range: { start: { line: 1, column: 3 } } }] });
    expect(expectOk(await service.languages(owner)).map(({ id }) => id)).toEqual(['words']);
  });

  it.each([
    ['a path that leads outside', { path: '../b.txt' }],
    ['no path', { path: '' }],
    ['a line before the first', { position: { line: 0, column: 1 } }],
    ['what there is no query for', { type: 'guess' }],
    ['too much that is not saved', { unsaved: [{ path: 'a.txt', text: 'x'.repeat(5_000_000) }] }],
    ['too many texts', { unsaved: Array.from({ length: 101 }, () => ({ path: 'a.txt', text: '' })) }],
  ])('refuse %s', async (_what, wrong) => {
    await using world = await CodeWorld.open();
    const { service } = world.process();
    const query = { sessionId: world.sessionId, type: 'hover', path: 'b.txt', position: { line: 1, column: 1 } };
    expectErr(await service.query(world.owner, { ...query, ...wrong } as never), 'request/invalid');
    expect(world.engine.asked).toEqual([]);
  });

  it('pass on what the engine fails with, and stop with their signal', async () => {
    await using world = await twoFiles();
    const { service } = world.process();
    const query = { sessionId: world.sessionId, path: 'b.txt', position: { line: 1, column: 1 } } as const;
    const unsupported = await service.query(world.owner, { ...query, type: 'hover' });
    expect(expectErr(unsupported, 'code/unsupported')).toMatchObject({ capability: 'hover', language: 'words' });
    const { signal } = new AbortController();
    const over = AbortSignal.abort();
    expectOk(await service.query(world.owner, { ...query, type: 'definition' }, { signal }));
    expectErr(await service.query(world.owner, { ...query, type: 'definition' }, { signal: over }), 'request/aborted');
  });

  it('and plans are unavailable without an engine', async () => {
    await using carrel = await memoryCarrel();
    const owner = await newCaller(carrel);
    const { id: sessionId } = expectOk(await carrel.sessions.create(owner, { kind: 'solo', languages: ['python'] }));
    expectErr(await carrel.code.languages(owner), 'code/unavailable');
    const query = { sessionId, type: 'symbols', path: 'a.txt' } as const;
    expectErr(await carrel.code.query(owner, query), 'code/unavailable');
    expectErr(await carrel.code.plans.create(owner, { sessionId, refactoring: SCRIPTED }), 'code/unavailable');
    expect(expectOk(await carrel.code.plans.list(owner, { sessionId })).items).toEqual([]);
  });
});

describe('a plan', () => {
  it('says what would become of files, and changes none', async () => {
    await using world = await twoFiles();
    const before = await world.tree();
    const plan = await world.plan(world.process(), [
      { path: 'a.txt', content: 'a\nmore\n' },
      { path: 'b.txt', to: 'c.txt' },
      { path: 'new.txt', content: '' },
    ]);
    expect(plan).toMatchObject({
      ...{ sessionId: world.sessionId, createdBy: world.owner.userId, status: 'planned', refactoring: SCRIPTED },
      files: [
        { path: 'a.txt', type: 'edit', additions: 2, deletions: 1 },
        { path: 'b.txt', type: 'move', to: 'c.txt', additions: 0, deletions: 0 },
        { path: 'new.txt', type: 'create', digestBefore: null },
      ],
      ...{ isDiffTruncated: false, confidence: 'low' },
    });
    expect(plan.diff).toContain('rename from b.txt\nrename to c.txt\n');
    expect(await world.tree()).toEqual(before);
  });

  it('is of its session and tenant alone', async () => {
    await using world = await twoFiles();
    const { plans } = world.process().service;
    const { id: planId } = await world.plan(world.process(), BOTH);
    const { owner, people, sessionId } = world;
    const { id: other } = expectOk(await world.carrel.sessions.create(owner, { kind: 'solo', languages: ['python'] }));
    for (const call of ['get', 'apply', 'undo', 'remove'] as const) {
      const answers = [
        await plans[call](people.foreigner, { sessionId, planId }),
        await plans[call](people.outsider, { sessionId, planId }),
        await plans[call](owner, { sessionId: other, planId }),
        await plans[call](owner, { sessionId, planId: 'x' }),
      ];
      const [stranger, missing] = ['session/not-found', 'code/plan-not-found'];
      expect(answers.map(errorOf)).toEqual([stranger, stranger, missing, missing]);
    }
    expectErr(await plans.apply(people.viewer, { sessionId, planId }), 'session/forbidden');
    expectErr(await plans.remove(people.viewer, { sessionId, planId }), 'session/forbidden');
    expectOk(await plans.get(people.viewer, { sessionId, planId }));
    expectOk(await plans.apply(people.participant, { sessionId, planId }));
    expectOk(await plans.undo(people.participant, { sessionId, planId }));
  });

  it('that removes files is applied by who may delete them', async () => {
    await using world = await twoFiles();
    const process = world.process();
    const { people, sessionId } = world;
    const { id: planId } = await world.plan(process, [{ path: 'a.txt', content: null }]);
    expectErr(await process.service.plans.apply(people.participant, { sessionId, planId }), 'session/forbidden');
    expectOk(await process.service.plans.apply(people.admin, { sessionId, planId }));
  });

  it('of an archived session can be seen, and that is all', async () => {
    await using world = await twoFiles();
    const { owner, sessionId } = world;
    const process = world.process();
    const { id: planId } = await world.plan(process, BOTH);
    expectOk(await world.carrel.workspaces.stop(owner, sessionId));
    expectOk(await world.carrel.sessions.update(owner, sessionId, { changes: { status: 'archived' } }));
    const { plans } = process.service;
    expectOk(await plans.get(owner, { sessionId, planId }));
    expectErr(await plans.apply(owner, { sessionId, planId }), 'session/archived');
    expectErr(await plans.create(owner, { sessionId, refactoring: SCRIPTED }), 'session/archived');
    const query = { sessionId, type: 'symbols', path: 'a.txt' } as const;
    expectErr(await process.service.query(owner, query), 'session/archived');
  });

  it.each([
    ['files', { maxPlanFiles: 1 }],
    ['bytes', { maxPlanBytes: 3 }],
    ['plans', { maxPlansPerSession: 0 }],
  ])('has no more %s than may be', async (scope, limits) => {
    await using world = await twoFiles();
    world.script = BOTH;
    const { plans } = world.process({ code: limits }).service;
    const made = await plans.create(world.owner, { sessionId: world.sessionId, refactoring: SCRIPTED });
    expect(expectErr(made, 'code/limit')).toMatchObject({ scope });
  });

  it('leaves files out of its diff that have no room in it', async () => {
    await using world = await twoFiles();
    const process = world.process({ code: { maxDiffBytes: 150 } });
    const plan = await world.plan(process, BOTH);
    expect(plan.isDiffTruncated).toBe(true);
    expect(plan.diff).toContain('a/a.txt');
    expect(plan.diff).not.toContain('b/b.txt');
    expect(plan.files).toHaveLength(2);
  });

  it('is gone when its time is over, or its session is deleted', async () => {
    await using world = await twoFiles();
    const process = world.process({ code: { planTtlMs: 1_000 } });
    const { owner, sessionId } = world;
    const { id: planId } = await world.plan(process, BOTH);
    await world.clock.advance(1_000);
    expectErr(await process.service.plans.apply(owner, { sessionId, planId }), 'code/plan-not-found');
    expect(expectOk(await process.service.plans.list(owner, { sessionId })).items).toEqual([]);
    await world.plan(process, BOTH);
    expectOk(await world.carrel.sessions.remove(owner, sessionId));
    await process.upkeep.sweep(new AbortController().signal);
    expect(await world.leftovers()).toBe(0);
  });

  it('is removed by whoever made it, and lists are in pages', async () => {
    await using world = await twoFiles();
    const process = world.process();
    const { plans } = process.service;
    const { owner, people, sessionId } = world;
    const ids: string[] = [];
    for (const _each of [1, 2, 3]) ids.unshift((await world.plan(process, BOTH, people.viewer)).id);
    const first = expectOk(await plans.list(owner, { sessionId, limit: 2 }));
    const cursor = first.nextCursor ?? '';
    const second = expectOk(await plans.list(owner, { sessionId, limit: 2, cursor }));
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(first.items[0]).toMatchObject({ status: 'planned', type: SCRIPTED.type, fileCount: 2 });
    for (const planId of ids) expectOk(await plans.remove(people.viewer, { sessionId, planId }));
    expect(await world.leftovers()).toBe(0);
  });

  it('is not made of files that changed meanwhile, nor over what is there', async () => {
    await using world = await twoFiles();
    const { plans } = world.process().service;
    const { owner, sessionId } = world;
    const create = (refactoring: Refactoring) => plans.create(owner, { sessionId, refactoring });
    expectErr(await create({ type: 'move-file', path: 'a.txt', to: 'b.txt' }), 'code/refused');
    expectErr(await create({ type: 'move-file', path: 'a.txt', to: '../b.txt' }), 'request/invalid');
    expectErr(await create({ type: 'inline', path: 'a.txt', position: { line: 1, column: 1 } }), 'code/unsupported');
    const propose = world.engine.propose.bind(world.engine);
    const meanwhile = () => world.write('a.txt', 'other').then(() => ok(undefined));
    world.engine.propose = (...args) =>
      propose(...args).andThen((proposed) => new ResultAsync(meanwhile()).map(() => proposed));
    world.script = BOTH;
    expectErr(await create(SCRIPTED), 'code/changed');
  });
});

describe('applying a plan', () => {
  it('changes nothing where a file is another by now, and says which', async () => {
    await using world = await twoFiles();
    const process = world.process();
    const { id: planId } = await world.plan(process, [...BOTH, { path: 'c.txt', content: 'c' }]);
    await world.write('b.txt', 'other');
    await world.write('c.txt', 'there');
    const before = await world.tree();
    const applied = await process.service.plans.apply(world.owner, { sessionId: world.sessionId, planId });
    expect(expectErr(applied, 'code/stale-plan')).toMatchObject({ paths: ['b.txt', 'c.txt'] });
    expect(await world.tree()).toEqual(before);
  });

  it('is allowed once, and again when it was undone', async () => {
    await using world = await twoFiles();
    const process = world.process();
    const { plans } = process.service;
    const ref = { sessionId: world.sessionId, planId: (await world.plan(process, BOTH)).id };
    expectErr(await plans.undo(world.owner, ref), 'code/plan-state');
    expectOk(await plans.apply(world.owner, ref));
    expectErr(await plans.apply(world.owner, ref), 'code/plan-state');
    expectOk(await plans.undo(world.owner, ref));
    expectErr(await plans.undo(world.owner, ref), 'code/plan-state');
    expectOk(await plans.apply(world.owner, ref));
  });

  it('is done by one of two at a time', async () => {
    await using world = await twoFiles();
    const { owner, sessionId } = world;
    const [one, other] = [world.process(), world.process()];
    const first = await world.plan(one, BOTH);
    const second = await world.plan(other, [
      { path: 'a.txt', content: '2' },
      { path: 'b.txt', content: '2' },
    ]);
    const done = await Promise.all([
      one.service.plans.apply(owner, { sessionId, planId: first.id }),
      other.service.plans.apply(owner, { sessionId, planId: second.id }),
      one.service.plans.apply(owner, { sessionId, planId: first.id }),
    ]);
    expect(done.filter((each) => each.isOk())).toHaveLength(1);
    for (const each of done)
      expect(['ok', 'code/plan-busy', 'code/stale-plan', 'code/plan-state']).toContain(errorOf(each));
    const now = [await world.read('a.txt'), await world.read('b.txt')];
    expect(['A,B', '2,2']).toContain(now.join());
  });

  it.each(['a.txt', 'b.txt', 'c.txt', 'd.txt'])(
    'loses nothing that somebody writes to %s in the middle',
    async (path) => {
      for (let at = 0; at < 8; at += 1) {
        await using world = await twoFiles();
        await world.write('c.txt', 'c');
        const before = await world.tree();
        const write: FileFaults['before'] = (change) => (change === at ? world.write(path, 'mine') : undefined);
        const files = faultyFiles(world.carrel.files, { before: write });
        const process = world.process({ files });
        const { id: planId } = await world.plan(process, [
          { path: 'a.txt', content: 'A' },
          { path: 'b.txt', to: 'b2.txt', content: 'B' },
          { path: 'c.txt', content: null },
          { path: 'd.txt', content: 'D' },
        ]);
        const applied = await process.service.plans.apply(world.owner, { sessionId: world.sessionId, planId });
        const tree = await world.tree();
        if (files.changes <= at) expectOk(applied);
        else
          expect([at, path, Object.values(tree).filter((what) => what === '644 mine').length]).toEqual([at, path, 1]);
        if (applied.isErr() && applied.error.type === 'code/stale-plan') {
          expect({ ...tree, [path]: before[path] }).toEqual({ ...before, [path]: before[path] });
        }
      }
    },
  );

  it('that fails leaves what somebody else wrote over it, and says where', async () => {
    await using world = await twoFiles();
    const before = await world.tree();
    const write: FileFaults['before'] = (change) => (change === 1 ? world.write('a.txt', 'mine') : undefined);
    const process = world.process({ files: faultyFiles(world.carrel.files, { before: write, failAt: 2 }) });
    const ref = { sessionId: world.sessionId, planId: (await world.plan(process, [...BOTH, NEW])).id };
    const failed = expectErr(await process.service.plans.apply(world.owner, ref), 'code/partly-applied');
    expect(failed).toMatchObject({ paths: ['a.txt'], retryable: false });
    expect(await world.tree()).toEqual({ ...before, 'a.txt': '644 mine' });
    expect(expectOk(await process.service.plans.get(world.owner, ref)).status).toBe('failed');
    expectErr(await process.service.plans.apply(world.owner, ref), 'code/plan-state');
  });

  it('that dies leaves what somebody else wrote since, and takes the rest back', async () => {
    await using world = await twoFiles();
    const before = await world.tree();
    const process = world.process({ files: faultyFiles(world.carrel.files, { dieAt: 2 }) });
    const ref = { sessionId: world.sessionId, planId: (await world.plan(process, [...BOTH, NEW])).id };
    const died = expectErr(await process.service.plans.apply(world.owner, ref), 'code/partly-applied');
    expect(died).toMatchObject({ paths: ['new.txt', 'b.txt', 'a.txt'], retryable: true });
    await world.write('a.txt', 'mine');
    const { plans } = world.process().service;
    // The process that died has given its turn back here.
    expect(expectOk(await plans.get(world.owner, ref)).status).toBe('failed');
    expect(await world.tree()).toEqual({ ...before, 'a.txt': '644 mine' });
  });

  it('is settled by the next one who applies a plan, where whoever began it may no more', async () => {
    await using world = await twoFiles();
    const before = await world.tree();
    const { owner, people, sessionId } = world;
    const process = world.process({ files: faultyFiles(world.carrel.files, { dieAt: 1 }) });
    const { id: planId } = await world.plan(process, BOTH, people.participant);
    const died = await process.service.plans.apply(people.participant, { sessionId, planId });
    expectErr(died, 'code/partly-applied');
    expectOk(await world.carrel.members.remove(owner, { sessionId, userId: people.participant.userId }));
    const { service, upkeep } = world.process();
    await upkeep.sweep(new AbortController().signal);
    expect(expectOk(await service.plans.get(owner, { sessionId, planId })).status).toBe('applying');
    expectErr(await service.plans.remove(owner, { sessionId, planId }), 'code/plan-busy');
    const other = await world.plan(world.process(), [{ path: 'c.txt', content: 'c' }]);
    expectOk(await service.plans.apply(owner, { sessionId, planId: other.id }));
    expect(expectOk(await service.plans.get(owner, { sessionId, planId })).status).toBe('planned');
    expect(await world.tree()).toEqual({ ...before, 'c.txt': '644 c' });
  });

  it('undoes a plan only while its files are as it left them', async () => {
    await using world = await twoFiles();
    const process = world.process();
    const ref = { sessionId: world.sessionId, planId: (await world.plan(process, [...BOTH, NEW])).id };
    expectOk(await process.service.plans.apply(world.owner, ref));
    await world.write('new.txt', 'more');
    const undone = expectErr(await process.service.plans.undo(world.owner, ref), 'code/stale-plan');
    expect(undone.paths).toEqual(['new.txt']);
    expect([await world.read('a.txt'), await world.read('new.txt')]).toEqual(['A', 'more']);
  });

  it('tells what is wrong since, and goes on without an engine that can tell', async () => {
    await using world = await twoFiles();
    await world.write('a.txt', 'ERROR old');
    const process = world.process();
    const { owner, sessionId } = world;
    const { id: planId } = await world.plan(process, [
      { path: 'a.txt', to: 'z.txt', content: '\nERROR old\nERROR new' },
    ]);
    const applied = expectOk(await process.service.plans.apply(owner, { sessionId, planId }));
    expect(applied.newDiagnostics).toMatchObject([
      { path: 'z.txt', message: 'ERROR new', range: { start: { line: 3 } } },
    ]);
    expect(expectOk(await process.service.plans.get(owner, { sessionId, planId }))).toEqual(applied);
    const broken = world.process({ code: { engine: null } });
    const undone = expectOk(await broken.service.plans.undo(owner, { sessionId, planId }));
    expect(undone.status).toBe('undone');
    const again = expectOk(await broken.service.plans.apply(owner, { sessionId, planId }));
    expect(again.newDiagnostics).toBeNull();
  });

  it('works on stored files, and is told to the audit', async () => {
    const engine = scriptedCodeEngine();
    await using it = await FileWorld.open({ carrel: { code: { engine } } });
    await it.write('one two', 'a.txt');
    await it.write('two three', 'dir/b.txt');
    const { sessionId, owner, carrel } = it;
    const refactoring: Refactoring = {
      ...{ type: 'rename-symbol', path: 'a.txt', newName: 'deux' },
      position: { line: 1, column: 5 },
    };
    const plan = expectOk(await it.world.during(carrel.code.plans.create(owner, { sessionId, refactoring })));
    const ref = { sessionId, planId: plan.id };
    expectOk(await it.world.during(carrel.code.plans.apply(owner, ref)));
    expect([await it.read('a.txt'), await it.read('dir/b.txt')]).toEqual(['one deux', 'deux three']);
    expectOk(await it.world.during(carrel.code.plans.undo(owner, ref)));
    expect([await it.read('a.txt'), await it.read('dir/b.txt')]).toEqual(['one two', 'two three']);
    const { outsider } = it.world.people;
    const { items } = expectOk(await carrel.audit.list(outsider));
    const told = items.filter(({ action }) => action.startsWith('code-plan.'));
    expect(told.map(({ action, subject, outcome }) => [action, subject, outcome])).toEqual([
      ['code-plan.undone', plan.id, 'success'],
      ['code-plan.applied', plan.id, 'success'],
    ]);
  });
});
