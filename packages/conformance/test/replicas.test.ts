import { memoryBus, memoryPresence, memoryRateLimiter, VirtualClock } from '@carrel/core/memory';
import { fallbackRateLimiter } from '@carrel/core/rate-limit';
import { describe, it } from 'vitest';
import { describeBus, describePresence, describeRateLimiter } from '../src/index.js';

const test = { describe, it };
const lacks = { another: 'it is in this process alone' };
const dispose = () => Promise.resolve();

describeBus({ test, createSubject: () => ({ subject: memoryBus(), dispose }), lacks });

describePresence({
  test,
  createSubject: () => {
    const clock = new VirtualClock();
    return { subject: memoryPresence({ clock }), advance: (ms) => clock.advance(ms), dispose };
  },
  lacks,
});

describeRateLimiter({ test, createSubject: () => ({ subject: memoryRateLimiter(), dispose }), lacks });

describe('with a fallback', () => {
  describeRateLimiter({
    test,
    createSubject: () => ({
      subject: fallbackRateLimiter({ primary: memoryRateLimiter(), fallback: memoryRateLimiter() }),
      dispose,
    }),
    lacks,
  });
});
