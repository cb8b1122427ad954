import { createHash } from 'node:crypto';
import type { CodeSource } from '@carrel/core/code';
import { okAsync } from '@carrel/core/kernel';

/** Files in memory that a test changes at will. */
export class MemorySource implements CodeSource {
  readonly files: Map<string, Uint8Array>;

  constructor(
    readonly key: string,
    files: Readonly<Record<string, string>>,
  ) {
    this.files = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  }

  write(path: string, text: string): void {
    this.files.set(path, Buffer.from(text));
  }

  list() {
    return okAsync([...this.files].map(([path, bytes]) => ({ path, size: bytes.byteLength, tag: tagOf(bytes) })));
  }

  read(path: string) {
    const bytes = this.files.get(path);
    return okAsync(bytes === undefined ? null : { bytes, tag: tagOf(bytes) });
  }
}

function tagOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
