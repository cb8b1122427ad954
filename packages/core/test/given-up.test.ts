import { describe, expect, it } from 'vitest';
import type { Caller, Carrel, CarrelError, ResultAsync } from '../src/index.js';
import type { CommandId, SessionId, TerminalId } from '../src/kernel/index.js';
import { memoryRuntime, type Program } from '../src/memory/index.js';
import { expectErr, expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';

interface World {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly sessionId: SessionId;
  readonly terminal: TerminalId;
  readonly command: CommandId;
}

type Call = (world: World, signal: AbortSignal) => ResultAsync<unknown, CarrelError>;

const place = ({ sessionId }: World, path: string) => ({ sessionId, path });
const nothing = async function* () {
  await Promise.resolve();
  yield new Uint8Array(1_024);
};

/** Every call that goes into a workspace and takes a signal. */
const calls: Readonly<Record<string, Call>> = {
  'commands.run': ({ carrel, caller, sessionId }, signal) =>
    carrel.commands.run(caller, sessionId, { request: { argv: ['echo'] }, signal }),
  'commands.start': ({ carrel, caller, sessionId }, signal) =>
    carrel.commands.start(caller, sessionId, { request: { argv: ['echo'] }, signal }),
  'files.list': (world, signal) => world.carrel.files.list(world.caller, place(world, ''), { signal }),
  'files.stat': (world, signal) => world.carrel.files.stat(world.caller, place(world, 'a'), { signal }),
  'files.read': (world, signal) => world.carrel.files.read(world.caller, place(world, 'a'), { signal }),
  'files.write': (world, signal) =>
    world.carrel.files.write(world.caller, { ...place(world, 'b'), data: new Uint8Array() }, { signal }),
  'files.makeDirectory': (world, signal) =>
    world.carrel.files.makeDirectory(world.caller, place(world, 'c'), { signal }),
  'files.move': (world, signal) => world.carrel.files.move(world.caller, { ...place(world, 'a'), to: 'd' }, { signal }),
  'files.remove': (world, signal) => world.carrel.files.remove(world.caller, place(world, 'a'), { signal }),
  'files.watch': (world, signal) => world.carrel.files.watch(world.caller, place(world, ''), { signal }),
  'files.upload': (world, signal) =>
    world.carrel.files.upload(world.caller, { ...place(world, ''), tar: nothing() }, { signal }),
  'files.download': (world, signal) => world.carrel.files.download(world.caller, place(world, ''), { signal }),
  'projects.detect': ({ carrel, caller, sessionId }, signal) => carrel.projects.detect(caller, sessionId, { signal }),
  'ports.open': ({ carrel, caller, sessionId }, signal) =>
    carrel.ports.open(caller, { sessionId, port: 80 }, { signal }),
  'runner.run': ({ carrel, caller, sessionId }, signal) => {
    const request = { language: 'python', files: [{ path: 'main.py', content: '' }] };
    return carrel.runner.run(caller, sessionId, { request, signal });
  },
  'terminals.open': ({ carrel, caller, sessionId }, signal) =>
    carrel.terminals.open(caller, sessionId, { request: { argv: ['shell'] }, signal }),
  'terminals.attach': ({ carrel, caller, terminal }, signal) => carrel.terminals.attach(caller, terminal, { signal }),
  'terminals.read': ({ carrel, caller, sessionId, terminal: id }, signal) =>
    carrel.terminals.read(caller, { sessionId, id }, { signal }),
};

const shell: Program = ({ sleep }) => sleep(86_400_000);

describe('a call into a workspace whose signal fires', () => {
  it.each(Object.entries(calls))('%s does nothing when it fired before', async (_name, call) => {
    await using it = await world();

    expectErr(await call(it, AbortSignal.abort()), 'request/aborted');

    const files = expectOk(await it.carrel.files.list(it.caller, { sessionId: it.sessionId, path: '' }));
    expect(files.map(({ path }) => path)).toEqual(['a']);
    expect(expectOk(await it.carrel.commands.list(it.caller, it.sessionId))).toHaveLength(1);
    expect(expectOk(await it.carrel.terminals.list(it.caller, it.sessionId))).toHaveLength(1);
  });

  it.each(Object.entries(calls))('%s does not wait for a link that hangs', async (_name, call) => {
    await using it = await world();
    const held = await it.hangLink();
    const given = new AbortController();

    const answer = call(it, given.signal);
    await held.reached;
    given.abort();

    expectErr(await answer, 'request/aborted');
    held.release();
  });

  it('ends the reading of output that waits for a link', async () => {
    await using it = await world();
    const held = await it.hangLink();
    const given = new AbortController();
    const ref = { sessionId: it.sessionId, id: it.command };
    const events = expectOk(await it.carrel.commands.output(it.caller, ref, { signal: given.signal }));

    const next = events[Symbol.asyncIterator]().next();
    await held.reached;
    given.abort();

    expect(await next).toMatchObject({ done: true });
    held.release();
  });
});

async function world() {
  const runtime = memoryRuntime({ programs: { shell } });
  const carrel = await memoryCarrel({ runtime });
  const caller = await newCaller(carrel);
  const { id: sessionId } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  const workspace = expectOk(await carrel.workspaces.open(caller, sessionId));
  expectOk(await workspace.files.write('a', 'a'));
  const { id: command } = expectOk(await workspace.commands.start(['shell']));
  const open = { request: { argv: ['shell'] } };
  const { id: terminal } = expectOk(await carrel.terminals.open(caller, sessionId, open));
  return {
    ...{ carrel, caller, sessionId, command, terminal },
    /** The next link to the box never comes about. */
    async hangLink() {
      const held = runtime.holdNext('connect');
      runtime.cutConnections();
      await new Promise((resolve) => setImmediate(resolve));
      return held;
    },
    async [Symbol.asyncDispose]() {
      await carrel.dispose();
    },
  };
}
