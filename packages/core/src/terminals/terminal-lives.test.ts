import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually } from '../../test/platform-fixture.js';
import { TerminalReader, terminalWorld, type TerminalWorld } from '../../test/terminal-fixture.js';
import type { TerminalId } from '../kernel/index.js';
import { VirtualClock } from '../memory/index.js';
import { terminals } from './terminal-records.js';

const ref = (it: TerminalWorld, id: TerminalId) => ({ sessionId: it.id, id });
const state = async (it: TerminalWorld, id: TerminalId) =>
  expectOk(await it.carrel.terminals.get(it.caller, ref(it, id)));
const onRecord = async (it: TerminalWorld, id: TerminalId) =>
  expectOk(await it.store.read((view) => view.get(terminals, [it.caller.tenantId, it.id, id])))?.value;

describe('another control plane', () => {
  it('lists the terminals of one that is gone, and goes on where their readers were', async () => {
    await using it = await terminalWorld();
    const id = await it.open();
    await it.pens.last.write('one ');
    const before = new TerminalReader(await it.attach(id));
    await before.until(({ text }) => text === 'one ');
    await it.pens.last.write('two ');

    // Nothing of the first is asked to end.
    const other = await it.replica();
    expect(expectOk(await other.terminals.list(it.caller, it.id))).toMatchObject([{ id, state: 'running' }]);
    const after = new TerminalReader(expectOk(await other.terminals.attach(it.caller, id, { since: before.offset })));
    expectOk(await after.attachment.write(Buffer.from('typed\n')));
    await after.until(({ text }) => text.includes('typed'));
    expect(after.text).toBe('two typed\r\n');
    it.pens.last.exit(3);
    await after.rest();
    expect(after.seen.at(-2)).toMatchObject({ type: 'exit', exit: { code: 3, reason: 'exited' } });
  });

  it('that is ending says so to everybody, with where to go on', async () => {
    await using it = await terminalWorld();
    const id = await it.open();
    const other = await it.replica();
    await it.pens.last.write('kept');
    const reader = new TerminalReader(expectOk(await other.terminals.attach(it.caller, id)));
    await reader.until(({ text }) => text === 'kept');
    const closing = other.dispose();
    await reader.rest();
    expect(reader.seen.at(-1)).toEqual({ type: 'closed', reason: 'shutting-down', offset: 4 });
    await closing;
  });

  it('knows a terminal that was never started, because its control plane died before, for no running one', async () => {
    const clock = new VirtualClock();
    await using it = await terminalWorld({ clock });
    const id = await it.open();
    const stored = await onRecord(it, id);
    const other = 'trm_01arz3ndektsv4rrffq69g5fav' as TerminalId;
    expectOk(await it.store.transact((tx) => tx.insert(terminals, { ...stored!, id: other })));
    expect((await state(it, other)).state).toBe('running');
    await clock.advance(61_000);
    expect(await state(it, other)).toMatchObject({ state: 'exited', exit: { reason: 'lost' } });
  });
});

describe('a life of a workspace that is over', () => {
  it('ends its terminals, and no newer one is reached by them', async () => {
    await using it = await terminalWorld();
    const workspace = await it.workspace();
    const id = await it.open();
    const reader = new TerminalReader(await it.attach(id));
    const reading = reader.rest();

    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    expect((await reading).at(-1)).toMatchObject({ type: 'closed', reason: 'stopped' });
    expectErr(await it.carrel.terminals.attach(it.caller, id), 'workspace/not-running');
    expectErr(await reader.attachment.write(Buffer.from('x')), 'terminal/not-running');

    expectOk(await it.carrel.workspaces.start(it.caller, it.id));
    expectErr(await it.carrel.terminals.attach(it.caller, id), 'workspace/replaced');
    expectErr(await workspace.terminals.open({ argv: ['pen'] }), 'workspace/replaced');
    expect((await state(it, id)).state).toBe('exited');
  });

  it('has how they ended, also of one that nobody was attached to', async () => {
    await using it = await terminalWorld();
    const id = await it.open();
    await it.pens.last.write('abc');
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    expect(await onRecord(it, id)).toMatchObject({ state: 'exited', exit: { reason: 'cancelled' }, outputEnd: 3 });
  });

  it('that died leaves them lost', async () => {
    await using it = await terminalWorld();
    const id = await it.open();
    const reader = new TerminalReader(await it.attach(id));
    const reading = reader.rest();
    for (const { handle } of it.runtime.durableState.all()) it.runtime.killBox(handle);
    const last = (await reading).at(-1);
    expect(last).toMatchObject({ type: 'closed' });
    expect(['stopped', 'replaced']).toContain(last?.type === 'closed' && last.reason);
    expect(await state(it, id)).toMatchObject({ state: 'exited', exit: { reason: 'lost' } });
  });
});

describe('the time', () => {
  it('ends a terminal that nobody is attached to, and none that somebody is', async () => {
    const clock = new VirtualClock();
    await using it = await terminalWorld({
      clock,
      terminals: { idleTimeoutMs: 60_000, sweepIntervalMs: 5_000 },
      workspaces: { idleTimeoutMs: 0 },
    });
    const [alone, watched] = [await it.open(), await it.open()];
    const reader = new TerminalReader(await it.attach(watched));

    await clock.advance(59_000);
    expect([(await state(it, alone)).state, (await state(it, watched)).state]).toEqual(['running', 'running']);
    await clock.advance(20_000);
    expect(await state(it, alone)).toMatchObject({ state: 'exited', closing: 'idle', exit: { reason: 'cancelled' } });
    await clock.advance(600_000);
    expect((await state(it, watched)).state).toBe('running');

    reader.attachment.detach();
    await clock.advance(80_000);
    expect(await state(it, watched)).toMatchObject({ state: 'exited', closing: 'idle' });
  });

  it('leaves a terminal alone that is watched through another control plane', async () => {
    const clock = new VirtualClock();
    const terminalOptions = { idleTimeoutMs: 60_000, sweepIntervalMs: 5_000 };
    await using it = await terminalWorld({ clock, terminals: terminalOptions, workspaces: { idleTimeoutMs: 0 } });
    const id = await it.open();
    const other = await it.replica();
    expectOk(await other.terminals.attach(it.caller, id));
    await clock.advance(600_000);
    expect((await state(it, id)).state).toBe('running');
  });

  it('ends a terminal whose longest life is over, and warns before', async () => {
    const clock = new VirtualClock();
    await using it = await terminalWorld({
      clock,
      terminals: { maxLifetimeMs: 300_000 },
      workspaces: { idleTimeoutMs: 0 },
    });
    const opened = clock.now();
    const id = await it.open();
    const reader = new TerminalReader(await it.attach(id));
    const warning = reader.untilType('warning');
    await clock.advance(241_000);
    expect(await warning).toMatchObject({ reason: 'max-lifetime', at: new Date(opened + 300_000).toISOString() });
    const late = new TerminalReader(await it.attach(id));
    expect((await late.next())?.type).toBe('warning');
    await clock.advance(80_000);
    expect((await reader.rest()).at(-2)).toMatchObject({ type: 'exit', exit: { reason: 'timeout' } });
    expect((await state(it, id)).state).toBe('exited');
  });

  it('finishes what another control plane began to end', async () => {
    const clock = new VirtualClock();
    await using it = await terminalWorld({ clock, workspaces: { idleTimeoutMs: 0 } });
    const id = await it.open();
    const { version: _version, ...stored } = await state(it, id);
    const due = { closing: 'closed', dueAt: new Date(clock.now() + 5_000).toISOString() } as const;
    expectOk(
      await it.store.transact((tx) => tx.put(terminals, { ...stored, ...due, runningOf: it.caller.userId }, {})),
    );
    await clock.advance(60_000);
    expect(await onRecord(it, id)).toMatchObject({ state: 'exited', exit: { reason: 'cancelled' } });
  });

  it('keeps a workspace with somebody attached, up to a time without anything', async () => {
    const clock = new VirtualClock();
    await using it = await terminalWorld({
      clock,
      terminals: { idleTimeoutMs: 0 },
      workspaces: { idleTimeoutMs: 60_000, warnBeforeMs: 0, idleSocketMaxMs: 120_000, activityTtlMs: 3_000 },
    });
    const id = await it.open();
    const reader = new TerminalReader(await it.attach(id));
    const reading = reader.rest();
    const view = async () => expectOk(await it.carrel.workspaces.explain(it.caller, it.id));
    await clock.advance(100_000);
    expect((await view()).leases).toMatchObject([{ reason: 'terminal' }]);
    expectOk(await reader.attachment.write(Buffer.from('x\n')));
    await clock.advance(100_000);
    expect((await state(it, id)).state).toBe('running');
    await clock.advance(120_000);
    expect((await reading).at(-1)).toMatchObject({ type: 'closed', reason: 'stopped' });
  });
});

describe('how many there are', () => {
  it('is bounded in a session, where those that ended do not count', async () => {
    await using it = await terminalWorld({ terminals: { maxPerSession: 2 } });
    await it.open();
    const id = await it.open();
    const request = { argv: ['pen'] };
    expect(expectErr(await it.carrel.terminals.open(it.caller, it.id, { request }), 'terminal/limit')).toMatchObject({
      ...{ scope: 'session', limit: 2 },
    });
    expectOk(await it.carrel.terminals.close(it.caller, ref(it, id)));
    await eventually(async () => {
      expectOk(await it.carrel.terminals.open(it.caller, it.id, { request }));
    });
  });

  it('is bounded for a user over all sessions, where those of a life that is over do not count', async () => {
    await using it = await terminalWorld({ terminals: { maxPerUser: 2 } });
    await it.open();
    await it.open();
    const second = expectOk(await it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['python'] })).id;
    expectOk(await it.carrel.workspaces.start(it.caller, second));
    const open = () => it.carrel.terminals.open(it.caller, second, { request: { argv: ['pen'] } });
    expect(expectErr(await open(), 'terminal/limit')).toMatchObject({ scope: 'user', limit: 2 });
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    expectOk(await open());
  });

  it('is bounded on record, of which the oldest that ended go', async () => {
    await using it = await terminalWorld({ terminals: { maxRecorded: 3 } });
    const keeper = await it.open();
    for (let at = 0; at < 6; at += 1) {
      const id = await it.open({ argv: ['true'] });
      await eventually(async () => expect((await state(it, id)).state).toBe('exited'));
    }
    const all = expectOk(await it.carrel.terminals.list(it.caller, it.id));
    expect(all.length).toBeLessThanOrEqual(4);
    expect(all.at(-1)?.id).toBe(keeper);
  });
});

describe('the audit', () => {
  it('has who opened and closed a terminal, and how it ended, with the name of its program alone', async () => {
    await using it = await terminalWorld();
    const id = await it.open({ argv: ['pen', '--token=secret'], env: { SECRET: 'x' } });
    const attached = await it.attach(id);
    expectOk(await attached.write(Buffer.from('password\n')));
    expectOk(await it.carrel.terminals.close(it.caller, ref(it, id)));
    expectOk(await it.carrel.terminals.close(it.caller, ref(it, id)));
    await eventually(async () => expect((await state(it, id)).state).toBe('exited'));
    expectErr(
      await it.carrel.terminals.open(it.caller, it.id, { request: { argv: ['missing'] } }),
      'process/not-startable',
    );

    const all = expectOk(await it.carrel.audit.list(it.caller)).items.filter(({ action }) => action.startsWith('term'));
    const mine = { type: 'user', id: it.caller.userId };
    expect(all.map(({ action, actor, outcome, details }) => [action, actor, outcome, details['program']])).toEqual([
      ['terminal.opened', mine, 'failed', 'missing'],
      ['terminal.opened', mine, 'success', 'missing'],
      ['terminal.ended', { type: 'system' }, 'success', undefined],
      ['terminal.closed', mine, 'success', undefined],
      ['terminal.attached', mine, 'success', undefined],
      ['terminal.opened', mine, 'success', 'pen'],
    ]);
    const inLives = all.filter(({ action }) => action !== 'terminal.attached');
    expect(inLives.every(({ details }) => details['sessionId'] === it.id && details['incarnation'] === 1)).toBe(true);
    expect(all[2]).toMatchObject({ subject: id, details: { reason: 'cancelled' } });
    expect(JSON.stringify(all)).not.toMatch(/secret|password|SECRET/);
  });
});
