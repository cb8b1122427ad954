import type { KeptDirectory } from './memory-kept-files.js';

const PREFIX = 'memory/snapshot:';

/** The files of boxes as they were, by the names under which other boxes begin with them. */
export class MemorySnapshots {
  private readonly kept = new Map<string, KeptDirectory>();
  private made = 0;

  /** Gives the name. */
  add(files: KeptDirectory): string {
    this.made += 1;
    const name = `${PREFIX}${this.made}`;
    this.kept.set(name, files);
    return name;
  }

  /** `undefined` for what is not, or no more, a snapshot. */
  find(name: string | undefined): KeptDirectory | undefined {
    return name === undefined ? undefined : this.kept.get(name);
  }

  /** Whether the name is that of a snapshot which is there no more, or never was. */
  isGone(name: string | undefined): boolean {
    return name?.startsWith(PREFIX) === true && !this.kept.has(name);
  }

  remove(name: string): void {
    this.kept.delete(name);
  }
}
