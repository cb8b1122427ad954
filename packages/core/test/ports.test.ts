import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { CarrelException, type Caller, type Carrel } from '../src/index.js';
import type { SessionId } from '../src/kernel/index.js';
import { memoryRuntime, type Program } from '../src/memory/index.js';
import { expectErr, expectOk } from './expect-result.js';
import { eventually, memoryCarrel, newCaller } from './platform-fixture.js';
import { roomWorld } from './room-fixture.js';

const PORT = 3_000;

/** Sends back what comes, and breaks off at `bang`. */
const echo: Program = async ({ listen, sleep }) => {
  listen(PORT, async ({ input, write }) => {
    for await (const chunk of input) {
      if (Buffer.from(chunk).toString() === 'bang') throw new Error('bang');
      await write(chunk);
    }
  });
  await sleep(86_400_000);
};

const runtime = () => memoryRuntime({ programs: { echo } });

async function listening(carrel: Carrel, caller: Caller, sessionId: SessionId) {
  const workspace = expectOk(await carrel.workspaces.open(caller, sessionId));
  expectOk(await workspace.commands.start(['echo']));
  await eventually(async () => {
    await once(expectOk(await workspace.ports.open(PORT)).destroy(), 'close');
  });
  return workspace;
}

async function solo(carrel: Carrel, caller: Caller) {
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  return { id, workspace: await listening(carrel, caller, id) };
}

describe('a port of a workspace', () => {
  it('is a stream to its program, both ways to their ends', async () => {
    await using carrel = await memoryCarrel({ runtime: runtime() });
    const { workspace } = await solo(carrel, await newCaller(carrel));

    const stream = expectOk(await workspace.ports.open(PORT));
    stream.end('hello');

    expect(await text(stream)).toBe('hello');
  });

  it('is destroyed with the error when the program breaks it off', async () => {
    await using carrel = await memoryCarrel({ runtime: runtime() });
    const { workspace } = await solo(carrel, await newCaller(carrel));
    const stream = expectOk(await workspace.ports.open(PORT));
    const failed = new Promise((resolve) => stream.once('error', resolve));

    stream.write('bang');
    stream.resume();

    expect(await failed).toMatchObject({ error: { type: 'port/reset', port: PORT } });
  });

  it('is refused as what it is', async () => {
    await using carrel = await memoryCarrel({ runtime: runtime() });
    const caller = await newCaller(carrel);
    const { id, workspace } = await solo(carrel, caller);

    expectErr(await workspace.ports.open(PORT + 1), 'port/refused');
    for (const port of [0, -1, 65_536, 80.5, Number.NaN]) expectErr(await workspace.ports.open(port), 'port/invalid');
    expectErr(await carrel.ports.open(await newCaller(carrel), { sessionId: id, port: PORT }), 'session/not-found');
    expectErr(await carrel.ports.open(caller, { sessionId: id, port: PORT }, { incarnation: 2 }), 'workspace/replaced');
    expectErr(await workspace.ports.open(PORT, { signal: AbortSignal.abort() }), 'request/aborted');
    const idle = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    for (const port of [0, 65_536])
      expectErr(await carrel.ports.check(caller, { sessionId: id, port }), 'port/invalid');
    expectErr(await carrel.ports.check(await newCaller(carrel), { sessionId: id, port: PORT }), 'session/not-found');
    expectOk(await carrel.ports.check(caller, { sessionId: idle.id, port: PORT }));
    expectErr(await carrel.ports.open(caller, { sessionId: idle.id, port: PORT }), 'workspace/not-running');
    expect(expectOk(await carrel.workspaces.get(caller, idle.id)).state).toBe('none');
  });

  it('is over when the workspace stops', async () => {
    await using carrel = await memoryCarrel({ runtime: runtime() });
    const caller = await newCaller(carrel);
    const { id, workspace } = await solo(carrel, caller);
    const stream = expectOk(await workspace.ports.open(PORT));
    const closed = new Promise((resolve) => stream.on('error', () => undefined).once('close', resolve));
    stream.resume();

    expectOk(await carrel.workspaces.stop(caller, id));

    await closed;
    const again = await workspace.ports.open(PORT);
    expect(again.isErr() && again.error.type).toMatch(/^workspace\/(not-running|replaced)$/);
  });

  it('has so many streams by session and by user, and as many again when they are over', async () => {
    await using carrel = await memoryCarrel({ runtime: runtime(), ports: { maxPerSession: 2, maxPerUser: 3 } });
    const caller = await newCaller(carrel);
    const [one, two] = [await solo(carrel, caller), await solo(carrel, caller)];
    const open = async ({ workspace }: typeof one) =>
      (await workspace.ports.open(PORT)).map((s) => s.on('error', () => undefined));

    const [first] = [expectOk(await open(one)), expectOk(await open(one))];
    expect(expectErr(await open(one), 'port/limit')).toMatchObject({ scope: 'session', limit: 2, retryable: true });
    expectOk(await open(two));
    expect(expectErr(await open(two), 'port/limit')).toMatchObject({ scope: 'user', limit: 3 });
    // What fails to open counts no more either.
    expectErr(await two.workspace.ports.open(9), 'port/limit');
    first.destroy();

    await eventually(async () => {
      expectErr(await two.workspace.ports.open(9), 'port/refused');
    });
    expectOk(await open(two));
  });

  it.each([
    ['is made a viewer', 'session/forbidden'],
    ['is put out', 'session/not-found'],
  ])('is over for a member who %s', async (change, type) => {
    await using it = await roomWorld({ runtime: runtime() });
    const { carrel, people, room } = it;
    await listening(carrel, people.owner, room);
    const stream = expectOk(await carrel.ports.open(people.participant, { sessionId: room, port: PORT }));
    const owned = expectOk(await carrel.ports.open(people.owner, { sessionId: room, port: PORT }));
    const failed = new Promise<unknown>((resolve) => stream.once('error', resolve));
    stream.resume();

    const place = { sessionId: room, userId: people.participant.userId };
    if (change === 'is put out') expectOk(await carrel.members.remove(people.owner, place));
    else expectOk(await carrel.members.set(people.owner, place, 'viewer'));

    const error = await failed;
    expect(error).toBeInstanceOf(CarrelException);
    expect(error).toMatchObject({ error: { type } });
    owned.end('still');
    expect(await text(owned)).toBe('still');
  });
});
