import type { TokenSnapshot } from '../runtime/index.js';
import type { KeptDirectory } from './memory-kept-files.js';

const PREFIX = 'memory/snapshot:';

interface KeptSnapshot {
  readonly files: KeptDirectory;
  readonly installationId: string;
  readonly token: string | undefined;
}

/** The files of boxes as they were, by the names under which other boxes begin with them. */
export class MemorySnapshots {
  private readonly kept = new Map<string, KeptSnapshot>();
  private made = 0;

  /** Gives the name. */
  add(snapshot: KeptSnapshot): string {
    this.made += 1;
    const name = `${PREFIX}${this.made}`;
    this.kept.set(name, snapshot);
    return name;
  }

  /** `undefined` for what is not, or no more, a snapshot. */
  find(name: string | undefined): KeptDirectory | undefined {
    return name === undefined ? undefined : this.kept.get(name)?.files;
  }

  /** Whether the name is that of a snapshot which is there no more, or never was. */
  isGone(name: string | undefined): boolean {
    return name?.startsWith(PREFIX) === true && !this.kept.has(name);
  }

  /** Those that were taken with a token. */
  list(installationId: string): readonly TokenSnapshot[] {
    return [...this.kept].flatMap(([image, { installationId: owner, token }]) =>
      token === undefined || owner !== installationId ? [] : [{ image, token }],
    );
  }

  remove(name: string): void {
    this.kept.delete(name);
  }
}
