import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DataDir, runCli, ServerProcess } from './server-process.js';

describe('the carrel command', () => {
  it.each([['--help'], ['-h'], ['help']])('explains itself for %s', async (word) => {
    const { code, stdout } = await runCli([word]);
    expect(code).toBe(0);
    for (const name of ['serve', 'doctor', 'backup FILE', 'restore FILE', 'config print', 'version']) {
      expect(stdout).toContain(name);
    }
  });

  it.each([
    [['serve', '--help'], '--port NUMBER'],
    [['config', 'print', '--help'], 'carrel config print [OPTIONS]'],
    [['backup', '-h'], 'carrel backup FILE [OPTIONS]'],
  ])('explains %j', async (args, text) => {
    expect(await runCli(args)).toMatchObject({ code: 0, stdout: expect.stringContaining(text) as string, stderr: '' });
  });

  it.each([['version'], ['--version']])('tells its version for %s', async (word) => {
    const { code, stdout } = await runCli([word]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^carrel \d+\.\d+\.\d+, Node v\d/) as string]);
  });

  it.each([
    [[], ''],
    [['sreve'], 'There is no command sreve'],
    [['config'], 'There is no command config'],
    [['serve', '--prot', '1'], "Unknown option '--prot'"],
    [['serve', 'now'], 'Unexpected: now'],
    [['backup'], 'Missing: FILE'],
    [['serve', '--port', 'http'], 'port'],
    [['serve', '--port', '70000'], 'port'],
    [['serve', '--runtime', 'podman'], 'runtime'],
    [['serve', '--config', '/no/such/file.toml'], '/no/such/file.toml'],
  ])('refuses %j as wrong', async (args, text) => {
    const { code, stderr } = await runCli(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(text) as string]);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});

describe('carrel serve', () => {
  it('says on standard output where it listens, and nothing else', async () => {
    await using dataDir = new DataDir();
    const server = await ServerProcess.start(dataDir);
    const { stdout, stderr } = await server.end();
    expect(stdout).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(stderr).toContain(dataDir.path);
    expect(stderr).toContain('runtime  local');
    expect(stderr).toContain('curl');
  });

  it('says in its log which languages code intelligence is without', async () => {
    await using dataDir = new DataDir();
    const server = await ServerProcess.launch(dataDir, [], NO_PROGRAMS).listening;
    const { stderr } = await server.end();
    const line = stderr.split('\n').find((each) => each.includes('code intelligence is without'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      languages: ['c', 'cpp'],
      reason: 'There is no program "clangd" in the PATH.',
    });
  });

  it('says nothing of its choices when it is to be quiet', async () => {
    await using dataDir = new DataDir();
    const server = await ServerProcess.start(dataDir, ['--quiet']);
    expect((await server.end()).stderr).not.toContain('curl');
  });

  it('at a port that is in use says so', async () => {
    await using dataDir = new DataDir();
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const ended = await runCli(['serve', '--port', String(port), '--data-dir', dataDir.path]);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(`127.0.0.1:${String(port)} is in use`);
    other.close();
  });

  it('with docker says that no engine answers', async () => {
    await using dataDir = new DataDir();
    const args = ['serve', '--port', '0', '--runtime', 'docker', '--data-dir', dataDir.path];
    const ended = await runCli(args, { DOCKER_HOST: 'unix:///no/such/docker.sock' });
    expect(ended).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('runtime/unavailable') as string,
    });
  });

  it('where no data can be kept says so', async () => {
    await using dataDir = new DataDir();
    const ended = await runCli(['serve', '--port', '0', '--data-dir', notADirectory(dataDir)]);
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('carrel: ') as string });
    expect(ended.stderr).not.toMatch(/\n {4}at /);
  });
});

describe('the configuration', () => {
  it('is what the file says, then the environment, then the command line', async () => {
    await using dataDir = new DataDir();
    const file = join(dataDir.path, 'carrel.toml');
    writeFileSync(
      file,
      'dataDir = "/from/file"\n[server]\nport = 1\nhost = "0.0.0.0"\n[auth]\noutsidePublicKey = "not-for-anyone"\n',
    );
    const args = ['config', 'print', '--config', file, '--data-dir', '/from/flag'];
    const { code, stdout } = await runCli(args, { CARREL_SERVER__PORT: '2' });
    expect(code).toBe(0);
    expect(stdout).toContain('dataDir = "/from/flag"  # flag\n');
    expect(stdout).toContain('server.port = 2  # CARREL_SERVER__PORT\n');
    expect(stdout).toContain(`server.host = "0.0.0.0"  # ${file}\n`);
    expect(stdout).toContain('log.level = "info"  # default\n');
    expect(stdout).not.toContain('not-for-anyone');
  });

  it('is what the server does', async () => {
    await using dataDir = new DataDir();
    const file = join(dataDir.path, 'carrel.toml');
    writeFileSync(
      file,
      '[server]\nbasePath = "/here"\nmaxJsonBytes = 100\n[auth]\nminPasswordBytes = 20\n[log]\nformat = "pretty"\n',
    );
    const server = await ServerProcess.start(dataDir, ['--config', file]);
    const register = (password: string) =>
      fetch(`${server.origin}/here/auth/register`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email: 'a@example.com', password }),
      });
    expect((await register('only nineteen bytes')).status).toBe(400);
    expect((await register('at least twenty bytes')).status).toBe(201);
    expect((await register('x'.repeat(100))).status).toBe(413);
    const { stderr } = await server.end();
    expect(stderr).toMatch(/\d\d:\d\d:\d\d\.\d{3} info {2}ending/);
    expect(stderr).toContain(`${server.origin}/here`);
  });

  it.each([
    ['CARREL_SERVER__PROT', '1', 'CARREL_SERVER__PORT'],
    ['CARREL_LOG__LEVEL', 'loud', 'log.level (from CARREL_LOG__LEVEL)'],
    ['CARREL_AUTH__OUTSIDE_ISSUER', 'https://id.example', 'auth.outsideAudience'],
  ])('with %s=%s is refused', async (name, value, text) => {
    const ended = await runCli(['config', 'print'], { [name]: value });
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(text) as string });
  });

  it('for production refuses the local runtime, unless it is told otherwise', async () => {
    await using dataDir = new DataDir();
    const args = ['serve', '--port', '0', '--data-dir', dataDir.path];
    const refused = await runCli(args, { CARREL_ENVIRONMENT: 'production' });
    expect(refused).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('isolates nothing') as string,
    });
    const file = join(dataDir.path, 'carrel.toml');
    writeFileSync(file, 'environment = "production"\n[runtime]\nallowLocalInProduction = true\n');
    const server = await ServerProcess.start(dataDir, ['--config', file]);
    await server.end();
  });
});

describe('carrel doctor', () => {
  it('finds that a server can run here', async () => {
    await using dataDir = new DataDir();
    const { code, stdout } = await runCli(['doctor', '--data-dir', dataDir.path]);
    expect(stdout).toMatch(/^ok {4}Node/);
    expect([code, stdout]).toEqual([0, expect.stringContaining('The server can run here.') as string]);
  });

  it('finds what is missing, and what to do about it', async () => {
    await using dataDir = new DataDir();
    const env = { CARREL_AGENT_BINARY: '/no/such/agent' };
    const { code, stdout } = await runCli(['doctor', '--data-dir', notADirectory(dataDir)], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/fail {2}data directory .*\n\s+Choose one that can be written/);
    expect(stdout).toMatch(/fail {2}agent .*\n\s+.*x64 and arm64/);
  });

  it('finds which languages code intelligence is without', async () => {
    await using dataDir = new DataDir();
    const { stdout } = await runCli(['doctor', '--data-dir', dataDir.path], NO_PROGRAMS);
    expect(stdout).toMatch(/warn {2}code +typescript, .*, html\n\s+Without c, cpp: There is no program "clangd"/);
  });
});

/** A machine without any program but this one. */
const NO_PROGRAMS = { PATH: '/no/such/directory' };

/** Where no directory can be made, by whoever: beneath a file. */
function notADirectory({ path }: DataDir): string {
  writeFileSync(join(path, 'file'), '');
  return join(path, 'file', 'data');
}
