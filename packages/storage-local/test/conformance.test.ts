import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describeStorage } from '@carrel/conformance';
import { describe, it } from 'vitest';
import { localStorage } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

describeStorage({
  test: { describe, it },
  createSubject: async () => {
    const temporary = await temporaryDirectory();
    const create = () => localStorage({ directory: temporary.path });
    return {
      subject: create(),
      restart: create,
      damage: (tenantId, digest) => truncate(join(temporary.path, tenantId, digest.slice(0, 2), digest), 3),
      dispose: async () => {
        await temporary[Symbol.asyncDispose]();
      },
    };
  },
});
