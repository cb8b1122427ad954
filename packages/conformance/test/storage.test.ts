import { memoryStorage } from '@carrel/core/memory';
import { describe, it } from 'vitest';
import { describeStorage } from '../src/index.js';

describeStorage({
  test: { describe, it },
  createSubject: () => {
    const subject = memoryStorage();
    const { durableState } = subject;
    return {
      subject,
      restart: () => memoryStorage({ durableState }),
      damage: (tenantId, digest) => {
        subject.damage(tenantId, digest);
      },
      dispose: () => Promise.resolve(),
    };
  },
  lacks: { bounded: 'it keeps contents in memory' },
});
