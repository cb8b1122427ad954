import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One container of an installation, as the engine tells it. */
export interface FoundBox {
  readonly id: string;
  readonly state: string;
  /** `null` for one that is no workspace's. */
  readonly sessionId: string | null;
  readonly incarnation: number;
}

/** What there is of one installation on the engine, by its labels alone. */
export class EngineTruth {
  constructor(private readonly installationId: string) {}

  async containers(): Promise<readonly FoundBox[]> {
    const format = '{{.ID}}|{{.State}}|{{.Label "carrel.session"}}|{{.Label "carrel.incarnation"}}';
    const lines = await this.list(['ps', '--all', '--no-trunc', '--format', format]);
    return lines.map((line) => {
      const [id = '', state = '', session = '', incarnation = ''] = line.split('|');
      return { id, state, sessionId: session === '' ? null : session, incarnation: Number(incarnation) };
    });
  }

  volumes(): Promise<readonly string[]> {
    return this.list(['volume', 'ls', '--format', '{{.Name}}']);
  }

  networks(): Promise<readonly string[]> {
    return this.list(['network', 'ls', '--format', '{{.Name}}']);
  }

  /** Takes away what is left of it, for a test that ended in the middle. */
  async removeAll(): Promise<void> {
    for (const { id } of await this.containers()) await run('docker', ['rm', '--force', '--volumes', id]);
    for (const name of await this.volumes()) await run('docker', ['volume', 'rm', '--force', name]);
    for (const name of await this.networks()) await run('docker', ['network', 'rm', name]);
  }

  private async list(words: readonly string[]): Promise<readonly string[]> {
    const filter = `label=carrel.installation=${this.installationId}`;
    const { stdout } = await run('docker', [...words, '--filter', filter]);
    return stdout.split('\n').filter((line) => line !== '');
  }
}
