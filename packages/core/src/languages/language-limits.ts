import type { Tier } from '../kernel/index.js';
import type { LanguageLimits } from './language.js';

const MIB = 1024 * 1024;

/** What a language of each tier may use, where its entry does not say otherwise. */
export const tierLimits: Readonly<Record<Tier, LanguageLimits>> = {
  low: { memoryBytes: 256 * MIB, cpus: 0.5, pids: 64, timeoutMs: 10_000, compileTimeoutMs: 30_000 },
  medium: { memoryBytes: 512 * MIB, cpus: 1, pids: 128, timeoutMs: 30_000, compileTimeoutMs: 60_000 },
  high: { memoryBytes: 1024 * MIB, cpus: 2, pids: 256, timeoutMs: 60_000, compileTimeoutMs: 120_000 },
};
