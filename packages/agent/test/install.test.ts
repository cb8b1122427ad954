import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, expectOk } from '@carrel/conformance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentBinary, connectAgent } from '../src/index.js';
import { TOKEN } from './running-agent.js';

const { path } = await expectOk(agentBinary());
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'carrel-install-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function install(...words: readonly string[]) {
  return spawnSync(path, ['install', ...words], { encoding: 'utf8' });
}

async function modeOf(file: string): Promise<string> {
  return ((await stat(file)).mode & 0o7777).toString(8);
}

describe('carrel-agent install', () => {
  it('copies the running program, over what was there, and leaves nothing else', async () => {
    const target = join(directory, 'agent');
    await writeFile(target, 'what was there', { mode: 0o600 });

    expect(install(target)).toMatchObject({ status: 0, stdout: '', stderr: '' });

    expect((await readFile(target)).equals(await readFile(path))).toBe(true);
    expect(await modeOf(target)).toBe('755');
    expect(await readdir(directory)).toEqual(['agent']);
    expect(spawnSync(target, ['version'], { encoding: 'utf8' }).status).toBe(0);
  });

  it('copies secrets for their owner alone, also by a link, and makes directories once', async () => {
    const [agent, secret, link, copy, files] = ['agent', 'secret', 'link', 'copy', 'files'].map((name) =>
      join(directory, name),
    ) as [string, string, string, string, string];
    await writeFile(secret, 'hush', { mode: 0o444 });
    await symlink(secret, link);

    expect(install(agent, '--secret', link, copy, '--directory', files).status).toBe(0);
    expect(install(agent, '--secret', link, copy, '--directory', files).status).toBe(0);

    expect(await readFile(copy, 'utf8')).toBe('hush');
    expect(await modeOf(copy)).toBe('600');
    expect(await modeOf(files)).toBe('755');
  });

  it('ends with 1, names what it could not do, and leaves what was there', async () => {
    const agent = join(directory, 'agent');
    const target = join(directory, 'missing', 'agent');
    const file = join(directory, 'file');
    await writeFile(file, '');

    expect(install(target)).toMatchObject({ status: 1, stderr: expect.stringContaining(target) as string });
    expect(install(agent, '--secret', join(directory, 'none'), join(directory, 'to')).status).toBe(1);
    expect(install(agent, '--directory', file)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Not a directory') as string,
    });
    expect((await readdir(directory)).sort()).toEqual(['agent', 'file']);
  });

  it.each([[[]], [['--directory', 'x']], [['x', '--secret', 'y']], [['x', '--directory']], [['x', 'y']]])(
    'ends with 2 for the words %j, and does nothing',
    (words) => {
      const { status, stderr } = spawnSync(path, ['install', ...words], { encoding: 'utf8', cwd: directory });
      expect(status).toBe(2);
      expect(stderr).toContain('usage');
    },
  );
});

describe('carrel-agent serve --token', () => {
  const serve = async (token: string) => {
    const [root, socket, file] = [join(directory, 'root'), join(directory, 'agent.sock'), join(directory, 'token')];
    await mkdir(root);
    await writeFile(file, token, { mode: 0o600 });
    const words = ['serve', '--root', root, '--socket', socket, '--incarnation', '7', '--token', file];
    return { socket, file, child: spawn(path, words, { stdio: ['ignore', 'pipe', 'pipe'] }) };
  };

  it('takes its token from the file, which is gone before a box can look', async () => {
    const { socket, file, child } = await serve(TOKEN);
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
      const stream = connect(socket);
      const connection = await expectOk(connectAgent(stream, { token: TOKEN, incarnation: 7 }));
      await connection.close();
    } finally {
      child.kill('SIGTERM');
    }
    await eventually(() => {
      if (child.exitCode === null && child.signalCode === null) throw new Error('it still runs');
    });
  });

  it.each(['', '\n', 'x'.repeat(257)])('does not serve with a token that is none (%#)', async (token) => {
    const { child } = await serve(token);
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(2);
  });

  it('does not serve where it cannot take it away', async () => {
    const [root, socket] = [join(directory, 'root'), join(directory, 'agent.sock')];
    await mkdir(root);
    const words = ['serve', '--root', root, '--socket', socket, '--token', '/proc/self/status'];
    const { status, stderr } = spawnSync(path, words, { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('token');
  });
});
