import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o700;

/** Makes directories that survive the power: their names are on the disk as well. */
export class DurableDirectories {
  private readonly known = new Set<string>();

  /** There, and its name durable, when resolved. Its own directory is. */
  async make(path: string): Promise<void> {
    if (this.known.has(path)) return;
    await mkdir(path, { recursive: true, mode: OWNER_ONLY });
    // Also when it was there: another process may have made it and died before its name was durable.
    await syncDirectory(dirname(path));
    this.known.add(path);
  }

  /** Nothing is taken for granted any more: somebody removed a directory. */
  forget(): void {
    this.known.clear();
  }
}

/** The names in a directory are on the disk when resolved. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
