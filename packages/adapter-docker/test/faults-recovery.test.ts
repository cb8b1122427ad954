import { eventually, expectErr, expectOk } from '@carrel/conformance';
import { createCarrel, type Carrel } from '@carrel/core';
import type { Caller, SessionId } from '@carrel/core/kernel';
import { builtInLanguages, resolveImage } from '@carrel/core/languages';
import { memoryStore } from '@carrel/core/memory';
import type { CommandEvent } from '@carrel/core/workspaces';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { hasDocker, IMAGE } from './docker-backend.js';
import { specOf, vendorText, within } from './faults.js';
import { ticking } from './follower.js';
import { mayStartEngines, PrivateEngine } from './private-engine.js';

const here = (await hasDocker()) && mayStartEngines();
const SETTLED_MS = 90_000;

const bash = builtInLanguages.filter(({ id }) => id === 'bash');

describe.runIf(here)('a Carrel whose engine ends', () => {
  let engine: PrivateEngine;
  let carrel: Carrel;
  let caller: Caller;

  beforeAll(async () => {
    engine = await PrivateEngine.create();
    cleanUps.push(() => engine.dispose());
    const [repo, tag] = resolveImage(bash)._unsafeUnwrap().tag.split(':');
    await engine.docker.getImage(IMAGE).tag({ repo: repo ?? '', tag: tag ?? '' });
    carrel = await createCarrel({
      store: memoryStore(),
      runtime: dockerRuntime({ docker: { socketPath: engine.socketPath }, callTimeoutMs: 10_000 }),
      workspaces: { reconcileIntervalMs: 300, graceAgeMs: 300 },
    });
    cleanUps.push(() => carrel.dispose());
    const user = { email: 'ada@example.com', password: 'analytical engine' };
    const { tokens } = await expectOk(carrel.identity.register(user, { requestId: 'faults' }));
    caller = await expectOk(carrel.identity.authenticate(tokens.accessToken, 'faults'));
  }, 240_000);

  const cleanUps: (() => Promise<void>)[] = [];

  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }, 240_000);

  const newSession = async (): Promise<SessionId> =>
    (await expectOk(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'] }))).id;

  /** The labels of the containers that there are. */
  const boxes = async () => (await engine.docker.listContainers({ all: true })).map(({ Labels }) => Labels);

  async function expectOnly(...sessions: readonly SessionId[]): Promise<void> {
    await eventually(
      async () => {
        expect((await boxes()).map((labels) => labels['carrel.session']).sort()).toEqual([...sessions].sort());
      },
      { withinMs: SETTLED_MS },
    );
  }

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'by %s tells the death of its workspace, starts it anew at the next use, and removes what nobody wants',
    { timeout: 600_000 },
    async (signal) => {
      const sessionId = await newSession();
      const first = await expectOk(carrel.workspaces.open(caller, sessionId));
      const command = await expectOk(first.commands.start(ticking));
      const events: CommandEvent[] = [];
      const reading = read(command.output(), events);
      await eventually(() => {
        expect(events.length).toBeGreaterThan(10);
      });

      await engine.end(signal);
      const refused = await within(carrel.workspaces.open(caller, await newSession()), 'an opening', SETTLED_MS);
      const error = refused._unsafeUnwrapErr();
      expect(error.type).toBe('workspace/start-failed');
      expect([error.message, vendorText(error)]).toEqual([error.message, null]);

      await engine.start();

      await within(reading, 'the end of the output', SETTLED_MS);
      await eventually(
        async () => {
          expect(await expectOk(carrel.workspaces.get(caller, sessionId))).toMatchObject({
            state: 'failed',
            reason: 'died',
          });
        },
        { withinMs: SETTLED_MS },
      );
      const status = await expectOk(command.status());
      const { exit } = status;
      expect(exit?.code).toBeNull();
      expect(['lost', 'cancelled']).toContain(exit?.reason);
      await expectErr(first.commands.run(['echo', 'stale']), 'workspace/replaced');
      const second = await expectOk(carrel.workspaces.open(caller, sessionId));
      expect(second.incarnation).toBe(first.incarnation + 1);
      expect((await expectOk(second.commands.run(['echo', 'hello']))).stdout).toBe('hello\n');

      const installationId = (await boxes())[0]?.['carrel.installation'] ?? '';
      const stranger = dockerRuntime({ docker: { socketPath: engine.socketPath } });
      await expectOk(stranger.start(await expectOk(stranger.create(specOf(installationId)))));
      await stranger.dispose();
      await expectOnly(sessionId);
      await expectOk(carrel.sessions.remove(caller, sessionId));
      await expectOnly();
    },
  );

  it('gives a new incarnation where somebody restarted the box by hand', { timeout: 300_000 }, async () => {
    const sessionId = await newSession();
    const first = await expectOk(carrel.workspaces.open(caller, sessionId));
    const command = await expectOk(first.commands.start(ticking));
    const [container] = await engine.docker.listContainers();

    await engine.docker.getContainer(container?.Id ?? '').restart({ t: 5 });

    await expectErr(first.commands.run(['echo', 'stale']), 'workspace/replaced');
    expect((await expectOk(command.status())).exit).toMatchObject({ code: null });
    const second = await expectOk(carrel.workspaces.open(caller, sessionId));
    expect(second.incarnation).toBe(first.incarnation + 1);
    await expectOk(carrel.sessions.remove(caller, sessionId));
    await expectOnly();
  });

  it(
    'with live restore goes on with the same workspace and each byte of its command',
    { timeout: 600_000 },
    async () => {
      await engine.end('SIGTERM');
      await engine.start({ liveRestore: true });
      const sessionId = await newSession();
      const workspace = await expectOk(carrel.workspaces.open(caller, sessionId));
      const command = await expectOk(workspace.commands.start(ticking));

      await engine.end('SIGKILL');
      await engine.start({ liveRestore: true });

      expect((await expectOk(workspace.commands.run(['echo', 'still']))).stdout).toBe('still\n');
      const events: CommandEvent[] = [];
      const reading = read(command.output(), events);
      await eventually(() => {
        expect(events.length).toBeGreaterThan(10);
      });
      await expectOk(command.kill());
      await within(reading, 'the end of the output', SETTLED_MS);
      expect(events[0]).toMatchObject({ type: 'output', offset: 0 });
      expect(events.at(-1)).toMatchObject({ type: 'exit', exit: { reason: 'cancelled' } });
      expect(events.filter(({ type }) => type === 'gap')).toEqual([]);
      await expectOk(carrel.sessions.remove(caller, sessionId));
      await expectOnly();
    },
  );
});

async function read(output: AsyncIterable<CommandEvent>, events: CommandEvent[]): Promise<void> {
  for await (const event of output) events.push(event);
}
