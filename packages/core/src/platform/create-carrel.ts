import type { CarrelOptions } from './carrel-options.js';
import type { Carrel } from './carrel.js';

/**
 * Opens the store and the runtime, compares what both hold, and gives the services over them.
 *
 * @throws CarrelException with the error, when the store or the runtime cannot be opened; `request/invalid` for options that there
 * are none of, that are missing, or that are no good, before anything is opened.
 *
 * @example
 * await using carrel = await createCarrel({ store: memoryStore(), runtime: memoryRuntime() });
 */
export async function createCarrel(options: CarrelOptions): Promise<Carrel> {
  // Loaded now, so that importing the package costs next to nothing.
  const { composeCarrel } = await import('./compose-carrel.js');
  return composeCarrel(options);
}
