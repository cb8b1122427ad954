import type { Config } from './config-schema.js';

/** Pairs of which the first may not be more than the second. */
const ORDERED = [
  ['auth.minPasswordBytes', 'auth.maxPasswordBytes'],
  ['auth.agentKeyTtlMs', 'auth.maxAgentKeyTtlMs'],
  ['auth.keyReloadMs', 'auth.keyPublishAheadMs'],
  ['commands.defaultTimeoutMs', 'commands.maxTimeoutMs'],
] as const;

/** argon2 needs this much memory for each lane (RFC 9106). */
const ARGON2_KIB_PER_LANE = 8;

/** What single values cannot say: how they must stand to each other. One line for each that does not, under its key. */
export function brokenRules(config: Config): readonly { readonly key: keyof Config; readonly expected: string }[] {
  const ordered = ORDERED.filter(([less, more]) => config[less] > config[more]).map(([key, more]) => ({
    key,
    expected: `at most ${more}, which is ${config[more]}`,
  }));
  const leastKiB = ARGON2_KIB_PER_LANE * config['passwords.argon2Parallelism'];
  if (config['passwords.argon2MemoryKiB'] >= leastKiB) return ordered;
  return [...ordered, { key: 'passwords.argon2MemoryKiB', expected: `at least ${leastKiB}, 8 for each lane` }];
}
