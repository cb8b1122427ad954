import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../scripts/test-registry.mjs', import.meta.url));

/** Why Debian's registry cannot be used here; `null` when it can. */
export function registryMissing(): string | null {
  try {
    execFileSync('docker-registry', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'there is no docker-registry: apt-get install docker-registry';
  }
}

interface Access {
  readonly host: string;
  readonly username: string;
  readonly password: string;
}

/** A registry of images on this machine that asks for a password. */
export class RegistryProcess implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    readonly access: Access,
  ) {}

  static async start(): Promise<RegistryProcess> {
    const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface(child.stdout))
      return new RegistryProcess(child, JSON.parse(line) as Access);
    throw new Error('The registry did not start.');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.stdin?.end();
    await ended;
  }
}
