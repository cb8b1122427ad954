import { describeDatabaseStorage } from '@carrel/conformance';
import { describe, it } from 'vitest';
import { fdbStore } from '../src/index.js';
import { backendName, createBackend, hasFdb } from './backend.js';

const STAND_IN_LACKS = { many: 'the stand-in is slow', bounded: 'the stand-in keeps everything in memory' };

describe.runIf(hasFdb)(`on ${backendName}`, () => {
  describeDatabaseStorage({
    test: { describe, it },
    createSubject() {
      const backend = createBackend();
      const create = () => fdbStore(backend.options);
      return {
        subject: create(),
        reopen: () => Promise.resolve(create()),
        dispose: () => backend.dispose(),
      };
    },
    ...(backendName === 'the stand-in' ? { lacks: STAND_IN_LACKS } : {}),
  });
});
