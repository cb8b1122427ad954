import { describe, expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { expectOk } from '../../test/expect-result.js';
import { memoryCarrel } from '../../test/platform-fixture.js';
import { npm, PACKAGE } from '../../test/project-fixture.js';
import { makePeople, makeRoom } from '../../test/room-fixture.js';
import { answers, inTime, runs, shellRuntime } from '../../test/task-fixture.js';
import type { Carrel } from '../index.js';
import { memoryStore, scriptedModel, VirtualClock, type ModelTurn } from '../memory/index.js';
import { errAsync } from '../kernel/index.js';
import { runtimeUnavailable, type WorkspaceRuntime } from '../runtime/index.js';
import { scanAll, type Command } from '../workspaces/index.js';
import { answerCommands } from './answer-command-records.js';

const says = (content: string) => ({ role: 'user', content }) as const;
const HOUR_MS = 3_600_000;

const INSTALLS: ModelTurn = [
  { type: 'tool-call', toolCallId: 'c1', toolName: 'install_packages', input: { packages: ['slow'] } },
  { type: 'finish', reason: 'tool-calls' },
];
const TOOLS = { run_command: runs(`sleep ${HOUR_MS}`), install_packages: INSTALLS };

/** One installation whose processes come and go, and a room where a model that uses a tool is asked. */
async function world(turn: ModelTurn) {
  const clock = new VirtualClock();
  const inner = memoryStore({ clock });
  const runtime = shellRuntime({ npm }, clock);
  const link = { isCut: false };
  const reached = new Proxy<WorkspaceRuntime>(runtime, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      // The boxes outlive who started them.
      if (name === 'dispose') return () => Promise.resolve();
      if (name === 'connect' && link.isCut) return () => errAsync(runtimeUnavailable('It is away.'));
      return value.bind(target) as unknown;
    },
  });
  const turns: ModelTurn[] = [turn, answers('Done.')];
  const shared = {
    clock,
    runtime: reached,

    model: scriptedModel({ turns, clock }),
  };
  const tools = { timeoutMs: 2 * HOUR_MS, installTimeoutMs: 2 * HOUR_MS };
  const projects = { installTimeoutMs: 2 * HOUR_MS, maxInstallTimeoutMs: 2 * HOUR_MS };
  const conversations = { answerTimeoutMs: 2 * HOUR_MS };
  const start = (store = inner) => memoryCarrel({ ...shared, tools, projects, conversations, store });
  const crash = crashingStore(inner);
  const dying = await start(crash.store);
  const people = await makePeople(dying);
  const room = await makeRoom(dying, people);
  const workspace = expectOk(await dying.workspaces.open(people.owner, room));
  expectOk(await workspace.files.write('package.json', PACKAGE));
  const { id } = expectOk(await dying.conversations.create(people.owner, { sessionId: room }));

  const commandOf = async (carrel: Carrel): Promise<Command | undefined> =>
    expectOk(await carrel.commands.list(people.owner, room))[0];
  const noted = async () => expectOk(await inner.read((view) => scanAll(view, answerCommands)));
  return {
    ...{ clock, link, runtime, dying, crash, people, room, start, commandOf, noted },
    /** The model is asked, and its tool has a command running. */
    async begun(): Promise<void> {
      const { answer } = expectOk(await dying.conversations.ask(people.participant, id, says('Go.')));
      await inTime(clock, async () => ((await commandOf(dying))?.state === 'running' ? true : null));
      expect(await noted()).toMatchObject([{ streamId: answer.streamId, commandId: (await commandOf(dying))?.id }]);
    },
    /** The command, once nothing is kept of it as one that was left. */
    async settled(carrel: Carrel): Promise<Command | undefined> {
      await inTime(clock, async () => ((await noted()).length === 0 ? true : null));
      return commandOf(carrel);
    },
  };
}

const KILLED = { state: 'exited', exit: { reason: 'cancelled' } };

describe('what an answer has running', () => {
  it.each(['run_command', 'install_packages'] as const)('by %s is killed soon after its process was', async (tool) => {
    const it = await world(TOOLS[tool]);
    await it.begun();
    const crashedAt = it.clock.now();
    it.crash.crashAfter(0);
    const next = await it.start();

    expect(await it.settled(next)).toMatchObject(KILLED);
    expect(it.clock.now() - crashedAt).toBeLessThan(60_000);
  });

  it('is forgotten with the end of the answer', async () => {
    const it = await world(runs('sleep 1'));
    await it.begun();
    expect(await it.settled(it.dying)).toMatchObject({ state: 'exited', exit: { code: 0, reason: 'exited' } });
  });

  it('is over soon after its process ended in order', async () => {
    const it = await world(TOOLS.run_command);
    await it.begun();
    await it.dying.dispose();
    const next = await it.start();

    expect(await it.settled(next)).toMatchObject(KILLED);
  });

  it('is left alone while the answer goes on, whoever looks', async () => {
    const it = await world(TOOLS.run_command);
    await it.begun();
    const other = await it.start();
    await it.clock.advance(10 * 60_000);
    expect(await it.commandOf(other)).toMatchObject({ state: 'running' });
    expect(await it.noted()).toHaveLength(1);
  });

  it('is killed also when who asked was put out, and once where two look', async () => {
    const it = await world(TOOLS.run_command);
    await it.begun();
    it.crash.crashAfter(0);
    const [next] = await Promise.all([it.start(), it.start()]);
    const { participant, owner } = it.people;
    expectOk(await next.members.remove(owner, { sessionId: it.room, userId: participant.userId }));

    expect(await it.settled(next)).toMatchObject(KILLED);
  });

  it('is killed once its workspace answers again', async () => {
    const it = await world(TOOLS.run_command);
    await it.begun();
    it.crash.crashAfter(0);
    it.link.isCut = true;
    const next = await it.start();
    await it.clock.advance(5 * 60_000);
    expect(await it.noted()).toHaveLength(1);
    it.link.isCut = false;

    expect(await it.settled(next)).toMatchObject(KILLED);
  });

  it('is forgotten with its workspace', async () => {
    const it = await world(TOOLS.run_command);
    await it.begun();
    it.crash.crashAfter(0);
    for (const { handle } of it.runtime.durableState.all()) it.runtime.killBox(handle);
    const next = await it.start();

    expect(await it.settled(next)).toMatchObject({ state: 'exited', exit: { reason: 'lost' } });
  });
});
