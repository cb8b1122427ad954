import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { expectErr, expectOk } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { agentBinary, connectAgent } from '../src/index.js';
import { TOKEN } from './running-agent.js';

const LOGIN = { token: TOKEN, incarnation: 7 };

interface NamedAgent extends AsyncDisposable {
  readonly name: string;
  /** Of its program. */
  readonly path: string;
  readonly root: string;
  /** A stream by `carrel-agent connect`, as another user where one is given. */
  bridge(uid?: number): Duplex;
}

/** An agent whose socket is no file. */
async function namedAgent(): Promise<NamedAgent> {
  const root = await mkdtemp(join(tmpdir(), 'carrel-agent-'));
  const name = `@carrel-test-${randomBytes(8).toString('hex')}`;
  const { path } = await expectOk(agentBinary());
  const child = spawnAgent(path, name, root);
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', () => {
      reject(new Error('The agent ended while it started.'));
    });
  });
  return {
    ...{ name, path, root },
    bridge: (uid) => {
      const as = uid === undefined ? {} : { uid, gid: uid };
      const bridging = spawn(path, ['connect', name], { cwd: '/', stdio: ['pipe', 'pipe', 'ignore'], ...as });
      return Duplex.from({ readable: bridging.stdout, writable: bridging.stdin }) as Duplex;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
      await rm(root, { recursive: true, force: true });
    },
  };
}

function spawnAgent(path: string, name: string, root: string) {
  const words = ['serve', '--root', root, '--socket', name, '--incarnation', '7'];
  const child = spawn(path, words, { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(`${TOKEN}\n`);
  return child;
}

describe('a socket whose name begins with @', () => {
  it('is reached by the name, and leaves no file', async () => {
    await using agent = await namedAgent();
    for (let time = 0; time < 2; time += 1) {
      const connection = await expectOk(connectAgent(agent.bridge(), LOGIN));
      expect(await expectOk(connection.files.list(''))).toEqual([]);
      await connection.close();
    }
    expect(await readdir(agent.root)).toEqual([]);
  });

  it('can be taken by nobody while the agent lives, who may be a program of the box', async () => {
    await using agent = await namedAgent();
    const thief = spawnAgent(agent.path, agent.name, agent.root);
    const [code] = (await once(thief, 'exit')) as [number | null];
    expect(code).toBe(1);
    await (await expectOk(connectAgent(agent.bridge(), LOGIN))).close();
  });

  it('asks for the token as any other does', async () => {
    await using agent = await namedAgent();
    await expectErr(connectAgent(agent.bridge(), { ...LOGIN, token: 'another' }), 'runtime/permission-denied');
  });

  it.runIf(process.getuid?.() === 0)('hears nobody of another user, whatever they know', async () => {
    await using agent = await namedAgent();
    const refused = await connectAgent(agent.bridge(65_534), LOGIN);
    expect(refused.isErr() && refused.error.type).toBe('runtime/unavailable');
    await (await expectOk(connectAgent(agent.bridge(), LOGIN))).close();
  });
});
