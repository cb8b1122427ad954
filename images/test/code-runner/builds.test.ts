import { expectErr } from '@carrel/conformance';
import { builtInLanguages, type Language } from '@carrel/core/languages';
import type { RunCode } from '@carrel/core/workspaces';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasDocker } from '../run-docker.js';
import { endlessBuilds } from './endless-builds.js';
import { LiveWorkspaces } from './live-workspace.js';

const compiled = builtInLanguages.filter(({ compile }) => compile !== undefined);

describe.skipIf(!hasDocker)('a build', () => {
  let live: LiveWorkspaces;
  beforeAll(async () => {
    live = await LiveWorkspaces.open();
  });
  afterEach(() => live.expectNothingLeft());
  afterAll(() => live[Symbol.asyncDispose]());

  async function build(request: RunCode) {
    const { compile, run } = await live.run(request);
    expect(run).toBeUndefined();
    return compile;
  }

  it('that prints too much is ended', async () => {
    const stage = await build({ language: 'c', files: [{ path: 'main.c', content: 'x;\n'.repeat(20_000) }] });

    expect(stage).toMatchObject({ reason: 'output-limit', truncated: true });
  });

  it('that reads without end is told to have failed', async () => {
    const stage = await build({ language: 'c', files: [{ path: 'main.c', content: '#include "/dev/zero"\n' }] });

    expect(stage).toMatchObject({ exitCode: 1, signal: null, reason: 'exited' });
    expect(stage?.stderr).toContain('Killed signal terminated program cc1');
  });

  it('that leaves more in /tmp than fits is told to have failed', async () => {
    const content = 'char all[3000000000] = {1};\nint main(void) { return all[5]; }\n';

    const stage = await build({ language: 'c', files: [{ path: 'main.c', content }] });

    expect(stage).toMatchObject({ exitCode: 1, signal: null, reason: 'exited' });
    expect(stage?.stderr).toContain('No space left on device');
  });

  it('whose result is no program cannot be run', async () => {
    const files = [{ path: 'main.rs', content: '#![crate_type = "lib"]\n' }];

    const failed = await expectErr(live.workspace.run({ language: 'rust', files }), 'process/not-startable');

    expect(failed.message).toBe('./.build/main cannot be started: permission denied.');
  });
});

describe.skipIf(!hasDocker)('a build that takes more time than it may', () => {
  let live: LiveWorkspaces;
  beforeAll(async () => {
    live = await LiveWorkspaces.open({ languages: builtInLanguages.map(inHaste) });
  });
  afterEach(() => live.expectNothingLeft());
  afterAll(() => live[Symbol.asyncDispose]());

  it.each(compiled)('is ended in the compile stage in $name', async ({ id, samples }) => {
    const { compile, run } = await live.run({ language: id, files: endlessBuilds[id] ?? samples!.hello });

    expect(run).toBeUndefined();
    expect(compile).toMatchObject({ reason: 'timeout', truncated: false });
    expect(compile?.durationMs).toBeLessThan(15_000);
  });
});

/** A while for what never ends, and for all else less than a build takes. */
function inHaste(language: Language): Language {
  const compileTimeoutMs = endlessBuilds[language.id] === undefined ? 1 : 2_000;
  return { ...language, limits: { ...language.limits, compileTimeoutMs } };
}
