import { builtInLanguages } from '@carrel/core/languages';
import type { RunCode } from '@carrel/core/workspaces';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasDocker } from '../run-docker.js';
import { LiveWorkspaces } from './live-workspace.js';
import { programs } from './programs.js';

const MIB = 1_048_576;

describe.skipIf(!hasDocker)('a run of code that goes too far', () => {
  let live: LiveWorkspaces;
  beforeAll(async () => {
    live = await LiveWorkspaces.open();
  });
  afterEach(() => live.expectNothingLeft());
  afterAll(() => live[Symbol.asyncDispose]());

  async function run(request: RunCode) {
    const { compile, run } = await live.run(request);
    expect(compile?.exitCode ?? 0).toBe(0);
    return run;
  }

  it.each(builtInLanguages)('is ended when its time is over in $name', async ({ id: language }) => {
    const { path, loop: content } = programs[language]!;

    const stage = await run({ language, files: [{ path, content }], timeoutMs: 1_000 });

    expect(stage).toMatchObject({ reason: 'timeout', truncated: false });
    expect(stage?.durationMs).toBeGreaterThanOrEqual(1_000);
    expect(stage?.durationMs).toBeLessThan(8_000);
  });

  it.each(builtInLanguages)('is ended when it takes all memory in $name', async ({ id: language }) => {
    const { path, hog: content, starved } = programs[language]!;
    const { stderr = '', ...ending } = starved;

    const stage = await run({ language, files: [{ path, content }], timeoutMs: 60_000 });

    expect(stage).toMatchObject({ signal: null, ...ending, truncated: false });
    expect(stage?.stderr).toContain(stderr);
  });

  it.each(builtInLanguages)('is ended when it prints too much in $name', async ({ id: language }) => {
    const { path, flood: content } = programs[language]!;

    const stage = await run({ language, files: [{ path, content }], timeoutMs: 60_000 });

    expect(stage).toMatchObject({ reason: 'output-limit', truncated: true });
    expect(stage?.stdout.length).toBe(MIB);
  });
});
