import { memoryBus, type Bus } from '../bus/index.js';
import { memoryPresence, type PresenceStore } from '../presence/index.js';
import { memoryRateLimiter, type RateLimiter } from '../rate-limit/index.js';
import type { CarrelOptions } from './carrel-options.js';

/** What replicas may share besides the store. All of it can be done without for a while. */
export interface SharedPorts {
  readonly rateLimiter: RateLimiter;
  readonly presence: PresenceStore;
  readonly bus: Bus;
}

/** Those that the options name, or such as are within this process. */
export function sharedPortsOf({ bus, clock, presence, rateLimiter }: CarrelOptions): SharedPorts {
  return {
    rateLimiter: rateLimiter ?? memoryRateLimiter(clock === undefined ? {} : { clock }),
    presence: presence ?? memoryPresence(clock === undefined ? {} : { clock }),
    bus: bus ?? memoryBus(),
  };
}

export async function disposeSharedPorts({ bus, presence, rateLimiter }: Partial<SharedPorts>): Promise<void> {
  await Promise.all([bus?.dispose(), presence?.dispose(), rateLimiter?.dispose()]);
}
