import { memoryStore } from '@carrel/core/memory';
import { describe, it } from 'vitest';
import { describeDatabaseStorage } from '../src/index.js';

describeDatabaseStorage({
  test: { describe, it },
  createSubject: () => ({ subject: memoryStore(), dispose: () => Promise.resolve() }),
  lacks: { bounded: 'the store keeps everything in memory' },
});
