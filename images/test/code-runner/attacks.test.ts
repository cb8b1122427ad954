import { unwrap } from '@carrel/core';
import type { RunCode } from '@carrel/core/workspaces';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasDocker } from '../run-docker.js';
import * as attacks from './attacks.js';
import { LiveWorkspaces } from './live-workspace.js';

const { variantsOf } = attacks;

describe.skipIf(!hasDocker)('a hostile run of code', () => {
  let live: LiveWorkspaces;
  beforeAll(async () => {
    live = await LiveWorkspaces.open();
  });
  afterEach(() => live.expectNothingLeft());
  afterAll(() => live[Symbol.asyncDispose]());

  async function run(request: RunCode) {
    const { compile, run } = await live.run(request);
    expect(compile?.exitCode ?? 0).toBe(0);
    return run!;
  }

  /** What an honest program gets at once. */
  async function expectHonestWorks(): Promise<void> {
    const files = [{ path: 'main.py', content: 'print("honest")\n' }];
    expect(await run({ language: 'python', files })).toMatchObject({ exitCode: 0, stdout: 'honest\n' });
  }

  it.each(variantsOf(attacks.forkBombs))('bombs with forks in %s, and the next one runs', async (language, bomb) => {
    const stage = await run({ ...bomb, timeoutMs: 2_000 });

    // Of so many Nodes the memory may be over first.
    const ends = language === 'javascript' ? ['timeout', 'out-of-memory', 'signalled'] : ['timeout'];
    expect(ends).toContain(stage.reason);
    expect(stage.durationMs).toBeLessThan(15_000);
    await expectHonestWorks();
  });

  it.each(variantsOf(attacks.daemonMakers))('leaves daemons in %s, and they are gone', async (_, maker) => {
    expect(await run(maker)).toMatchObject({ exitCode: 0, reason: 'exited', stdout: 'left\n' });
  });

  it.each(variantsOf(attacks.signalIgnorers))('ignores SIGTERM in %s, and is killed', async (_, ignorer) => {
    const stage = await run({ ...ignorer, timeoutMs: 1_000 });

    expect(stage).toMatchObject({ exitCode: null, signal: 'SIGKILL', reason: 'timeout' });
    expect(stage.durationMs).toBeLessThan(15_000);
  });

  it.each(variantsOf(attacks.zombieMakers))('makes zombies in %s, and they are reaped', async (_, maker) => {
    expect(await run(maker)).toMatchObject({ exitCode: 0, reason: 'exited', stdout: 'done\n' });
  });

  it.each(variantsOf(attacks.fileOpeners))('opens 1,000 files in %s, and not without end', async (_, opener) => {
    const { exitCode, stdout } = await run(opener);

    expect(exitCode).toBe(0);
    expect(Number(stdout)).toBeGreaterThan(1_000);
    expect(Number(stdout)).toBeLessThan(4_096);
  });

  it.each(variantsOf(attacks.diskFillers))('fills /tmp in %s, up to its bound', async (_, filler) => {
    const { exitCode, stdout } = await run({ ...filler, args: ['/tmp/filler', '1000'] });

    expect(exitCode).toBe(0);
    expect(Number(stdout)).toBeLessThanOrEqual(269);
    await expectHonestWorks();
    await unwrap(live.workspace.commands.run(['rm', '/tmp/filler']));
  });

  it.each(variantsOf(attacks.diskFillers))('fills its directory in %s, and that is gone', async (_, filler) => {
    expect(await run({ ...filler, args: ['filler', '200'] })).toMatchObject({ exitCode: 0, stdout: '200\n' });
  });

  it.each(variantsOf(attacks.networkProbes))('finds no network in %s, at once', async (_, probe) => {
    const { exitCode, stdout, durationMs } = await run(probe);

    expect([exitCode, stdout]).toEqual([0, 'unreachable\n']);
    expect(durationMs).toBeLessThan(5_000);
  });

  it.each(variantsOf(attacks.spies))('spies on the agent in %s, and learns nothing', async (language, spy) => {
    const { stdout } = await run(spy);

    expect(stdout).not.toMatch(/CARREL_AGENT_TOKEN=./);
    if (language === 'c') expect(stdout).toBe('over\n');
    if (language === 'python') expect(stdout).toBe('over False\n');
  });
});
