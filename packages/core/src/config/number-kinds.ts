import { z } from 'zod';

/** The longest wait of a timer of Node; a longer one would end at once. About 24.8 days. */
const MAX_TIMER_MS = 2_147_483_647;

/** How many of something, where none would be no use. */
export const count = z.int().min(1);

export const sizeBytes = z.int().min(1);

/** A span between instants that are written down. */
export const durationMs = z.int().min(0);

/** A wait by a timer that may be none. */
export const pauseMs = z.int().min(0).max(MAX_TIMER_MS);

/** A wait by a timer that must leave some time. */
export const timeoutMs = z.int().min(1).max(MAX_TIMER_MS);
