import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, hasBackend } from '@carrel/conformance';

const SSHD = '/usr/sbin/sshd';
/** Where the server wants an empty directory of the machine. */
const SEPARATION = '/run/sshd';

/** Whether this process may start a server that it reaches by SSH; says why not. */
export function mayStartSsh(): boolean {
  const isRoot = process.getuid?.() === 0;
  return hasBackend('an SSH server', isRoot ? (existsSync(SSHD) ? null : 'there is no sshd') : 'it needs root');
}

/** An SSH server of a test, on this machine and for its own user, with keys of its own. */
export class SshServer {
  readonly username = userInfo().username;

  private constructor(
    readonly port: number,
    private readonly directory: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(): Promise<SshServer> {
    const directory = await mkdtemp(join(tmpdir(), 'carrel-ssh-'));
    const at = (name: string) => join(directory, name);
    for (const name of ['host', 'user', 'stranger']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
    }
    mkdirSync(SEPARATION, { recursive: true });
    const port = await freePort();
    const lines = [
      ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${at('host')}`, `AuthorizedKeysFile ${at('user.pub')}`],
      ...['StrictModes no', 'UsePAM no', 'PidFile none', 'PasswordAuthentication no', 'MaxStartups 100'],
    ];
    await writeFile(at('config'), `${lines.join('\n')}\n`);
    const server = new SshServer(port, directory, spawn(SSHD, ['-D', '-f', at('config')], { stdio: 'ignore' }));
    await eventually(() => answers(port));
    return server;
  }

  /** A private key: of the user who may come in, or of somebody else. */
  keyOf(whom: 'user' | 'stranger'): Promise<string> {
    return readFile(join(this.directory, whom), 'utf8');
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
    await rm(this.directory, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('data', () => {
      socket.destroy();
      resolve();
    });
  });
}
