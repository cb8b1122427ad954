import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually } from '../../test/platform-fixture.js';
import { roomWorld, type RoomWorld } from '../../test/room-fixture.js';
import { Pens, TerminalReader } from '../../test/terminal-fixture.js';
import type { Caller, TerminalId } from '../kernel/index.js';
import { memoryRuntime } from '../memory/index.js';
import type { SessionRole } from '../sessions/index.js';
import type { AttachTerminal } from './terminal.js';

interface Room extends RoomWorld {
  readonly pens: Pens;
  readonly id: TerminalId;
  attach(caller: Caller, options?: AttachTerminal): Promise<TerminalReader>;
  setRole(caller: Caller, role: SessionRole): Promise<void>;
}

/** A room whose owner has opened a terminal. */
async function terminalRoom(): Promise<Room> {
  const pens = new Pens();
  const world = await roomWorld({ runtime: memoryRuntime({ programs: { pen: pens.program } }) });
  const { carrel, people, room } = world;
  expectOk(await carrel.workspaces.start(people.owner, room));
  const { id } = expectOk(await carrel.terminals.open(people.owner, room, { request: { argv: ['pen'] } }));
  return {
    ...world,
    ...{ pens, id },
    attach: async (caller, options) => new TerminalReader(expectOk(await carrel.terminals.attach(caller, id, options))),
    setRole: async ({ userId }, role) => {
      expectOk(await carrel.members.set(people.owner, { sessionId: room, userId }, role));
    },
  };
}

describe('a terminal of a room', () => {
  it('is watched by viewers, who may not type, resize or signal', async () => {
    await using it = await terminalRoom();
    const viewer = await it.attach(it.people.viewer);
    expect(viewer.attachment.ready.canWrite).toBe(false);
    expectErr(await viewer.attachment.write(Buffer.from('rm -rf *\r')), 'terminal/read-only');
    expectErr(await viewer.attachment.resize({ cols: 10, rows: 10 }), 'terminal/read-only');
    expectErr(await viewer.attachment.signal('SIGKILL'), 'terminal/read-only');

    const participant = await it.attach(it.people.participant);
    expect(participant.attachment.ready.canWrite).toBe(true);
    expectOk(await participant.attachment.write(Buffer.from('typed\n')));
    await viewer.until(({ text }) => text.includes('typed'));
    expect(Buffer.concat(it.pens.last.input).toString()).toBe('typed\n');
  });

  it('is only read by an attachment that is to read only', async () => {
    await using it = await terminalRoom();
    const owner = await it.attach(it.people.owner, { readOnly: true });
    expect(owner.attachment.ready.canWrite).toBe(false);
    expectErr(await owner.attachment.write(Buffer.from('x')), 'terminal/read-only');
  });

  it.each(['outsider', 'foreigner'] as const)('is missing to an %s', async (person) => {
    await using it = await terminalRoom();
    expectErr(await it.carrel.terminals.attach(it.people[person], it.id), 'terminal/not-found');
  });

  it('takes no more from somebody who becomes a viewer, and again from who becomes more', async () => {
    await using it = await terminalRoom();
    const { participant } = it.people;
    const reader = await it.attach(participant);
    const access = reader.untilType('access');

    await it.setRole(participant, 'viewer');
    expectErr(await reader.attachment.write(Buffer.from('late')), 'terminal/read-only');
    expect(await access).toEqual({ type: 'access', canWrite: false });
    await it.pens.last.write('still seen');
    await reader.until(({ text }) => text.includes('still seen'));

    const again = reader.untilType('access');
    await it.setRole(participant, 'admin');
    expect(await again).toEqual({ type: 'access', canWrite: true });
    expectOk(await reader.attachment.write(Buffer.from('x\n')));
    await eventually(() => expect(Buffer.concat(it.pens.last.input).toString()).toBe('x\n'));
  });

  it('takes nothing from somebody who was demoted and never read', async () => {
    await using it = await terminalRoom();
    const { participant } = it.people;
    const { attachment } = await it.attach(participant);
    await it.setRole(participant, 'viewer');
    await eventually(async () => {
      expectErr(await attachment.write(Buffer.from('x\n')), 'terminal/read-only');
    });
  });

  it('is over at once for who is put out of the room, with nothing of what comes after', async () => {
    await using it = await terminalRoom();
    const { viewer, owner } = it.people;
    const reader = await it.attach(viewer);
    const other = await it.attach(owner);
    await it.pens.last.write('before');
    await reader.until(({ text }) => text === 'before');

    expectOk(await it.carrel.members.remove(owner, { sessionId: it.room, userId: viewer.userId }));
    await it.pens.last.write('after');
    await reader.rest();
    expect([reader.text, reader.seen.at(-1)]).toEqual(['before', { type: 'closed', reason: 'access-lost', offset: 6 }]);
    await other.until(({ text }) => text === 'beforeafter');
    expectErr(await reader.attachment.write(Buffer.from('x')), 'terminal/read-only');
  });

  it('is over for everybody when the room is deleted', async () => {
    await using it = await terminalRoom();
    const readers = [await it.attach(it.people.viewer), await it.attach(it.people.admin)];
    const reading = Promise.all(readers.map((reader) => reader.rest()));
    expectOk(await it.carrel.sessions.remove(it.people.owner, it.room));
    for (const events of await reading) expect(events.at(-1)?.type).toBe('closed');
  });
});
