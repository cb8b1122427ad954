import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, hasBackend } from '@carrel/conformance';
import { eventually } from '../eventually.js';
import { deployFile } from './deploy-files.js';

const found = spawnSync('nginx', ['-v']).status === 0;

/** Whether there is an nginx to test with. */
export const hasNginx = hasBackend('nginx', found ? null : 'there is no nginx; install the package nginx-light');

/** A real nginx with the example of `deploy/nginx`, before a server; only its ports and the place of its log are changed. */
export class NginxServer implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    /** Such as `http://127.0.0.1:40123`. */
    readonly origin: string,
  ) {}

  static async before(serverOrigin: string): Promise<NginxServer> {
    const directory = mkdtempSync(join(tmpdir(), 'carrel-nginx-'));
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    writeFileSync(join(directory, 'carrel.conf'), exampleFor({ serverOrigin, address, directory }));
    mkdirSync(join(directory, 'bodies'));
    writeFileSync(join(directory, 'nginx.conf'), mainFile(directory));
    const args = ['-p', directory, '-c', join(directory, 'nginx.conf'), '-e', join(directory, 'error.log')];
    const child = spawn('nginx', args, { stdio: 'ignore' });
    const nginx = new NginxServer(child, directory, `http://${address}`);
    await eventually(() => {
      if (child.exitCode !== null) throw new Error(`nginx ended: ${nginx.log('error.log')}`);
      return isOpen(port);
    });
    return nginx;
  }

  log(name: 'carrel.log' | 'error.log'): string {
    return readFileSync(join(this.directory, name), 'utf8');
  }

  /** Reads its configuration again, with new workers for new connections. */
  reload(): void {
    this.child.kill('SIGHUP');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { child } = this;
    if (child.exitCode === null) {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function exampleFor(place: {
  readonly serverOrigin: string;
  readonly address: string;
  readonly directory: string;
}): string {
  const changes: readonly (readonly [string, string])[] = [
    ['server 127.0.0.1:8787;', `server ${new URL(place.serverOrigin).host};`],
    ['listen 80;', `listen ${place.address};`],
    ['/var/log/nginx/carrel.log', join(place.directory, 'carrel.log')],
  ];
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example has no ${from}`);
    return text.replace(from, to);
  }, deployFile('nginx/carrel.conf'));
}

function mainFile(directory: string): string {
  const isRoot = process.getuid?.() === 0;
  return [
    ...[
      'daemon off;',
      ...(isRoot ? ['user root;'] : []),
      `pid ${directory}/nginx.pid;`,
      `error_log ${directory}/error.log;`,
    ],
    ...['worker_processes 1;', 'events {}', 'http {', `  client_body_temp_path ${directory}/bodies;`],
    ...['proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `  ${kind}_temp_path ${directory}/bodies;`),
    ...[`  include ${directory}/carrel.conf;`, '}', ''],
  ].join('\n');
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => {
      end(true);
    });
    socket.once('error', () => {
      end(false);
    });
  });
}
