import type { Alterations } from './alter-runtime.js';

/** A runtime that breaks one promise, and the name of a case that has to find out. */
export interface BrokenRuntime extends Alterations {
  readonly found: string;
}

export type BrokenRuntimes = Readonly<Record<string, BrokenRuntime>>;
