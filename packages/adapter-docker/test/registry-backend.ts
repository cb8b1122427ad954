import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { hasBackend } from '@carrel/conformance';

const SCRIPT = fileURLToPath(new URL('../../../scripts/test-registry.mjs', import.meta.url));

/** Whether Debian's registry is there; says why not. */
export function hasRegistry(): boolean {
  try {
    execFileSync('docker-registry', ['--version'], { stdio: 'ignore' });
    return hasBackend('registry', null);
  } catch {
    return hasBackend('registry', 'there is no docker-registry: apt-get install docker-registry');
  }
}

interface Access {
  readonly host: string;
  readonly username: string;
  readonly password: string;
}

/** A registry of images on this machine that asks for a password. */
export class TestRegistry implements AsyncDisposable {
  private constructor(
    private readonly process: ChildProcess,
    private readonly access: Access,
  ) {}

  static async start(): Promise<TestRegistry> {
    const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface(child.stdout)) return new TestRegistry(child, JSON.parse(line) as Access);
    throw new Error('The registry did not start.');
  }

  get host(): string {
    return this.access.host;
  }

  /** Who may use it. */
  get credential(): { readonly username: string; readonly password: string } {
    const { password, username } = this.access;
    return { password, username };
  }

  /** A name for an image that nobody else uses. */
  name(): string {
    return `${this.host}/carrel-test/${randomUUID()}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.stdin?.end();
    await ended;
  }
}
