import { WARM_ENV } from './warm-boxes.js';

/** Decides what is done when; the same seed does it again, as far as the machine lets it. */
export const SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000);

export const INTERVAL_MS = 2_000;
const GRACE_MS = 2_000;
/** The grace of a box, the next sweep behind it, and what that takes. */
export const ONE_SWEEP_MS = GRACE_MS + INTERVAL_MS + 15_000;
/** What belongs to no box is looked for once a minute, and is then a minute old. */
export const LEFTOVERS_MS = 150_000;

/** How many workspaces have room at once: fewer than are wanted, so that starts wait. */
export const ROOM = 4;

/** A server that sweeps often, and whose tokens outlive the test. */
export const SERVER_ENV: Readonly<Record<string, string>> = {
  CARREL_WORKSPACES__RECONCILE_INTERVAL_MS: String(INTERVAL_MS),
  CARREL_WORKSPACES__GRACE_AGE_MS: String(GRACE_MS),
  CARREL_WORKSPACES__STOP_GRACE_MS: '500',
  CARREL_WORKSPACES__NETWORK: 'internet',
  CARREL_WORKSPACES__MAX: String(ROOM),
  CARREL_AUTH__ACCESS_TOKEN_TTL_MS: '7200000',
  ...WARM_ENV,
};
