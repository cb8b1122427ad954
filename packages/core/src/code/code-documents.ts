import type { Result } from '../kernel/index.js';
import type { StoreError } from '../store/index.js';
import type { SessionPlace } from './plan-log.js';

/** What plans need of shared documents, whose files get what people type a little later: `BoundFiles` is one. */
export interface CodeDocuments {
  /** Files have what was typed until now, but for those that are given back: they do not take it in time. */
  settle(session: SessionPlace, signal?: AbortSignal): Promise<Result<readonly string[], StoreError>>;
  /** A plan wrote these files: people are to see that soon. */
  written(session: SessionPlace, paths: ReadonlySet<string>): Promise<void>;
}

/** What a person is told of files that lack what was typed. */
export function lackingTyped(paths: readonly string[]): readonly string[] {
  return paths.length === 0 ? [] : [`What people typed last was not seen, for it is not in these files yet: ${paths.join(', ')}.`]; // prettier-ignore
}
