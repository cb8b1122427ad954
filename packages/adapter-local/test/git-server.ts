import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const AUTHOR = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };

/** Serves git repositories over HTTP on this machine, by git's own program for that. */
export class GitServer implements AsyncDisposable {
  readonly root = mkdtempSync(join(tmpdir(), 'carrel-git-'));
  /** Called at each request, before it is answered. */
  onRequest: (request: IncomingMessage) => void | Promise<void> = () => undefined;
  /** What `Authorization` has to be; `null` for nothing. */
  wanted: string | null = null;
  /** Where requests are sent on to; `null` for nowhere. */
  redirect: string | null = null;
  requests = 0;
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<GitServer> {
    const git = new GitServer();
    await new Promise<void>((resolve) => git.server.listen(0, '127.0.0.1', resolve));
    return git;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(name: string): string {
    return `http://127.0.0.1:${String(this.port)}/${name}.git`;
  }

  /** A working tree whose commits `publish` shows. */
  work(name: string): string {
    const directory = join(this.root, 'work', name);
    mkdirSync(directory, { recursive: true });
    this.git(directory, 'init', '--quiet', '--initial-branch=main');
    return directory;
  }

  commit(directory: string, files: Readonly<Record<string, string | Buffer>>, message = 'a commit'): string {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    this.git(directory, 'add', '--all');
    this.git(directory, 'commit', '--quiet', '--allow-empty', '--message', message);
    return this.git(directory, 'rev-parse', 'HEAD').trim();
  }

  publish(name: string): void {
    const target = join(this.root, `${name}.git`);
    rmSync(target, { recursive: true, force: true });
    this.git(this.root, 'clone', '--quiet', '--mirror', join(this.root, 'work', name), target);
  }

  git(directory: string, ...args: readonly string[]): string {
    const env = { ...process.env, ...AUTHOR, GIT_CONFIG_GLOBAL: '/dev/null' };
    return execFileSync('git', args, { cwd: directory, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.root, { recursive: true, force: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    await this.onRequest(request);
    if (this.redirect !== null) {
      response.writeHead(302, { Location: this.redirect + (request.url ?? '') }).end();
    } else if (this.wanted !== null && request.headers.authorization !== this.wanted) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end('secret words of the server');
    } else this.run(request, response);
  }

  private run(request: IncomingMessage, response: ServerResponse): void {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const child = spawn('git', ['http-backend'], {
      env: {
        ...process.env,
        GIT_PROJECT_ROOT: this.root,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        PATH_INFO: path,
        QUERY_STRING: query,
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.on('error', () => undefined);
    request.pipe(child.stdin);
    let head = Buffer.alloc(0);
    child.stdout.on('data', (data: Buffer) => {
      if (response.headersSent) return void response.write(data);
      head = Buffer.concat([head, data]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const lines = head.toString('latin1', 0, end).split('\r\n');
      const fields = lines.map(
        (line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const,
      );
      const status = fields.find(([name]) => name === 'Status')?.[1] ?? '200';
      response.writeHead(Number.parseInt(status, 10), Object.fromEntries(fields.filter(([name]) => name !== 'Status')));
      response.write(head.subarray(end + 4));
    });
    child.on('close', () => response.end());
  }
}
