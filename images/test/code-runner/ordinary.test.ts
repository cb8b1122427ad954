import { unwrap } from '@carrel/core';
import { builtInLanguages, type Language } from '@carrel/core/languages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasDocker } from '../run-docker.js';
import { LiveWorkspaces } from './live-workspace.js';
import { programs } from './programs.js';

const compiled = builtInLanguages.filter(({ compile }) => compile !== undefined);
const withArguments = builtInLanguages.filter(({ id }) => programs[id]?.args !== undefined);

describe.skipIf(!hasDocker)('a run of code', () => {
  let live: LiveWorkspaces;
  beforeAll(async () => {
    live = await LiveWorkspaces.open();
  });
  afterAll(async () => {
    await live.expectNothingLeft();
    await live[Symbol.asyncDispose]();
  });

  async function run({ id, compile }: Language, request: Omit<Parameters<typeof live.workspace.run>[0], 'language'>) {
    const result = await unwrap(live.workspace.run({ language: id, ...request }));
    if (compile === undefined) expect(result.compile).toBeUndefined();
    else expect(result.compile).toMatchObject({ exitCode: 0, signal: null, reason: 'exited', truncated: false });
    return result.run;
  }

  it.each(builtInLanguages)('says hello in $name', async (language) => {
    expect(await run(language, { files: language.samples!.hello })).toMatchObject({
      ...{ exitCode: 0, signal: null, reason: 'exited', truncated: false },
      ...{ stdout: 'Hello, world!\n', stderr: '' },
    });
  });

  it.each(builtInLanguages)('reads standard input in $name', async (language) => {
    const stdin = 'one line\nand another\n';

    const stage = await run(language, { files: language.samples!.shout, stdin });

    expect(stage).toMatchObject({ exitCode: 0, reason: 'exited', stdout: 'ONE LINE\nAND ANOTHER\n', stderr: '' });
  });

  it.each(withArguments)('takes its arguments and tells its status in $name', async ({ id, ...language }) => {
    const { path, args: content = '' } = programs[id]!;

    const stage = await run({ id, ...language }, { files: [{ path, content }], args: ['one word', '-e', '--é'] });

    expect(stage).toMatchObject({ exitCode: 3, signal: null, reason: 'exited', stdout: 'one word\n-e\n--é\n' });
  });

  it.each(compiled)('ends in the compile stage what is wrong in $name', async ({ id, samples }) => {
    const result = await unwrap(live.workspace.run({ language: id, files: samples!.broken! }));

    expect(result.run).toBeUndefined();
    expect(result.compile).toMatchObject({ signal: null, reason: 'exited', truncated: false });
    expect([1, 2]).toContain(result.compile?.exitCode);
    expect(`${result.compile?.stdout ?? ''}${result.compile?.stderr ?? ''}`).toContain(samples!.broken![0]!.path);
  });

  it.each(builtInLanguages)('ends in the run stage what goes wrong in $name', async (language) => {
    const { path, crash, crashed } = programs[language.id]!;
    const { stderr, ...ending } = crashed;

    const stage = await run(language, { files: [{ path, content: crash }] });

    expect(stage).toMatchObject({ signal: null, ...ending, truncated: false });
    expect(stage?.stderr).toContain(stderr);
  });
});
