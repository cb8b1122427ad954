import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { PoolLook } from './warm-boxes.js';

const run = promisify(execFile);

/** One container of an installation, as the engine tells it. */
export interface FoundBox {
  readonly id: string;
  readonly state: string;
  readonly name: string;
  /** `null` for one that is no workspace's, or not yet. */
  readonly sessionId: string | null;
  readonly incarnation: number;
}

const FORMAT =
  '{{.ID}}|{{.Names}}|{{.State}}|{{.Label "carrel.session"}}|{{.Label "carrel.incarnation"}}|{{.Label "carrel.intent"}}';

/** What there is of one installation on the engine, by its labels alone. */
export class EngineTruth {
  /** @param pool what the records say of boxes of a pool; without it they are boxes of a session with that name. */
  constructor(
    private readonly installationId: string,
    private readonly pool?: () => Promise<PoolLook>,
  ) {}

  async containers(): Promise<readonly FoundBox[]> {
    // Before the list, so that a box which is a session's here was so when it was listed.
    const pool = await this.pool?.();
    const lines = await this.list(['ps', '--all', '--no-trunc', '--format', FORMAT]);
    return lines.map((line) => {
      const [id = '', name = '', state = '', session = '', incarnation = '', token = ''] = line.split('|');
      const owner = session === 'pool' && pool !== undefined ? pool.owners.get(token) : undefined;
      if (owner !== undefined) return { id, name, state, ...owner };
      const isNobodys = session === '' || (session === 'pool' && pool !== undefined);
      return { id, name, state, sessionId: isNobodys ? null : session, incarnation: Number(incarnation) };
    });
  }

  volumes(): Promise<readonly string[]> {
    return this.list(['volume', 'ls', '--format', '{{.Name}}']);
  }

  networks(): Promise<readonly string[]> {
    return this.list(['network', 'ls', '--format', '{{.Name}}']);
  }

  /** Of snapshots: the names of their images, and the id of one that lost its name. */
  async snapshots(): Promise<readonly string[]> {
    const format = '{{.Repository}}:{{.Tag}} {{.ID}}';
    const lines = await this.list(['images', '--filter', 'label=carrel.snapshot', '--format', format]);
    return lines.map((line) => {
      const [name = '', id = ''] = line.split(' ');
      return name.includes('<none>') ? id : name;
    });
  }

  /** Takes away what is left of it, for a test that ended in the middle. */
  async removeAll(): Promise<void> {
    for (const id of await this.list(['ps', '--all', '--format', '{{.ID}}']))
      await run('docker', ['rm', '--force', '--volumes', id]);
    for (const name of await this.volumes()) await run('docker', ['volume', 'rm', '--force', name]);
    for (const name of await this.networks()) await run('docker', ['network', 'rm', name]);
    for (const image of await this.snapshots()) await run('docker', ['image', 'rm', '--force', image]);
  }

  private async list(words: readonly string[]): Promise<readonly string[]> {
    const filter = `label=carrel.installation=${this.installationId}`;
    const { stdout } = await run('docker', [...words, '--filter', filter]);
    return stdout.split('\n').filter((line) => line !== '');
  }
}
