import { unwrap } from '@carrel/core';
import { builtInLanguages } from '@carrel/core/languages';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { diskFillers, variantsOf } from './attacks.js';
import { LiveWorkspaces } from './live-workspace.js';
import { hasDocker } from '../run-docker.js';

const { limits: low } = builtInLanguages.find(({ tier }) => tier === 'low')!;

describe.skipIf(!hasDocker)('a workspace of the lowest tier', () => {
  let live: LiveWorkspaces;
  beforeAll(async () => {
    live = await LiveWorkspaces.open({
      languages: builtInLanguages.map((each) => ({ ...each, limits: low })),
    });
  });
  afterEach(() => live.expectNothingLeft());
  afterAll(() => live[Symbol.asyncDispose]());

  it.each(variantsOf(diskFillers))('runs what comes after a program that filled /tmp in %s', async (_, filler) => {
    const { run } = await live.run({ ...filler, args: ['/tmp/filler', '1000'] });
    expect(run).toMatchObject({ exitCode: 0, reason: 'exited' });

    const files = [{ path: 'main.py', content: 'print("honest")\n' }];
    const next = await live.run({ language: 'python', files });

    expect(next.run).toMatchObject({ exitCode: 0, stdout: 'honest\n' });
    await unwrap(live.workspace.commands.run(['rm', '/tmp/filler']));
  });
});
