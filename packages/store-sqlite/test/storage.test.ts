import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeDatabaseStorage } from '@carrel/conformance';
import { describe, it } from 'vitest';
import { sqliteStore } from '../src/index.js';

describeDatabaseStorage({
  test: { describe, it },
  createSubject() {
    const directory = mkdtempSync(join(tmpdir(), 'carrel-sqlite-'));
    const create = () => sqliteStore({ path: join(directory, 'carrel.db') });
    return {
      subject: create(),
      reopen: () => Promise.resolve(create()),
      dispose: () => {
        rmSync(directory, { recursive: true, force: true });
        return Promise.resolve();
      },
    };
  },
});
