import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel } from '../../test/platform-fixture.js';
import { npm, PACKAGE, SITE, world } from '../../test/project-fixture.js';
import { memoryRuntime, memoryStore, VirtualClock } from '../memory/index.js';
import type { InstallRequest } from './index.js';

describe('install', () => {
  it('runs what the project is worked with, without asking, and gives its end and the end of its output', async () => {
    await using it = await world({ 'package.json': PACKAGE });

    const result = expectOk(await it.install());

    expect(result).toMatchObject({
      commandId: expect.stringMatching(/^cmd_/),
      manager: 'npm',
      directory: '',
      argv: ['npm', 'install'],
      exitCode: 0,
      signal: null,
      reason: 'exited',
      truncated: false,
      durationMs: expect.any(Number),
    });
    expect(result.output).toBe(
      'npm install in /workspace\nnpm_config_cache=/workspace/.carrel/cache/npm\nnpm_config_fund=false\nnpm_config_offline=true\nREGISTRY=\n',
    );
  });

  it('is a command on record, whose output can be read again', async () => {
    await using it = await world({ 'package.json': PACKAGE });

    const { commandId, output } = expectOk(await it.install());

    const command = expectOk(await it.workspace.commands.get(commandId));
    expect(expectOk(await command.status())).toMatchObject({
      argv: ['npm', 'install'],
      startedBy: it.caller.userId,
      state: 'exited',
      exit: { code: 0 },
    });
    let text = '';
    for await (const event of command.output({ from: 4 })) {
      if (event.type === 'output') text += Buffer.from(event.data).toString();
    }
    expect(text).toBe(output.slice(4));
  });

  it('adds packages to the project in a directory', async () => {
    await using it = await world({ 'web/package.json': PACKAGE });

    const { argv, output } = expectOk(await it.install({ path: 'web', packages: ['left-pad@1.3.0', '@types/node'] }));

    expect(argv).toEqual(['npm', 'install', 'left-pad@1.3.0', '@types/node']);
    expect(output).toContain(' in /workspace/web\n');
  });

  it('takes the only project there is when no path is named', async () => {
    await using it = await world({ 'deep/down/package.json': PACKAGE, 'README.md': '' });

    expect(expectOk(await it.install())).toMatchObject({ directory: 'deep/down', manager: 'npm' });
  });

  it('takes the project of the root rather than those below it', async () => {
    await using it = await world({ 'package.json': PACKAGE, 'web/package.json': SITE });

    expect(expectOk(await it.install()).directory).toBe('');
  });

  it('says which there are when several could be meant', async () => {
    await using it = await world({
      'a/package.json': PACKAGE,
      'b/requirements.txt': 'flask\n',
      'b/package.json': SITE,
    });

    const several = expectErr(await it.install(), 'project/ambiguous');
    expect(several.candidates).toEqual([
      { directory: 'a', manager: 'npm' },
      { directory: 'b', manager: 'npm' },
      { directory: 'b', manager: 'pip' },
    ]);
    expectErr(await it.install({ path: 'b' }), 'project/ambiguous');
    expect(expectOk(await it.install({ path: 'b', manager: 'pip' })).argv).toEqual([
      'python3',
      '-m',
      'pip',
      'install',
      '-r',
      'requirements.txt',
    ]);
    expect(expectOk(await it.install({ manager: 'pip' })).directory).toBe('b');
  });

  it('says that there is no project, or none of that kind', async () => {
    await using it = await world({ Makefile: 'all:\n\ttrue\n', 'pkg/package.json': PACKAGE });

    expectErr(await it.install({ path: '' }), 'project/not-found');
    expect(expectErr(await it.install({ path: 'pkg', manager: 'cargo' }), 'project/not-found').directory).toBe('pkg');
    expectErr(await it.install({ manager: 'cargo', packages: ['serde'] }), 'project/not-found');
    expectErr(await it.install({ path: 'nowhere' }), 'file/not-found');
  });

  it('adds packages without a manifest where the named program can', async () => {
    await using it = await world({ 'src/a.py': '' });

    expect(expectOk(await it.install({ manager: 'pip', packages: ['requests>=2,<3'] }))).toMatchObject({
      directory: '',
      argv: ['python3', '-m', 'pip', 'install', 'requests>=2,<3'],
    });
    expect(expectOk(await it.install({ path: 'src', manager: 'npm', packages: ['a'] })).directory).toBe('src');
    expectErr(await it.install({ packages: ['requests'] }), 'project/not-found');
  });

  it('says which program the workspace lacks', async () => {
    await using it = await world({ 'package.json': PACKAGE, 'yarn.lock': '' });

    const error = expectErr(await it.install(), 'project/manager-not-installed');

    expect(error).toMatchObject({ manager: 'yarn', program: 'yarn', retryable: false });
    expect(expectOk(await it.workspace.commands.list())).toEqual([]);
    expectOk(await it.install({ manager: 'npm' }));
  });

  it.each([
    ['an option', ['--global']],
    ['a short option', ['-g']],
    ['an address', ['https://example.com/a']],
    ['a repository', ['someone/thing']],
    ['a path', ['./here']],
    ['a file', ['here.tgz']],
    ['two words', ['a b']],
    ['a newline', ['a\n--global']],
    ['an alias', ['a@npm:b']],
    ['nothing', ['']],
  ])('refuses %s in place of a package', async (_what, packages) => {
    await using it = await world({ 'package.json': PACKAGE });

    const { issues } = expectErr(await it.install({ packages }), 'request/invalid');

    expect(issues.map(({ path }) => path)).toEqual(['packages.0']);
    expect(expectOk(await it.workspace.commands.list())).toEqual([]);
  });

  it.each<[string, InstallRequest, string]>([
    ['a program that is none', { manager: 'rm' }, 'manager'],
    ['no packages', { packages: [] }, 'packages'],
    ['too many packages', { packages: Array.from({ length: 65 }, () => 'a') }, 'packages'],
    ['a path outside', { path: '../up' }, 'path'],
    ['too long a time', { timeoutMs: 3_600_001 }, 'timeoutMs'],
    ['too much output', { maxOutputBytes: 8 * 1024 * 1024 + 1 }, 'maxOutputBytes'],
  ])('refuses %s', async (_what, request, path) => {
    await using it = await world({ 'package.json': PACKAGE });

    expect(expectErr(await it.install(request), 'request/invalid').issues.map((issue) => issue.path)).toEqual([path]);
  });

  it('says that a program cannot add packages', async () => {
    await using it = await world({ 'pom.xml': '<project></project>' });

    const { issues } = expectErr(await it.install({ packages: ['junit'] }), 'request/invalid');

    expect(issues).toEqual([{ path: 'packages', message: 'mvn has no command that adds packages' }]);
  });

  it("gives the tool's own failure as a value, and says that there is no network", async () => {
    await using it = await world({ 'package.json': PACKAGE });

    const failed = expectOk(await it.install({ packages: ['missing'] }));

    expect(failed).toMatchObject({ exitCode: 1, reason: 'exited', hint: { type: 'no-network' } });
    expect(failed.output).toMatch(/npm error 404 Not Found\n$/);
    expect(expectOk(await it.install()).hint).toBeUndefined();
  });

  it('says nothing of the network where there is one', async () => {
    await using it = await world({ 'package.json': PACKAGE }, { workspaces: { network: 'internet' } });

    const { hint, output } = expectOk(await it.install({ packages: ['missing'] }));

    expect([hint, output.includes('npm_config_offline=\n')]).toEqual([undefined, true]);
  });

  it('ends what takes too long or writes too much', async () => {
    await using it = await world({ 'package.json': PACKAGE });

    expect(expectOk(await it.install({ packages: ['slow'], timeoutMs: 50 }))).toMatchObject({
      exitCode: null,
      reason: 'timeout',
    });
    expect(expectOk(await it.install({ maxOutputBytes: 10 }))).toMatchObject({
      reason: 'output-limit',
      output: 'npm instal',
      truncated: true,
    });
  });

  it('keeps within the bounds of commands', async () => {
    await using it = await world(
      { 'package.json': PACKAGE },
      { commands: { maxTimeoutMs: 50, maxOutputBytes: 10_000 } },
    );

    expect(expectOk(await it.install({ packages: ['slow'] })).reason).toBe('timeout');
    const { issues } = expectErr(await it.install({ timeoutMs: 51, maxOutputBytes: 10_001 }), 'request/invalid');
    expect(issues.map(({ path }) => path)).toEqual(['timeoutMs', 'maxOutputBytes']);
  });

  it('is killed when its caller gives up', async () => {
    await using it = await world({ 'package.json': PACKAGE });
    const leaving = new AbortController();

    const installing = it.workspace.projects.install({ packages: ['slow'], signal: leaving.signal });
    await eventually(async () => {
      expect(expectOk(await it.workspace.commands.list())).toHaveLength(1);
    });
    leaving.abort();

    expectErr(await installing, 'request/aborted');
    expect(expectOk(await it.workspace.commands.list())).toMatchObject([{ exit: { reason: 'cancelled' } }]);
  });

  it("lays the host's environment over its own, for each tenant", async () => {
    const env = ({ tenantId, manager }: { readonly tenantId: string; readonly manager: string }) => ({
      REGISTRY: `mirror of ${tenantId} for ${manager}`,
    });
    await using it = await world({ 'package.json': PACKAGE }, { projects: { env, cache: 'tool' } });

    const { output } = expectOk(await it.install());

    expect(output).toContain(`REGISTRY=mirror of ${it.caller.tenantId} for npm\n`);
    expect(output).toContain('npm_config_cache=\n');
  });
});

describe('two installations', () => {
  it('in one directory are refused while the first goes on, and the refusal names it', async () => {
    await using it = await world({ 'package.json': PACKAGE, 'web/package.json': SITE });
    const first = expectOk(await it.workspace.projects.startInstall({ packages: ['slow'] }));

    const refused = expectErr(await it.install(), 'project/install-running');

    expect(refused).toMatchObject({ commandId: first.commandId, retryable: true });
    expectOk(await it.install({ path: 'web' }));
    const command = expectOk(await it.workspace.commands.get(first.commandId));
    expectOk(await command.kill());
    for await (const event of command.output()) if (event.type === 'exit') expect(event.exit.reason).toBe('cancelled');
    expectOk(await it.install());
  });

  it('at the same time have one that goes on, whichever replica they ask', async () => {
    const shared = { store: memoryStore(), runtime: memoryRuntime({ programs: { npm } }) };
    await using it = await world({ 'package.json': PACKAGE }, shared);
    await using replica = await memoryCarrel(shared);
    const request = { packages: ['slow'] };

    const begun = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 === 0 ? it.carrel : replica).projects.startInstall(it.caller, it.id, { request }),
      ),
    );

    const [started] = begun.flatMap((result) => (result.isOk() ? [result.value] : []));
    expect(begun.filter((result) => result.isOk())).toHaveLength(1);
    for (const refused of begun.filter((result) => result.isErr()))
      expect(expectErr(refused, 'project/install-running').commandId).toBe(started?.commandId);
  });

  it('are not refused for one that ended so long ago that its record is gone', async () => {
    const clock = new VirtualClock(Date.UTC(2030, 0, 1));
    await using it = await world({ 'package.json': PACKAGE }, { clock, commands: { maxRecorded: 1 } });
    const { commandId } = expectOk(await it.install());
    for (let count = 0; count < 250; count += 1) expectOk(await it.workspace.commands.start(['true']));
    expectErr(await it.workspace.commands.get(commandId), 'command/not-found');
    expectErr(await it.install(), 'project/install-running');

    await clock.advance(60_001);

    expectOk(await it.install());
  });

  it('in two lives of a workspace do not wait for each other', async () => {
    await using it = await world({ 'package.json': PACKAGE });
    expectOk(await it.workspace.projects.startInstall({ packages: ['slow'] }));
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    const again = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    expectOk(await again.files.write('package.json', PACKAGE));

    expectOk(await again.projects.install());
  });
});
