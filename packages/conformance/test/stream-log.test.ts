import { memoryStreamLog, MemoryStreams, VirtualClock } from '@carrel/core/memory';
import { describe, it } from 'vitest';
import { describeStreamLog } from '../src/index.js';

describeStreamLog({
  test: { describe, it },
  createSubject: () => {
    const clock = new VirtualClock();
    const streams = new MemoryStreams({ clock });
    return {
      subject: memoryStreamLog({ streams }),
      another: () => memoryStreamLog({ streams }),
      advance: (ms) => clock.advance(ms),
      dispose: () => Promise.resolve(),
    };
  },
  lacks: { faults: 'it has no backend' },
});
